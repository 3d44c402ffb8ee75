//! Who acts in a promotion, and as what. All names are ASCII and whole strings.

use super::formats::is_identifier;

/// Roles that may approve.
pub(super) const APPROVERS: [&str; 2] = ["steward", "council"];

/// An identifier of at most 200 characters.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= 200 && is_identifier(text)
}

/// A kind of actor, a colon, and the actor's name.
pub(super) fn is_principal(text: &str) -> bool {
    let Some((scheme, name)) = text.split_once(':') else { return false };
    let in_scheme = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'.' | b'-')
    };
    let in_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'@' | b'/' | b'-');
    scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(in_scheme)
        && (1..=200).contains(&name.len())
        && name.bytes().all(in_name)
}

/// Whether a principal is a program.
pub(super) fn is_automation(principal: &str) -> bool {
    principal.starts_with("svc:")
}
