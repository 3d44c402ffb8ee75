//! Bytes to tree. The bytes are not trusted: every length is compared with what is left, nesting
//! is bounded, and nothing is allocated for elements that have not been read.

use std::collections::BTreeMap;

use rmp::Marker;
use rmp::decode as read;

use crate::terraform::attribute::Type;
use crate::terraform::diag::{AttributePath, Step};
use crate::terraform::model::ShapeError;
use crate::terraform::value::{Number, Tree};

/// How deep values may nest; far more than any schema does.
const MAX_DEPTH: usize = 128;
/// Capacity reserved before elements are seen; a claimed length alone buys no more memory.
const MAX_RESERVED: usize = 1024;

/// Reads a value of type `ty`. Empty input is null: the field was not set.
///
/// # Errors
/// The bytes are no msgpack, do not have the type's shape, or go on after the value.
pub(crate) fn decode(ty: &Type, bytes: &[u8]) -> Result<Tree, ShapeError> {
    whole(bytes, |reader| reader.value(ty, 0))
}

/// Reads a value by what its bytes say it is. A number that Terraform sends as text stays text:
/// only a type tells it.
///
/// # Errors
/// The bytes are no msgpack, or go on after the value.
pub(crate) fn decode_untyped(bytes: &[u8]) -> Result<Tree, ShapeError> {
    whole(bytes, |reader| reader.untyped(0))
}

fn whole(
    bytes: &[u8],
    read: impl FnOnce(&mut Reader<'_>) -> Result<Tree, ShapeError>,
) -> Result<Tree, ShapeError> {
    if bytes.is_empty() {
        return Ok(Tree::Null);
    }
    let mut reader = Reader { bytes };
    let tree = read(&mut reader)?;
    if reader.bytes.is_empty() {
        Ok(tree)
    } else {
        Err(error(format!("{} bytes follow the value", reader.bytes.len())))
    }
}

fn error(message: impl Into<String>) -> ShapeError {
    ShapeError { path: AttributePath::root(), message: message.into() }
}

/// What is left to read.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, ty: &Type, depth: usize) -> Result<Tree, ShapeError> {
        if let Some(unset) = self.unset(depth)? {
            return Ok(unset);
        }
        let marker = self.peek()?;
        match ty {
            Type::String => self.text().map(Tree::String),
            Type::Bool => read::read_bool(&mut self.bytes)
                .map(Tree::Bool)
                .map_err(|_| expected("a bool", marker)),
            Type::Number => self.number(marker).map(Tree::Number),
            Type::List(item) | Type::Set(item) => self.list(|reader| reader.value(item, depth + 1)),
            Type::Map(item) => self.map(|reader| reader.value(item, depth + 1)),
            Type::Object(attributes) => self.object(attributes, depth),
            Type::Dynamic => self.dynamic(depth),
        }
    }

    fn untyped(&mut self, depth: usize) -> Result<Tree, ShapeError> {
        if let Some(unset) = self.unset(depth)? {
            return Ok(unset);
        }
        let marker = self.peek()?;
        match marker {
            Marker::True | Marker::False => self.value(&Type::Bool, depth),
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => {
                self.list(|reader| reader.untyped(depth + 1))
            }
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => {
                self.map(|reader| reader.untyped(depth + 1))
            }
            _ if is_text(marker) => self.value(&Type::String, depth),
            _ => self.value(&Type::Number, depth),
        }
    }

    /// Reads a value that is null or unknown; `None` of any other, which is left to be read.
    fn unset(&mut self, depth: usize) -> Result<Option<Tree>, ShapeError> {
        if depth > MAX_DEPTH {
            return Err(error("the value is nested too deeply"));
        }
        let marker = self.peek()?;
        if marker == Marker::Null {
            self.take(1)?;
            return Ok(Some(Tree::Null));
        }
        if is_extension(marker) {
            // Extension 0 is a plain unknown, 12 one with refinements; both are decided later.
            self.skip(depth)?;
            return Ok(Some(Tree::Unknown));
        }
        Ok(None)
    }

    fn number(&mut self, marker: Marker) -> Result<Number, ShapeError> {
        let wrong = || expected("a number", marker);
        match marker {
            Marker::F32 => {
                let value = read::read_f32(&mut self.bytes).map_err(|_| wrong())?;
                finite(f64::from(value))
            }
            Marker::F64 => finite(read::read_f64(&mut self.bytes).map_err(|_| wrong())?),
            Marker::U64 => {
                let value = read::read_u64(&mut self.bytes).map_err(|_| wrong())?;
                Ok(i64::try_from(value).map_or(Number::Unsigned(value), Number::Signed))
            }
            _ if is_text(marker) => self.text().map(Number::Decimal),
            _ => read::read_int(&mut self.bytes).map(Number::Signed).map_err(|_| wrong()),
        }
    }

    fn list(
        &mut self,
        read: impl Fn(&mut Self) -> Result<Tree, ShapeError>,
    ) -> Result<Tree, ShapeError> {
        let length = self.array_length()?;
        let mut items = Vec::with_capacity(length.min(MAX_RESERVED));
        for index in 0..length {
            items.push(read(self).map_err(|error| error.inside(Step::index(index)))?);
        }
        Ok(Tree::List(items))
    }

    fn map(
        &mut self,
        read: impl Fn(&mut Self) -> Result<Tree, ShapeError>,
    ) -> Result<Tree, ShapeError> {
        let mut entries = BTreeMap::new();
        for _ in 0..self.map_length()? {
            let key = self.text()?;
            match read(self) {
                Ok(value) => entries.insert(key, value),
                Err(error) => return Err(error.inside(Step::Key(key))),
            };
        }
        Ok(Tree::Map(entries))
    }

    fn object(
        &mut self,
        attributes: &BTreeMap<String, Type>,
        depth: usize,
    ) -> Result<Tree, ShapeError> {
        let mut entries: BTreeMap<_, _> =
            attributes.keys().map(|name| (name.clone(), Tree::Null)).collect();
        for _ in 0..self.map_length()? {
            let name = self.text()?;
            let Some(ty) = attributes.get(&name) else {
                return Err(error("the schema has no such attribute").inside(Step::Attribute(name)));
            };
            match self.value(ty, depth + 1) {
                Ok(value) => entries.insert(name, value),
                Err(error) => return Err(error.inside(Step::Attribute(name))),
            };
        }
        Ok(Tree::Map(entries))
    }

    fn dynamic(&mut self, depth: usize) -> Result<Tree, ShapeError> {
        if self.array_length()? != 2 {
            return Err(error("expected a type and a value"));
        }
        let ty = self.binary()?.to_vec();
        let start = self.bytes;
        self.skip(depth + 1)?;
        let length = start.len() - self.bytes.len();
        let value = start.get(..length).unwrap_or_default().to_vec();
        Ok(Tree::Dynamic { ty, value })
    }

    /// Passes over one value of any type.
    fn skip(&mut self, depth: usize) -> Result<(), ShapeError> {
        if depth > MAX_DEPTH {
            return Err(error("the value is nested too deeply"));
        }
        let marker = self.peek()?;
        match marker {
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => {
                for _ in 0..self.array_length()? {
                    self.skip(depth + 1)?;
                }
                Ok(())
            }
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => {
                for _ in 0..self.map_length()? {
                    self.skip(depth + 1)?;
                    self.skip(depth + 1)?;
                }
                Ok(())
            }
            _ if is_text(marker) => self.binary().map(drop),
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => self.binary().map(drop),
            _ if is_extension(marker) => {
                let meta = read::read_ext_meta(&mut self.bytes).map_err(|_| truncated())?;
                self.take(usize::try_from(meta.size).map_err(|_| truncated())?).map(drop)
            }
            _ => self.take(1 + scalar_size(marker)?).map(drop),
        }
    }

    fn text(&mut self) -> Result<String, ShapeError> {
        let marker = self.peek()?;
        if !is_text(marker) {
            return Err(expected("a string", marker));
        }
        let bytes = self.binary()?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| error("text is not UTF-8"))
    }

    /// The bytes of a binary or text value: go-cty's decoder takes either for a type.
    fn binary(&mut self) -> Result<&'a [u8], ShapeError> {
        let marker = self.peek()?;
        let length = if is_text(marker) {
            read::read_str_len(&mut self.bytes).map_err(|_| truncated())?
        } else {
            read::read_bin_len(&mut self.bytes).map_err(|_| expected("bytes", marker))?
        };
        self.take(usize::try_from(length).map_err(|_| truncated())?)
    }

    fn array_length(&mut self) -> Result<usize, ShapeError> {
        let marker = self.peek()?;
        let length =
            read::read_array_len(&mut self.bytes).map_err(|_| expected("a collection", marker))?;
        self.claim(u64::from(length))
    }

    fn map_length(&mut self) -> Result<usize, ShapeError> {
        let marker = self.peek()?;
        let length = read::read_map_len(&mut self.bytes).map_err(|_| expected("a map", marker))?;
        self.claim(2 * u64::from(length))?;
        usize::try_from(length).map_err(|_| truncated())
    }

    /// Refuses a count of elements for which not even one byte each is left.
    fn claim(&self, count: u64) -> Result<usize, ShapeError> {
        usize::try_from(count).ok().filter(|count| *count <= self.bytes.len()).ok_or_else(truncated)
    }

    fn peek(&self) -> Result<Marker, ShapeError> {
        self.bytes.first().map(|byte| Marker::from_u8(*byte)).ok_or_else(truncated)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], ShapeError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or_else(truncated)?;
        self.bytes = rest;
        Ok(taken)
    }
}

fn truncated() -> ShapeError {
    error("the value ends too early")
}

fn expected(what: &str, marker: Marker) -> ShapeError {
    error(format!("expected {what}, found {}", shape(marker)))
}

/// Terraform has no NaN, and go-cty panics on one.
fn finite(value: f64) -> Result<Number, ShapeError> {
    if value.is_nan() { Err(error("not a number")) } else { Ok(Number::Float(value)) }
}

const fn is_text(marker: Marker) -> bool {
    matches!(marker, Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32)
}

const fn is_extension(marker: Marker) -> bool {
    use Marker::{Ext8, Ext16, Ext32, FixExt1, FixExt2, FixExt4, FixExt8, FixExt16};
    matches!(marker, FixExt1 | FixExt2 | FixExt4 | FixExt8 | FixExt16 | Ext8 | Ext16 | Ext32)
}

/// The bytes that follow the marker of a scalar.
fn scalar_size(marker: Marker) -> Result<usize, ShapeError> {
    match marker {
        Marker::Null | Marker::True | Marker::False => Ok(0),
        Marker::FixPos(_) | Marker::FixNeg(_) => Ok(0),
        Marker::U8 | Marker::I8 => Ok(1),
        Marker::U16 | Marker::I16 => Ok(2),
        Marker::U32 | Marker::I32 | Marker::F32 => Ok(4),
        Marker::U64 | Marker::I64 | Marker::F64 => Ok(8),
        other => Err(expected("a value", other)),
    }
}

/// The word for what a marker opens, as in [`Tree::shape`].
const fn shape(marker: Marker) -> &'static str {
    match marker {
        Marker::Null => "null",
        Marker::True | Marker::False => "bool",
        Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => "list",
        Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => "map",
        Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => "bytes",
        Marker::Reserved => "an invalid byte",
        _ if is_text(marker) => "string",
        _ if is_extension(marker) => "unknown",
        _ => "number",
    }
}
