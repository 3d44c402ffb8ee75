//! Reads the tables. A line that does not fit is left out here; a test holds that there is none.

use super::{AccessLevel, Action, Resource};

/// What is known of a type of resource.
#[derive(Debug)]
pub(super) struct ResourceType {
    pub(super) resource: Resource,
    pub(super) arn: &'static str,
    pub(super) keys: Box<[&'static str]>,
}

/// The lines that are neither comments nor empty.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

pub(super) fn actions(text: &'static str) -> Vec<Action> {
    lines(text).filter_map(action).collect()
}

pub(super) fn resources(text: &'static str) -> Vec<ResourceType> {
    lines(text).filter_map(resource).collect()
}

fn action(line: &'static str) -> Option<Action> {
    let mut cells = line.split('\t');
    let (name, level) = (cells.next()?, level(cells.next()?)?);
    let (resources, keys) = (list(cells.next()?), list(cells.next()?));
    let needs_each = resources.iter().any(|resource| resource.ends_with('*'));
    let resources = resources
        .iter()
        .map(|resource| Resource::parse(resource.trim_end_matches('*')))
        .collect::<Option<Box<[_]>>>()?;
    cells.next().is_none().then_some(Action { name, level, resources, needs_each, keys })
}

fn resource(line: &'static str) -> Option<ResourceType> {
    let mut cells = line.split('\t');
    let (_, name) = cells.next()?.split_once(':')?;
    let (arn, keys) = (cells.next()?, list(cells.next()?));
    let resource = Resource::parse(name)?;
    cells.next().is_none().then_some(ResourceType { resource, arn, keys })
}

fn list(cell: &'static str) -> Box<[&'static str]> {
    if cell == "-" { Box::default() } else { cell.split(',').collect() }
}

fn level(text: &str) -> Option<AccessLevel> {
    Some(match text {
        "List" => AccessLevel::List,
        "Read" => AccessLevel::Read,
        "Tagging" => AccessLevel::Tagging,
        "Write" => AccessLevel::Write,
        "Permissions management" => AccessLevel::PermissionsManagement,
        _ => return None,
    })
}
