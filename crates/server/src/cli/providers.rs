//! `doorcode providers`: who can carry codes, by which channels, who makes them, and who tells what became of a message; as the
//! README prints it.

use std::fmt::Write;

use channels::{Channel, Codes, providers};

/// A table in Markdown, a row for each provider.
pub(super) fn table() -> String {
    let mut table = "| provider |".to_owned();
    for channel in Channel::ALL {
        write!(table, " {channel} |").ok();
    }
    table.push_str(" code made and checked by | delivery report |\n");
    table.push_str("| --- |");
    table.push_str(&" :-: |".repeat(Channel::ALL.len()));
    table.push_str(" --- | :-: |\n");
    for provider in providers::ALL {
        write!(table, "| `{}` |", provider.name).ok();
        for channel in Channel::ALL {
            table.push_str(if provider.channels.contains(&channel) { " ✓ |" } else { " |" });
        }
        let holder = match provider.codes {
            Codes::Hosted => "the provider",
            Codes::MadeHere => "doorcode",
        };
        writeln!(table, " {holder} |{} |", if provider.reports { " ✓" } else { "" }).ok();
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = include_str!("../../../../README.md");

    #[test]
    fn the_readme_has_the_table_as_it_is() {
        let (_, rest) = README.split_once("<!-- providers -->\n").unwrap();
        let (printed, _) = rest.split_once("<!-- /providers -->").unwrap();
        assert!(
            printed == table(),
            "the README's table is out of date: put what `cargo run -- providers` prints between its marks"
        );
    }

    #[test]
    fn every_provider_has_a_row_and_every_row_as_many_cells() {
        let table = table();
        let rows: Vec<_> = table.lines().collect();
        assert_eq!(rows.len(), providers::ALL.len() + 2);
        for row in &rows {
            assert_eq!(row.matches('|').count(), rows[0].matches('|').count(), "{row}");
        }
    }
}
