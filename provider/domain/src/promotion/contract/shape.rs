//! Walking a packet: every value is read in its format or reported, and every object is closed.

use std::collections::BTreeSet;

use crate::promotion::formats::Second;
use crate::promotion::json::Json;
use crate::promotion::verdict::{Code, Findings};

use super::codes::Generic;
use super::formats::{Format, is_digest, is_iri, is_media_type, is_s3_uri};
use super::options::Options;
use super::zones::Kind;

/// The longest list.
pub(in crate::promotion) const MANY: usize = 256;

/// The longest list where the profile says so.
pub(super) const SOME: usize = 64;

/// A place of the packet, with what is there.
#[derive(Clone, Debug)]
pub(in crate::promotion) struct Node<'p> {
    value: Option<&'p Json>,
    path: String,
}

static ABSENT: Json = Json::Null;

impl<'p> Node<'p> {
    pub(super) fn root(packet: &'p Json) -> Self {
        Self { value: Some(packet), path: "$".to_owned() }
    }

    /// Where it is: `$`, then `.name` and `[index]`.
    pub(super) fn path(&self) -> String {
        self.path.clone()
    }

    /// The member of that name, which may be absent.
    pub(in crate::promotion) fn get(&self, name: &str) -> Self {
        Self {
            value: self.value.and_then(|value| value.member(name)),
            path: format!("{}.{name}", self.path),
        }
    }

    /// The elements, if this is a list.
    pub(in crate::promotion) fn elements(&self) -> Option<Vec<Self>> {
        let elements = self.value?.as_array()?.iter().enumerate();
        Some(
            elements
                .map(|(index, value)| Self {
                    value: Some(value),
                    path: format!("{}[{index}]", self.path),
                })
                .collect(),
        )
    }

    /// What is there; none where nothing is, which is not `null`.
    pub(super) fn raw(&self) -> Option<&'p Json> {
        self.value
    }

    /// What is there, or `null`.
    pub(in crate::promotion) fn json(&self) -> &'p Json {
        self.value.unwrap_or(&ABSENT)
    }

    pub(super) fn is_object(&self) -> bool {
        self.json().as_object().is_some()
    }

    /// Whether `null` is written.
    pub(in crate::promotion) fn is_null(&self) -> bool {
        self.value.is_some_and(Json::is_null)
    }

    /// The string, in that format.
    pub(in crate::promotion) fn text(&self, format: Format) -> Option<&'p str> {
        self.json().as_str().filter(|text| format(text))
    }

    pub(in crate::promotion) fn second(&self) -> Option<Second> {
        self.json().as_str().and_then(Second::parse)
    }

    pub(super) fn flag(&self) -> Option<bool> {
        self.json().as_bool()
    }

    /// The integer: `1.0` is none.
    pub(in crate::promotion) fn integer(&self) -> Option<i64> {
        self.json().as_number()?.as_integer()
    }

    /// A list of that many strings in that format.
    pub(super) fn texts(&self, least: usize, most: usize, format: Format) -> Option<Vec<&'p str>> {
        let elements = self.json().as_array()?;
        if !(least..=most).contains(&elements.len()) {
            return None;
        }
        let texts = elements.iter().map(Json::as_str);
        texts.map(|text| text.filter(|text| format(text))).collect()
    }

    /// A list of at least that many strings in that format, without repeats.
    pub(super) fn set(&self, least: usize, format: Format) -> Option<BTreeSet<&'p str>> {
        let texts = self.texts(least, MANY, format)?;
        let set: BTreeSet<_> = texts.iter().copied().collect();
        (set.len() == texts.len()).then_some(set)
    }

    /// A list of that many elements, each of which reads. An element with a member that is not named is malformed,
    /// and makes the list so.
    pub(in crate::promotion) fn records<T>(
        &self,
        (least, most): (usize, usize),
        names: &[&str],
        read: impl Fn(&Node<'p>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let elements = self.elements()?;
        if !(least..=most).contains(&elements.len()) {
            return None;
        }
        elements.iter().map(|element| element.record(names, &read)).collect()
    }

    /// An object of no other members, which reads.
    pub(super) fn record<T>(
        &self,
        names: &[&str],
        read: impl FnOnce(&Node<'p>) -> Option<T>,
    ) -> Option<T> {
        let members = self.json().as_object()?;
        members.keys().all(|name| names.contains(&name.as_str())).then(|| read(self)).flatten()
    }

    /// The digest of a well-formed reference.
    pub(in crate::promotion) fn reference(&self) -> Option<&'p str> {
        let media_type = self.get("media_type").text(is_media_type);
        let whole = self.get("uri").text(is_s3_uri).is_some()
            && media_type.is_some()
            && self.size_fits()
            && self.version_fits();
        self.get("digest").text(is_digest).filter(|_| whole)
    }

    pub(super) fn size_fits(&self) -> bool {
        let size = self.get("size_bytes");
        size.value.is_none() || size.integer().is_some_and(|bytes| bytes >= 0)
    }

    pub(super) fn version_fits(&self) -> bool {
        let version = self.get("version_id");
        version.value.is_none_or(Json::is_null) || version.text(is_iri).is_some()
    }
}

/// One part of the packet under test: what does not fit its format is reported with the part's codes.
#[derive(Debug)]
pub(super) struct Check<'o> {
    pub(super) generic: Generic,
    pub(super) options: &'o Options,
    pub(super) findings: Findings,
}

impl<'o> Check<'o> {
    pub(super) fn new(generic: Generic, options: &'o Options) -> Self {
        Self { generic, options, findings: Findings::new() }
    }

    /// Reports a place.
    pub(super) fn add(&mut self, code: Code, node: &Node<'_>) {
        self.findings.add(code, node.path.clone());
    }

    /// Reports a place where `wrong` holds.
    pub(super) fn add_if(&mut self, wrong: bool, code: Code, node: &Node<'_>) {
        if wrong {
            self.add(code, node);
        }
    }

    /// Reports an object, if it is one, that has other members.
    pub(super) fn closed(&mut self, node: &Node<'_>, names: &[&str]) {
        let unknown = node
            .json()
            .as_object()
            .is_some_and(|members| members.keys().any(|name| !names.contains(&name.as_str())));
        self.add_if(unknown, self.generic.undeclared, node);
    }

    /// A part of the packet: an object of these members. Where it is none, that is reported by that code.
    pub(super) fn part(&mut self, node: &Node<'_>, code: Code, names: &[&str]) -> bool {
        self.closed(node, names);
        self.add_if(!node.is_object(), code, node);
        node.is_object()
    }

    /// An object of these members.
    pub(super) fn object(&mut self, node: &Node<'_>, names: &[&str]) -> bool {
        self.part(node, self.generic.field, names)
    }

    /// Reports a value that did not read.
    pub(super) fn need<T>(&mut self, node: &Node<'_>, value: Option<T>) -> Option<T> {
        self.add_if(value.is_none(), self.generic.field, node);
        value
    }

    pub(super) fn text<'p>(&mut self, node: &Node<'p>, format: Format) -> Option<&'p str> {
        self.need(node, node.text(format))
    }

    pub(super) fn second(&mut self, node: &Node<'_>) -> Option<Second> {
        self.need(node, node.second())
    }

    pub(super) fn flag(&mut self, node: &Node<'_>) -> Option<bool> {
        self.need(node, node.flag())
    }

    pub(super) fn set<'p>(
        &mut self,
        node: &Node<'p>,
        least: usize,
        format: Format,
    ) -> Option<BTreeSet<&'p str>> {
        self.need(node, node.set(least, format))
    }

    /// Reports a reference that is malformed, has other members, or lies in a zone not meant for its kind.
    pub(super) fn reference<'p>(&mut self, node: &Node<'p>, kind: Kind) -> Option<&'p str> {
        self.reference_or(node, kind, self.generic.reference)
    }

    /// The same, with a code of its own for what is malformed.
    pub(super) fn reference_or<'p>(
        &mut self,
        node: &Node<'p>,
        kind: Kind,
        malformed: Code,
    ) -> Option<&'p str> {
        self.closed(node, &["uri", "digest", "media_type", "size_bytes", "version_id"]);
        let digest = node.reference();
        match digest {
            Some(_) => self.zone(&node.get("uri"), node, kind),
            None => self.add(malformed, node),
        }
        digest
    }

    /// Reports, at a place, a URI in a zone not meant for its kind.
    pub(super) fn zone(&mut self, uri: &Node<'_>, place: &Node<'_>, kind: Kind) {
        let zone = uri.json().as_str().and_then(|uri| self.options.zones.zone_of(uri));
        self.add_if(!kind.may_lie_in(zone), self.generic.zone, place);
    }
}
