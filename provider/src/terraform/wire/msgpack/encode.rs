//! Tree to bytes.

use std::convert::Infallible;

use rmp::encode::{self as write, ByteBuf, ValueWriteError};

use crate::terraform::value::{Number, Tree};

/// The extension value that go-cty writes for an unknown.
const UNKNOWN: [u8; 3] = [0xd4, 0x00, 0x00];

/// Writes a value.
pub(crate) fn encode(tree: &Tree) -> Vec<u8> {
    let mut out = ByteBuf::new();
    match put(&mut out, tree) {
        Ok(()) => out.into_vec(),
        Err(
            ValueWriteError::InvalidMarkerWrite(never) | ValueWriteError::InvalidDataWrite(never),
        ) => match never {},
    }
}

fn put(out: &mut ByteBuf, tree: &Tree) -> Result<(), ValueWriteError<Infallible>> {
    match tree {
        Tree::Unknown => out.as_mut_vec().extend(UNKNOWN),
        Tree::Null => write::write_nil(out).map_err(ValueWriteError::InvalidMarkerWrite)?,
        Tree::Bool(value) => {
            write::write_bool(out, *value).map_err(ValueWriteError::InvalidMarkerWrite)?;
        }
        Tree::Number(number) => put_number(out, number)?,
        Tree::String(text) => write::write_str(out, text)?,
        Tree::List(items) => {
            write::write_array_len(out, length(items.len()))?;
            for item in items {
                put(out, item)?;
            }
        }
        Tree::Map(entries) => {
            write::write_map_len(out, length(entries.len()))?;
            for (key, value) in entries {
                write::write_str(out, key)?;
                put(out, value)?;
            }
        }
        Tree::Dynamic { ty, value } => {
            write::write_array_len(out, 2)?;
            write::write_bin(out, ty)?;
            out.as_mut_vec().extend(value);
        }
    }
    Ok(())
}

fn put_number(out: &mut ByteBuf, number: &Number) -> Result<(), ValueWriteError<Infallible>> {
    match number {
        Number::Signed(value) => write::write_sint(out, *value).map(drop),
        Number::Unsigned(value) => write::write_uint(out, *value).map(drop),
        Number::Float(value) => write::write_f64(out, *value),
        Number::Decimal(text) => write::write_str(out, text),
    }
}

/// A length as msgpack counts. More elements than it can count do not fit a message.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
