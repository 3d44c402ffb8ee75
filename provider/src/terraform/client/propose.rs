//! The proposed new state: core's merge of configuration and prior state (`objchange.ProposedNew`
//! in terraform 1.11). What the configuration sets holds; what it leaves out and the provider may
//! compute keeps its prior value.

use std::collections::BTreeMap;

use super::schema::ClientAttribute;
use crate::terraform::attribute::Nesting;
use crate::terraform::value::Tree;

/// Merges two objects with these attributes.
pub(super) fn propose(
    attributes: &BTreeMap<String, ClientAttribute>,
    prior: &Tree,
    config: &Tree,
) -> Tree {
    let Tree::Map(config) = config else { return config.clone() };
    let merged = attributes.iter().map(|(name, attribute)| {
        let prior = entry(prior, name);
        let config = config.get(name).unwrap_or(&Tree::Null);
        (name.clone(), propose_attribute(attribute, prior, config))
    });
    Tree::Map(merged.collect())
}

fn propose_attribute(attribute: &ClientAttribute, prior: &Tree, config: &Tree) -> Tree {
    if *config == Tree::Null {
        return if attribute.computed { prior.clone() } else { Tree::Null };
    }
    let Some((nesting, attributes)) = &attribute.nested else { return config.clone() };
    match (nesting, prior, config) {
        (Nesting::Single, _, _) => propose(attributes, prior, config),
        (Nesting::List, Tree::List(prior), Tree::List(config)) => {
            let merged = config.iter().enumerate().map(|(index, config)| {
                propose(attributes, prior.get(index).unwrap_or(&Tree::Null), config)
            });
            Tree::List(merged.collect())
        }
        (Nesting::Map, _, Tree::Map(config)) => {
            let merged = config
                .iter()
                .map(|(key, config)| (key.clone(), propose(attributes, entry(prior, key), config)));
            Tree::Map(merged.collect())
        }
        (Nesting::Set, Tree::List(prior), Tree::List(config)) => {
            let merged = config.iter().map(|config| {
                let twin = prior.iter().find(|prior| agrees(attributes, prior, config));
                propose(attributes, twin.unwrap_or(&Tree::Null), config)
            });
            Tree::List(merged.collect())
        }
        _ => config.clone(),
    }
}

/// Whether a prior element of a set is what the configured one became: equal in all that is set.
fn agrees(attributes: &BTreeMap<String, ClientAttribute>, prior: &Tree, config: &Tree) -> bool {
    attributes.iter().all(|(name, attribute)| {
        let config = entry(config, name);
        (attribute.computed && *config == Tree::Null) || config == entry(prior, name)
    })
}

fn entry<'a>(tree: &'a Tree, name: &str) -> &'a Tree {
    match tree {
        Tree::Map(entries) => entries.get(name).unwrap_or(&Tree::Null),
        _ => &Tree::Null,
    }
}
