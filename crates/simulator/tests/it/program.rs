//! The program: what it says of itself at a terminal.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_simulator")).args(arguments).output().unwrap()
}

#[test]
fn help_is_no_failure() {
    for word in ["--help", "-h"] {
        let help = run(&[word]);
        let said = String::from_utf8(help.stdout).unwrap();
        assert!(help.status.success() && said.contains("--port PORT"), "{word}: {said}");
        assert!(said.contains("/control/magic"), "{said}");
    }
}

#[test]
fn what_it_does_not_know_is_a_failure() {
    for words in [&["--prot", "1"][..], &["--port"], &["--port", "http"], &["help"]] {
        let refused = run(words);
        assert_eq!(refused.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8(refused.stderr).unwrap().contains("usage: simulator"), "{words:?}");
    }
}
