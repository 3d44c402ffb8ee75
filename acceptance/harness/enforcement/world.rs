//! All documents that decide, and what is asked under them.

use std::collections::BTreeMap;

use kfm_provider::domain::evaluator::{Gatekeeper, Policies};
use kfm_provider::domain::policy_document::{PolicyDocument, PolicyKind};

use super::cast::{Cast, Managed, Member};
use super::place::Place;
use super::wish::Wish;
use crate::account::EVERYTHING;
use crate::clients::Clients;
use crate::error::{Context, Failure, Result};

/// Documents, as they are put.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// The inline policies, by the name of the user or role.
    pub(super) inline: BTreeMap<&'static str, String>,
    pub(super) attached: String,
    pub(super) boundary: String,
    pub(super) session: String,
    pub(super) bucket: Option<String>,
}

/// Documents and requests.
#[derive(Clone, Debug)]
pub(super) struct World {
    /// What it is, in words.
    pub(super) about: String,
    /// Which of the buckets.
    pub(super) place: usize,
    pub(super) texts: Texts,
    /// Who asks, by number, and what.
    pub(super) wishes: Vec<(usize, Wish)>,
}

/// The documents, read.
#[derive(Debug)]
pub(super) struct Documents {
    inline: BTreeMap<&'static str, PolicyDocument>,
    attached: PolicyDocument,
    boundary: PolicyDocument,
    session: PolicyDocument,
    bucket: Option<PolicyDocument>,
}

impl Texts {
    /// Reads them as what they are.
    pub(super) fn read(&self) -> Result<Documents> {
        let mut inline = BTreeMap::new();
        for (name, text) in &self.inline {
            inline.insert(*name, read(text, PolicyKind::Identity)?);
        }
        let bucket = self.bucket.as_ref().map(|text| read(text, PolicyKind::Bucket));
        Ok(Documents {
            inline,
            attached: read(&self.attached, PolicyKind::Identity)?,
            boundary: read(&self.boundary, PolicyKind::Boundary)?,
            session: read(&self.session, PolicyKind::Session)?,
            bucket: bucket.transpose()?,
        })
    }

    /// Those that decide about a member, in words.
    pub(super) fn of(&self, by: &Member) -> String {
        let mut words = String::new();
        if let Some(part) = by.part {
            let inline = self.inline.get(part.name).map_or("none", String::as_str);
            words.push_str(&format!("\n  inline   {inline}"));
            for (has, name, text) in [
                (part.attached, "attached", &self.attached),
                (part.bounded, "boundary", &self.boundary),
                (by.narrowed, "session ", &self.session),
            ] {
                if has {
                    words.push_str(&format!("\n  {name} {text}"));
                }
            }
        }
        words + &format!("\n  bucket   {}", self.bucket.as_deref().unwrap_or("none"))
    }
}

impl Documents {
    /// What a member's requests are judged by.
    pub(super) fn of(&self, by: &Member) -> Policies<'_> {
        let mut policies = Policies {
            resource: self.bucket.as_ref(),
            gatekeeper: Gatekeeper::Bucket,
            ..Policies::default()
        };
        let Some(part) = by.part else { return policies };
        policies.identity.extend(self.inline.get(part.name));
        policies.identity.extend(part.attached.then_some(&self.attached));
        policies.boundary = part.bounded.then_some(&self.boundary);
        policies.session.extend(by.narrowed.then_some(&self.session));
        policies
    }
}

fn read(text: &str, kind: PolicyKind) -> Result<PolicyDocument> {
    PolicyDocument::parse(text, kind).map_err(|problems| {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Failure::new(format!("a made-up document is wrong: {}\n{text}", problems.join("; ")))
    })
}

/// Everything that a family of worlds takes place with.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) cast: Cast,
    pub(super) places: Vec<Place>,
    managed: Managed,
    inline: BTreeMap<&'static str, String>,
    session: String,
}

impl Stage {
    pub(super) const fn new(cast: Cast, managed: Managed, places: Vec<Place>) -> Self {
        Self { cast, places, managed, inline: BTreeMap::new(), session: String::new() }
    }

    /// Puts the documents of a world where they differ from those that are there.
    pub(super) async fn put(&mut self, world: &World, root: &Clients) -> Result<()> {
        let texts = &world.texts;
        self.managed.attached.say(&self.cast.home, &texts.attached).await?;
        self.managed.boundary.say(&self.cast.home, &texts.boundary).await?;
        let mut parts = BTreeMap::new();
        for part in self.cast.members.iter().filter_map(|member| member.part) {
            parts.insert(part.name, part);
        }
        for (name, part) in parts {
            let text = texts.inline.get(name).map_or(EVERYTHING, String::as_str);
            if self.inline.get(name).is_some_and(|put| put == text) {
                continue;
            }
            let iam = &self.cast.administrator(&part).iam;
            let doing = "putting an inline policy";
            if part.is_role {
                let put = iam.put_role_policy().role_name(name).policy_name("enforcement");
                put.policy_document(text).send().await.doing(doing)?;
            } else {
                let put = iam.put_user_policy().user_name(name).policy_name("enforcement");
                put.policy_document(text).send().await.doing(doing)?;
            }
            self.inline.insert(name, text.to_owned());
        }
        self.narrow(&texts.session).await?;
        let place = self.places.get_mut(world.place).doing("a world without a bucket")?;
        place.put(&self.cast.home, root, texts.bucket.as_deref()).await
    }

    /// Assumes the narrowed roles anew, with this policy.
    async fn narrow(&mut self, policy: &str) -> Result<()> {
        if self.session == policy {
            return Ok(());
        }
        for at in 0..self.cast.members.len() {
            let narrowed = self.cast.members.get(at).filter(|member| member.narrowed);
            let Some(part) = narrowed.and_then(|member| member.part) else { continue };
            let mut session = self.cast.session(part, Some(policy)).await?;
            session.narrowed = true;
            if let Some(member) = self.cast.members.get_mut(at) {
                *member = session;
            }
        }
        policy.clone_into(&mut self.session);
        Ok(())
    }
}
