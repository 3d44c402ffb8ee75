//! Addresses and ranges of IPv4 and IPv6.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators", section "IP address
//! condition operators" (2026-11).

use std::net::{IpAddr, Ipv6Addr};

use super::super::Truth;
use super::super::notes::Notes;

/// Whether an address lies in a range, e.g. `203.0.113.0/24`.
pub(super) fn is_in(range: &str, found: &str, notes: &mut Notes) -> Truth {
    let Some((network, prefix)) = parse_range(range) else {
        return notes.unknown(|| format!("the value `{range}` of the policy is no address range"));
    };
    let Ok(address) = found.parse::<IpAddr>() else {
        return notes.unknown(|| format!("the value `{found}` of the request is no address"));
    };
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let differ = network.to_bits() ^ address.to_bits();
            (prefix == 0 || differ.checked_shr(32 - prefix).unwrap_or(0) == 0).into()
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            within_v6(network, address, prefix, range, notes)
        }
        (IpAddr::V4(_), IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => {
            notes.unknown(|| format!("`{found}` is an IPv4 address in the form of IPv6"))
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => Truth::No,
    }
}

fn within_v6(
    network: Ipv6Addr,
    address: Ipv6Addr,
    prefix: u32,
    range: &str,
    notes: &mut Notes,
) -> Truth {
    let differ = network.to_bits() ^ address.to_bits();
    let within = prefix == 0 || differ.checked_shr(128 - prefix).unwrap_or(0) == 0;
    if range.contains('/') || !within || differ == 0 {
        return within.into();
    }
    // AWS names /32 as the default; whether that is meant of IPv6 too, where it is no single host,
    // it does not say.
    notes.unknown(|| format!("whether `{range}` is one address or a range is not laid down"))
}

/// An address and the length of its prefix.
fn parse_range(text: &str) -> Option<(IpAddr, u32)> {
    let (address, prefix) = match text.split_once('/') {
        None => (text, None),
        Some((address, prefix)) => (address, Some(prefix)),
    };
    let address: IpAddr = address.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        None => 32,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        Some(_) => return None,
    };
    (prefix <= longest).then_some((address, prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(range: &str, address: &str) -> Truth {
        is_in(range, address, &mut Notes::silent())
    }

    #[test]
    fn ranges_hold_their_addresses() {
        for (range, inside, outside) in [
            ("203.0.113.0/24", "203.0.113.255", "203.0.114.0"),
            ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
            ("203.0.113.7/32", "203.0.113.7", "203.0.113.6"),
            ("128.0.0.0/1", "255.0.0.1", "127.0.0.1"),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", "2001:db8:1234:5679::1"),
            ("2001:db8::1/128", "2001:db8::1", "2001:db8::2"),
            ("0.0.0.0/0", "8.8.8.8", "2001:db8::1"),
            ("::/0", "2001:db8::1", "8.8.8.8"),
        ] {
            assert_eq!(within(range, inside), Truth::Yes, "{range} {inside}");
            assert_eq!(within(range, outside), Truth::No, "{range} {outside}");
        }
    }

    #[test]
    fn what_is_not_laid_down_is_unknown() {
        for (range, address) in [
            ("our-office", "203.0.113.9"),
            ("203.0.113.0/33", "203.0.113.9"),
            ("203.0.113.0/", "203.0.113.9"),
            ("203.0.113.0/+8", "203.0.113.9"),
            ("203.0.113.*", "203.0.113.9"),
            ("203.0.113.0/24", "AWS Internal"),
            ("203.0.113.0/24", "::ffff:203.0.113.9"),
            ("2001:db8::1", "2001:db8::2"),
        ] {
            assert_eq!(within(range, address), Truth::Unknown, "{range} {address}");
        }
        assert_eq!(within("2001:db8::1", "2001:db8::1"), Truth::Yes);
        assert_eq!(within("2001:db8::1", "2001:db9::1"), Truth::No);
    }
}
