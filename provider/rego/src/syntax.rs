//! The syntax tree of modules, as the engine writes it: JSON, one object with one member for each node of a kind.

use regorus::Engine;
use serde_json::Value;

use crate::request::Failure;

/// The tree of all modules that the engine has, in the order in which it took them.
pub(crate) fn tree(engine: &Engine) -> Result<Value, Failure> {
    let text = engine.get_ast_as_json().map_err(|_| Failure::Compile)?;
    // As deep as the engine's parser lets expressions nest, times the levels of its tree: above serde's default.
    let mut reader = serde_json::Deserializer::from_str(&text);
    reader.disable_recursion_limit();
    serde::Deserialize::deserialize(&mut reader).map_err(|_| Failure::Compile)
}

/// The kind of a node, and what it consists of.
pub(crate) fn kind(node: &Value) -> Option<(&str, &Value)> {
    let mut members = node.as_object()?.iter();
    let (kind, content) = members.next()?;
    members.next().is_none().then_some((kind.as_str(), content))
}

/// Where what a node consists of stands in its module, in bytes. Not to be relied on for whole expressions: those of
/// objects, of `set()` and of what is in parentheses are wrong. To the engine, a string begins and ends within its
/// quotes, and so does what begins or ends with one; not here.
pub(crate) fn span(content: &Value, text: &str) -> Option<(usize, usize)> {
    let at = |side| content.get("span")?.get(side)?.as_u64()?.try_into().ok();
    let (from, to): (usize, usize) = (at("start")?, at("end")?);
    let quotes = ['"', '`'];
    let opens = text.get(..from)?.ends_with(quotes);
    let closes = text.get(to..)?.starts_with(quotes);
    Some((from - usize::from(opens), to + usize::from(closes)))
}
