//! A STAC collection and its items. Source of the names: <https://github.com/radiantearth/stac-spec>.

use std::collections::BTreeSet;

use crate::promotion::contract::codes;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::shape::Node;
use crate::promotion::json::Json;

use super::super::json_ld::{has_digest, is_text};
use super::{Comparison, Members, is_upstream};

/// Compares a collection with the packet's member.
pub(in super::super) fn collection<'p>(packet: &Node<'p>, stored: &Json) -> Comparison<'p> {
    if !is_stac(stored, "Collection") {
        return Comparison::Invalid(codes::D_STAC_INVALID);
    }
    Members::of(packet)
        .one("id", stored.get("id").as_str())
        .one("dataset_version_id", stored.get("kfm:dataset_version_id").as_str())
        .one("policy_label", stored.get("kfm:policy_label").as_str())
        .one("describedby", link(stored, "describedby"))
        .compared()
}

/// Compares an item with the packet's member.
pub(in super::super) fn item<'p>(
    packet: &Node<'p>,
    stored: &Json,
    options: &Options,
) -> Comparison<'p> {
    let assets = stored.get("assets").as_object();
    let Some(assets) = assets.filter(|assets| {
        is_stac(stored, "Feature")
            && !assets.is_empty()
            && assets.values().all(|asset| is_asset(asset, options))
    }) else {
        return Comparison::Invalid(codes::D_STAC_INVALID);
    };
    let digests: Option<BTreeSet<_>> =
        assets.values().map(|asset| asset.get("kfm:digest").as_str()).collect();
    Members::of(packet)
        .one("id", stored.get("id").as_str())
        .one("collection", stored.get("collection").as_str())
        .one("dataset_version_id", property(stored, "kfm:dataset_version_id"))
        .one("policy_label", property(stored, "kfm:policy_label"))
        .one("describedby", link(stored, "describedby"))
        .one("via", link(stored, "via"))
        .set("asset_digests", digests)
        .compared()
}

fn is_stac(stored: &Json, kind: &str) -> bool {
    stored.get("type").is_str(kind)
        && is_text(stored.get("stac_version"))
        && stored.get("links").as_array().is_some()
}

fn is_asset(asset: &Json, options: &Options) -> bool {
    let href = asset.get("href");
    is_text(href)
        && href.as_str().is_some_and(|href| !is_upstream(href, options))
        && is_text(asset.get("type"))
        && has_digest(asset)
}

/// A member of the item or of its properties; where both have it, both say the same.
fn property<'s>(stored: &'s Json, name: &str) -> Option<&'s str> {
    let (own, property) = (stored.member(name), stored.get("properties").member(name));
    match (own, property) {
        (Some(own), Some(property)) if own != property => None,
        _ => own.or(property)?.as_str(),
    }
}

/// Where the single link of that relation leads; several are none.
fn link<'s>(stored: &'s Json, relation: &str) -> Option<&'s str> {
    let links = stored.get("links").as_array()?;
    let mut of_relation = links.iter().filter(|link| link.get("rel").is_str(relation));
    let link = of_relation.next()?;
    of_relation.next().is_none().then(|| link.get("href").as_str()).flatten()
}
