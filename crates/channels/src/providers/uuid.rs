//! Ids as several vendors write them (RFC 9562).

/// Eight, four, four, four and twelve hexadecimal digits: nothing that could lead a path elsewhere.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// One that belongs to nobody.
pub(super) fn nobodys() -> String {
    let hex = format!("{:032x}", rand::random::<u128>());
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_uuid_is_put_into_a_path() {
        assert!(is_uuid("c11236f4-00bf-4b89-84ba-88b25df97315") && is_uuid(&nobodys()));
        for foreign in
            ["", "VA0/VE0", "c11236f400bf4b8984ba88b25df97315", "../c11236f4", "g1123-6f40-0bf4-b898-4ba"]
        {
            assert!(!is_uuid(foreign), "{foreign}");
        }
    }
}
