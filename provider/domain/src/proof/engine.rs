//! The comparison: for every class of callers, every action on every resource in every context,
//! whether the documents decide as the matrix does.

use std::collections::HashSet;
use std::hash::Hash;
use std::mem::discriminant;

use super::class::Class;
use super::compiled::{Compiled, Sheets};
use super::dimension::{Applies, Dimension, Meaning, Value};
use super::mask::{Applying, MOST, Mask};
use super::resources::Resource;
use super::scene::{Action, Scene};
use super::verdict::{Judge, Verdict};
use super::witness::{Finding, Witness};
use crate::access::actions::CONFIGURATION_READS;
use crate::access::{Entitlement, Limit, is_about_the_bucket};

/// What decides about an action, on both sides. Actions that agree in it need one look.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Sort {
    /// The statements about it.
    about: Mask,
    /// The entitlements to it, as bits.
    entitlements: u64,
    reads_configuration: bool,
    puts: bool,
    lists: bool,
    uses_key: bool,
}

/// What decides about an action on a resource.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Case {
    applying: Applying,
    entitlements: u64,
    sort: Sort,
}

/// What the comparison of one class came to.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) witnesses: Vec<Witness>,
    /// How many requests differ in something that the documents or the matrix look at.
    pub(super) requests: u64,
}

impl Outcome {
    fn too_large(class: &Class<'_>) -> Self {
        let why = format!("the documents have more than {MOST} statements");
        Self {
            witnesses: vec![Witness {
                who: class.name.clone(),
                action: "*".to_owned(),
                place: "*".to_owned(),
                context: Vec::new(),
                finding: Finding::CannotProve(why),
            }],
            requests: 0,
        }
    }
}

/// Compares documents and matrix for one class.
pub(super) fn compare<'a>(
    scene: &Scene<'a>,
    sheets: &mut Sheets<'a>,
    class: &Class<'_>,
) -> Outcome {
    let Some(compiled) = Compiled::new(scene, sheets, class) else {
        return Outcome::too_large(class);
    };
    let judge = Judge::new(scene.ground, class, &compiled);
    let mut outcome = Outcome::default();
    for (case, (action, resource)) in cases(scene, class, &compiled) {
        let mut walk = Walk {
            class,
            compiled: &compiled,
            dimensions: scene.dimensions,
            judge: &judge,
            case: &case,
            chosen: Vec::new(),
            requests: 0,
            found: Vec::new(),
        };
        walk.from(0, case.applying);
        outcome.requests += walk.requests;
        outcome.witnesses.extend(walk.found.into_iter().map(|(finding, context)| Witness {
            who: class.name.clone(),
            action: action.name.to_owned(),
            place: scene.ground.words(resource),
            context,
            finding,
        }));
    }
    outcome
}

/// The cases of one class, each with the first action and resource that it is about.
fn cases<'s>(
    scene: &'s Scene<'_>,
    class: &Class<'_>,
    compiled: &Compiled<'_>,
) -> Vec<(Case, (&'s Action, &'s Resource))> {
    let resources = distinct(scene.resources.iter().enumerate().map(|(index, resource)| {
        let is_itself = *resource == Resource::Itself;
        ((is_itself, compiled.resource(index), extents(class, resource)), resource)
    }));
    let mut cases = Vec::new();
    for is_itself in [true, false] {
        let actions = scene.actions.iter().enumerate();
        let actions = distinct(
            actions
                .filter(|(_, action)| if is_itself { action.on_itself } else { action.on_objects })
                .map(|(index, action)| {
                    (Sort::of(class, action, compiled.action(index), is_itself), action)
                }),
        );
        for ((_, applying, extents), resource) in
            resources.iter().filter(|((itself, ..), _)| *itself == is_itself)
        {
            cases.extend(actions.iter().map(|(sort, action)| {
                let case = Case {
                    applying: applying.among(sort.about),
                    entitlements: sort.entitlements & extents,
                    sort: Sort { about: Mask::default(), entitlements: 0, ..*sort },
                };
                (case, (*action, *resource))
            }));
        }
    }
    distinct(cases.into_iter())
}

/// The first of those that have the same key, in order.
fn distinct<K: Clone + Eq + Hash, V>(all: impl Iterator<Item = (K, V)>) -> Vec<(K, V)> {
    let mut seen = HashSet::new();
    all.filter(|(key, _)| seen.insert(key.clone())).collect()
}

/// Which entitlements of a class hold a resource, as bits.
fn extents(class: &Class<'_>, resource: &Resource) -> u64 {
    bits(class, |one| match resource {
        Resource::Itself => true,
        Resource::Object(key) => one.extent.holds(key, |tag| class.tag(tag)),
    })
}

fn bits(class: &Class<'_>, holds: impl Fn(&Entitlement) -> bool) -> u64 {
    let all = class.entitlements.iter().take(64).enumerate();
    all.fold(0, |bits, (index, one)| if holds(one) { bits | 1 << index } else { bits })
}

impl Sort {
    fn of(class: &Class<'_>, action: &Action, about: Mask, is_itself: bool) -> Self {
        let on_itself = |one: &Entitlement| {
            // Listings of a prefix are decided where the prefix is known.
            !is_itself || is_about_the_bucket(action.name) || one.extent.is_everything()
        };
        Self {
            about,
            entitlements: bits(class, |one| one.actions.contains(&action.name) && on_itself(one)),
            reads_configuration: class.reads_configuration
                && CONFIGURATION_READS.contains(&action.name),
            puts: action.puts(),
            lists: action.lists(),
            uses_key: action.uses_key(),
        }
    }

    fn varies_in(&self, dimension: &Dimension) -> bool {
        match dimension.applies {
            Applies::Always => true,
            Applies::Puts => self.puts,
            Applies::Listings => self.lists,
        }
    }
}

/// A walk over all contexts of one operation.
struct Walk<'w> {
    class: &'w Class<'w>,
    compiled: &'w Compiled<'w>,
    dimensions: &'w [Dimension],
    judge: &'w Judge<'w>,
    case: &'w Case,
    /// The value of each dimension so far; `None` where the operation does not vary in it.
    chosen: Vec<Option<&'w Value>>,
    requests: u64,
    /// What was found, with the rest of the request in words.
    found: Vec<(Finding, Vec<String>)>,
}

impl Walk<'_> {
    /// Goes on from a dimension, and keeps the first difference of each direction.
    fn from(&mut self, at: usize, applying: Applying) {
        let refused = self.compiled.surely_denied(at, applying) || !self.judge.may_allow(applying);
        if refused && !self.wanted() {
            // Whatever else the request is, both sides refuse it.
            self.requests += 1;
            return;
        }
        let Some(dimension) = self.dimensions.get(at) else { return self.judged(applying) };
        if !self.case.sort.varies_in(dimension) {
            self.chosen.push(None);
            self.from(at + 1, applying & self.compiled.with(at, None));
            self.chosen.pop();
            return;
        }
        for (index, value) in dimension.values.iter().enumerate() {
            self.chosen.push(Some(value));
            self.from(at + 1, applying & self.compiled.with(at, Some(index)));
            self.chosen.pop();
        }
    }

    fn judged(&mut self, applying: Applying) {
        self.requests += 1;
        let wanted = self.wanted();
        let why = || self.judge.why(applying);
        let finding = match self.judge.verdict(applying) {
            Verdict::Allowed if !wanted => Finding::Admitted(why()),
            Verdict::Refused if wanted => Finding::Refused(why()),
            Verdict::Unproved => Finding::CannotProve(why()),
            Verdict::Allowed | Verdict::Refused => return,
        };
        let is_new = |(known, _): &(Finding, _)| discriminant(known) != discriminant(&finding);
        if self.found.iter().all(is_new) {
            let words = self.chosen.iter().flatten().map(|value| value.words.clone());
            self.found.push((finding, words.filter(|words| !words.is_empty()).collect()));
        }
    }

    /// What the matrix says; of a request that is not chosen to its end, whether it may still be
    /// admitted.
    fn wanted(&self) -> bool {
        let values = || self.chosen.iter().flatten();
        let any = |meaning: &Meaning| values().any(|value| value.meaning == *meaning);
        if any(&Meaning::Refused) || (self.case.sort.uses_key && any(&Meaning::NotThroughS3)) {
            return false;
        }
        if self.case.sort.reads_configuration {
            return true;
        }
        let entitlements = self.class.entitlements.iter().enumerate();
        let about = |index: usize| self.case.entitlements & (1 << index) != 0;
        entitlements.filter(|(index, _)| *index < 64 && about(*index)).any(|(_, one)| {
            let in_time = one.limit == Limit::None || !any(&Meaning::Late);
            let creates = !(one.create_only && any(&Meaning::Unconditional));
            in_time && creates && self.may_list(one)
        })
    }

    fn may_list(&self, one: &Entitlement) -> bool {
        let listing = self.chosen.iter().flatten().find_map(|value| match &value.meaning {
            Meaning::Listing(prefix) => Some(prefix.as_deref()),
            _ => None,
        });
        listing.is_none_or(|prefix| one.extent.lists(prefix, |tag| self.class.tag(tag)))
    }
}
