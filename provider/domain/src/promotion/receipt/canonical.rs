//! The form that a receipt's digest covers: sorted members, no spaces, ASCII alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::promotion::json::Json;

pub(super) fn digest(receipt: &BTreeMap<String, Json>) -> Option<String> {
    let text = text(receipt)?;
    Some(format!("sha256:{}", hex::encode(Sha256::digest(text))))
}

/// The canonical text without the root's `integrity`; members of that name deeper down stay.
pub(super) fn text(receipt: &BTreeMap<String, Json>) -> Option<String> {
    let mut text = String::new();
    members(&mut text, receipt.iter().filter(|(name, _)| *name != "integrity"))?;
    Some(text)
}

/// The text of the same form with all members.
pub(super) fn whole(receipt: &BTreeMap<String, Json>) -> Option<String> {
    let mut text = String::new();
    members(&mut text, receipt.iter())?;
    Some(text)
}

fn members<'j>(
    text: &mut String,
    members: impl Iterator<Item = (&'j String, &'j Json)>,
) -> Option<()> {
    text.push('{');
    for (at, (name, value)) in members.enumerate() {
        if at > 0 {
            text.push(',');
        }
        string(text, name)?;
        text.push(':');
        write(text, value)?;
    }
    text.push('}');
    Some(())
}

fn write(text: &mut String, value: &Json) -> Option<()> {
    match value {
        Json::Null => text.push_str("null"),
        Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Number(_) => return None,
        Json::String(value) => string(text, value)?,
        Json::Array(elements) => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(text, element)?;
            }
            text.push(']');
        }
        Json::Object(object) => members(text, object.iter())?,
    }
    Some(())
}

fn string(text: &mut String, value: &str) -> Option<()> {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            ' '..='~' => text.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(text, "\\u{unit:04x}").ok()?;
                }
            }
        }
    }
    text.push('"');
    Some(())
}
