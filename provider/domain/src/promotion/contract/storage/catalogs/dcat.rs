//! A DCAT dataset. Source of the names: <https://www.w3.org/TR/vocab-dcat-3/>.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::promotion::contract::codes;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::shape::Node;
use crate::promotion::json::Json;

use super::super::json_ld::{has_digest, has_type, iri, is_filled, is_text};
use super::{Comparison, Members, is_upstream};

/// What a dataset has to say.
const REQUIRED: [&str; 6] =
    ["dct:title", "dct:description", "dct:publisher", "dcat:theme", "dct:spatial", "dct:temporal"];

/// Compares a dataset with the packet's member.
pub(in super::super) fn dcat<'p>(
    packet: &Node<'p>,
    dataset: &Json,
    options: &Options,
) -> Comparison<'p> {
    let distributions = dataset.get("dcat:distribution").as_array().unwrap_or_default();
    let valid = has_type(dataset, "dcat:Dataset")
        && REQUIRED.into_iter().all(|name| is_filled(dataset.get(name)))
        && !distributions.is_empty()
        && distributions.iter().all(|one| is_distribution(one, options));
    if !valid {
        return Comparison::Invalid(codes::D_DCAT_INVALID);
    }
    let id = dataset.get("kfm:dataset_id").as_str().map(|id| {
        if id.contains("://") { Cow::from(id) } else { format!("kfm://dataset/{id}").into() }
    });
    let licence = ["dct:license", "dct:rights"].into_iter().find_map(|name| dataset.member(name));
    let digests: Option<BTreeSet<_>> =
        distributions.iter().map(|one| one.get("kfm:digest").as_str()).collect();
    Members::of(packet)
        .one("dataset_iri", dataset.get("@id").as_str())
        .one("dataset_id", id.as_deref())
        .one("dataset_version_id", dataset.get("kfm:dataset_version_id").as_str())
        .one("policy_label", dataset.get("kfm:policy_label").as_str())
        .one("license", licence.and_then(iri).map(spdx))
        .one("generated_by", iri(dataset.get("prov:wasGeneratedBy")))
        .set("distribution_digests", digests)
        .compared()
}

fn is_distribution(one: &Json, options: &Options) -> bool {
    has_type(one, "dcat:Distribution")
        && is_text(one.get("dcat:mediaType"))
        && iri(one.get("dcat:downloadURL"))
            .is_some_and(|url| !url.is_empty() && !is_upstream(url, options))
        && has_digest(one)
}

/// An SPDX id, from the page about it where that is given. Source: <https://spdx.org/licenses/>.
fn spdx(licence: &str) -> &str {
    let page = ["https://spdx.org/licenses/", "http://spdx.org/licenses/"]
        .into_iter()
        .find_map(|start| licence.strip_prefix(start));
    page.map_or(licence, |page| page.strip_suffix(".html").unwrap_or(page))
}

#[cfg(test)]
mod tests {
    use super::spdx;

    #[test]
    fn a_licence_is_its_id_or_its_page() {
        for written in [
            "CC-BY-4.0",
            "https://spdx.org/licenses/CC-BY-4.0",
            "http://spdx.org/licenses/CC-BY-4.0.html",
        ] {
            assert_eq!(spdx(written), "CC-BY-4.0", "{written}");
        }
        assert_eq!(
            spdx("https://example.org/CC-BY-4.0.html"),
            "https://example.org/CC-BY-4.0.html"
        );
    }
}
