//! Hosts as they are written in a URL, and from where they can be reached.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ends of names that no public DNS answers: multicast DNS (RFC 6762), private use (ICANN's `internal`), this machine (RFC 6761),
/// a home (RFC 8375).
const INNER: [&str; 4] = [".local", ".internal", ".localhost", ".home.arpa"];

/// Whether it is the one this runs on.
pub(crate) fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || address(host).is_some_and(|address| address.is_loopback())
}

/// Whether nobody can come there from the internet: this machine, a private network, or a name that is known inside one only.
pub(crate) fn is_inner(host: &str) -> bool {
    match address(host) {
        Some(IpAddr::V4(address)) => is_inner_v4(address),
        Some(IpAddr::V6(address)) => is_inner_v6(address),
        None => {
            let name = host.trim_end_matches('.').to_ascii_lowercase();
            !name.contains('.') || INNER.iter().any(|end| name.ends_with(end))
        }
    }
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn is_inner_v4(address: Ipv4Addr) -> bool {
    // RFC 6598: the network between a carrier and its customers
    let [a, b, ..] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
        || shared
}

fn is_inner_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unicast_link_local()
        || address.is_unique_local()
        || address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_reached_from_the_internet_is_inner() {
        for inner in [
            "localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "0.0.0.0",
            "10.0.0.7",
            "172.16.0.1",
            "172.31.255.254",
            "192.168.1.20",
            "169.254.1.1",
            "100.64.0.1",
            "[fe80::1]",
            "[fd12:3456:789a::1]",
            "[::ffff:192.168.1.20]",
            "otp",
            "OTP.local",
            "otp.corp.internal",
            "otp.localhost",
            "nas.home.arpa",
            "otp.local.",
            "",
        ] {
            assert!(is_inner(inner), "{inner}");
        }
        for outer in [
            "otp.example.com",
            "door.example",
            "localhost.example",
            "internal.example.com",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "169.253.0.1",
            "[2001:db8::1]",
            "[fec0::1]",
        ] {
            assert!(!is_inner(outer), "{outer}");
        }
        assert!(is_this_machine("LocalHost") && is_this_machine("[::1]") && !is_this_machine("10.0.0.7"));
    }
}
