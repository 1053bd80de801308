//! The client's address behind a chain of proxies, counted from the right: what lies left of the last trusted proxy can
//! be invented by anybody (OWASP ASVS 5.0, 4.1.3).

use std::net::IpAddr;

use ipnet::IpNet;
use poem::http::HeaderMap;

/// The nearest address that is not one of ours. `X-Forwarded-For` counts where it is present, else `Forwarded` (RFC 7239):
/// a proxy that writes only the latter must drop the former.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_ours(&peer) {
        return peer;
    }
    let mut nearest = peer;
    for hop in hops(headers).into_iter().rev() {
        // A hop that says no address ends the chain: what it forwarded for cannot be told.
        let Some(address) = hop else { break };
        nearest = address;
        if !is_ours(&nearest) {
            break;
        }
    }
    nearest
}

/// Every hop the headers name, nearest last; `None` where it is no address.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let elements = |name: &str| -> Vec<String> {
        let lines =
            headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
        lines.flat_map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    if headers.contains_key("x-forwarded-for") {
        return elements("x-forwarded-for").iter().map(|hop| address(hop)).collect();
    }
    elements("forwarded").iter().map(|hop| forwarded_for(hop)).collect()
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for")).map(|(_, node)| node);
    address(named.next()?.trim().trim_matches('"'))
}

/// An address, with or without a port, with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None if text.matches(':').count() == 1 => text.split_once(':')?.0,
        None => text,
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(*name, value.parse().unwrap());
            map
        })
    }

    fn seen(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let trusted: Vec<IpNet> =
            ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"].map(|net| net.parse().unwrap()).into();
        client(peer.parse().unwrap(), &headers(lines), &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_their_address() {
        assert_eq!(seen("203.0.113.9", &[("x-forwarded-for", "198.51.100.1")]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", "198.51.100.1, 203.0.113.9")]), "203.0.113.9");
    }

    #[test]
    fn the_chain_is_counted_from_the_right_over_all_lines() {
        let lines = [("x-forwarded-for", "1.1.1.1, 203.0.113.9"), ("x-forwarded-for", "10.0.0.7")];
        assert_eq!(seen("10.0.0.1", &lines), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")]), "10.0.0.3");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_hop_without_an_address_ends_the_chain() {
        assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, unknown")]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, junk, 10.0.0.2")]), "10.0.0.2");
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read() {
        for (hop, address) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
        ] {
            assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", hop)]), address);
        }
    }

    #[test]
    fn forwarded_is_read_where_the_older_header_is_absent() {
        let line = "for=198.51.100.1;proto=https, For=\"[2001:db8::1]:80\";by=10.0.0.1";
        assert_eq!(seen("10.0.0.1", &[("forwarded", line)]), "2001:db8::1");
        assert_eq!(seen("10.0.0.1", &[("forwarded", "for=_hidden")]), "10.0.0.1");
    }

    proptest! {
        #[test]
        fn what_stands_left_of_an_untrusted_hop_never_matters(left in "[ -~]{0,60}", ip: [u8; 4]) {
            let address = IpAddr::from(ip);
            prop_assume!(ip[0] != 10 && ip != [127, 0, 0, 1]);
            let line = format!("{left}, {address}");
            prop_assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", &line)]), address.to_string());
        }

        #[test]
        fn a_line_of_anything_gives_an_address(line in "[ -~]{0,200}") {
            seen("10.0.0.1", &[("x-forwarded-for", &line)]);
            seen("10.0.0.1", &[("forwarded", &line)]);
        }
    }
}
