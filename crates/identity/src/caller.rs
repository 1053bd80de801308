//! Who is asking, as far as limits and logs need to know. Knows no HTTP.

use std::net::{IpAddr, Ipv6Addr};

/// The client behind a request.
#[derive(Debug, Clone)]
pub struct Caller {
    key: String,
    device: Option<String>,
    request_id: String,
}

impl Caller {
    /// From the client's address, its own description of itself (User-Agent; cut to 200 characters) and the id of the request.
    pub fn new(address: IpAddr, device: Option<&str>, request_id: &str) -> Self {
        let device = device.map(|text| text.chars().filter(|c| !c.is_control()).take(200).collect());
        Self { key: key_of(address), device, request_id: request_id.to_owned() }
    }

    /// What limits count by: an IPv4 address, or the /64 of an IPv6 address, which is what one customer gets (RFC 6177).
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The device as it described itself.
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// The id under which this request is logged.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

fn key_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => {
            let s = six.segments();
            format!("{}/64", Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_is_one_caller() {
        let key = |text: &str| Caller::new(text.parse().unwrap(), None, "r").key().to_owned();
        assert_eq!(key("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::"));
    }
}
