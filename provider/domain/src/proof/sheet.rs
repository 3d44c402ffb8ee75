//! A document taken apart into what depends on the action, on the resource, and on each dimension
//! of the request. A statement applies where all of its parts hold, so that each part is decided
//! once, and requests are decided by meeting sets.

use super::dimension::{Dimension, Value};
use super::mask::{Applying, Mask};
use super::scene::Scene;
use crate::evaluator::statement::{action_matches, condition_matches, resource_matches};
use crate::evaluator::{Caller, Context, Identity, Keys, Request, Truth};
use crate::policy_document::{Condition, Effect, PolicyDocument, Resources, Statement};

/// What applies with a dimension: without its keys, and with each of its values.
pub(super) type OfDimension = (Applying, Vec<Applying>);

/// A document taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// By action.
    pub(super) actions: Vec<Mask>,
    /// By resource.
    pub(super) resources: Vec<Applying>,
    /// By dimension.
    pub(super) dimensions: Vec<OfDimension>,
    /// The denials that look at no dimension from this one on.
    pub(super) settled: Vec<Mask>,
    /// The statements that look at the caller by a policy variable: their parts are decided for
    /// each caller.
    pub(super) variable: Mask,
    /// The statements that look, by a policy variable, at a key that varies by itself: their parts
    /// do not vary by themselves, so nothing is known of them.
    pub(super) entangled: Mask,
}

impl Sheet {
    /// Takes a document apart.
    pub(super) fn of(document: &PolicyDocument, scene: &Scene<'_>) -> Self {
        let nobody = Caller::of(Identity::Anonymous);
        let parts = Parts { document, scene, caller: &nobody, only: None };
        let count = document.statements.len();
        let of = |holds: &dyn Fn(&Statement) -> bool| {
            Mask::of(count, |index| document.statements.get(index).is_some_and(holds))
        };
        let dimensions = scene.dimensions;
        Self {
            actions: scene
                .actions
                .iter()
                .map(|action| of(&|statement| action_matches(statement, action.name)))
                .collect(),
            resources: parts.resources(),
            dimensions: dimensions.iter().map(|one| parts.dimension(one)).collect(),
            settled: (0..=dimensions.len())
                .map(|at| {
                    let rest = dimensions.get(at..).unwrap_or_default();
                    of(&|statement| settles(statement, rest))
                })
                .collect(),
            variable: of(&|statement| texts(statement).any(|text| text.contains("${"))),
            entangled: of(&|statement| is_entangled(statement, dimensions)),
        }
    }

    /// The parts of a document for one caller, whose tags its variables stand for.
    pub(super) fn for_caller(
        &self,
        document: &PolicyDocument,
        scene: &Scene<'_>,
        caller: &Caller,
    ) -> Self {
        if self.variable.is_empty() {
            return self.clone();
        }
        let parts = Parts { document, scene, caller, only: Some(self.variable) };
        let again = |ours: &[Applying], theirs: &[Applying]| -> Vec<_> {
            let both = ours.iter().zip(theirs);
            both.map(|(ours, theirs)| ours.replaced(*theirs, self.variable)).collect()
        };
        let dimensions = scene.dimensions.iter().map(|one| parts.dimension(one));
        Self {
            resources: again(&self.resources, &parts.resources()),
            dimensions: self
                .dimensions
                .iter()
                .zip(dimensions)
                .map(|(ours, theirs)| {
                    (ours.0.replaced(theirs.0, self.variable), again(&ours.1, &theirs.1))
                })
                .collect(),
            ..self.clone()
        }
    }
}

impl Sheet {
    /// This sheet, which has `by` statements, followed by another.
    pub(super) fn followed_by(&self, other: &Self, by: usize) -> Self {
        let masks = |ours: &[Mask], theirs: &[Mask]| {
            let ours = ours.iter().copied().chain(std::iter::repeat(Mask::default()));
            ours.zip(theirs).map(|(ours, theirs)| ours.and_further(*theirs, by)).collect()
        };
        let sets = |ours: &[Applying], theirs: &[Applying]| {
            let ours = ours.iter().copied().chain(std::iter::repeat(Applying::default()));
            ours.zip(theirs).map(|(ours, theirs)| ours.and_further(*theirs, by)).collect()
        };
        let none = (Applying::default(), Vec::new());
        let ours = self.dimensions.iter().chain(std::iter::repeat(&none));
        Self {
            actions: masks(&self.actions, &other.actions),
            resources: sets(&self.resources, &other.resources),
            dimensions: ours
                .zip(&other.dimensions)
                .map(|(ours, theirs)| (ours.0.and_further(theirs.0, by), sets(&ours.1, &theirs.1)))
                .collect(),
            settled: masks(&self.settled, &other.settled),
            variable: self.variable.and_further(other.variable, by),
            entangled: self.entangled.and_further(other.entangled, by),
        }
    }
}

/// Decides parts for a caller.
struct Parts<'p> {
    document: &'p PolicyDocument,
    scene: &'p Scene<'p>,
    caller: &'p Caller,
    /// The statements that are asked about; `None`: all.
    only: Option<Mask>,
}

impl Parts<'_> {
    fn resources(&self) -> Vec<Applying> {
        let resources = self.scene.resources.iter();
        let arns = resources.map(|resource| self.scene.ground.arn(resource));
        arns.map(|arn| {
            self.applying(&Context::new(), |statement, keys| {
                resource_matches(statement, self.document.version, &arn, keys)
            })
        })
        .collect()
    }

    fn dimension(&self, one: &Dimension) -> OfDimension {
        let of = |value: Option<&Value>| {
            let keys = value.into_iter().flat_map(|value| &value.keys);
            let context = keys.fold(Context::new(), |context, (key, values)| {
                context.with_all(key, values.iter().cloned())
            });
            self.applying(&context, |statement, keys| {
                let mine = statement.conditions.iter().filter(|condition| one.decides(condition));
                let version = self.document.version;
                Truth::all(mine.map(|condition| condition_matches(condition, version, keys)))
            })
        };
        (of(None), one.values.iter().map(|value| of(Some(value))).collect())
    }

    fn applying(
        &self,
        context: &Context,
        holds: impl Fn(&Statement, &Keys<'_>) -> Truth,
    ) -> Applying {
        let request = Request {
            caller: self.caller,
            action: "",
            resource: "",
            resource_account: self.scene.ground.account,
            context,
        };
        let keys = Keys::of(&request);
        let asked = |index: usize| self.only.is_none_or(|only| only.has(index));
        Applying::of(self.document.statements.iter().enumerate().map(|(index, statement)| {
            if asked(index) { holds(statement, &keys) } else { Truth::No }
        }))
    }
}

fn settles(statement: &Statement, rest: &[Dimension]) -> bool {
    let open = |condition: &Condition| rest.iter().any(|dimension| dimension.decides(condition));
    statement.effect == Effect::Deny && !statement.conditions.iter().any(open)
}

fn texts(statement: &Statement) -> impl Iterator<Item = &String> {
    let resources = match &statement.resources {
        Some(Resources::Only(set) | Resources::AllBut(set)) => Some(set),
        None => None,
    };
    let conditions = statement.conditions.iter().flat_map(|one| &one.values);
    resources.into_iter().flatten().chain(conditions)
}

fn is_entangled(statement: &Statement, dimensions: &[Dimension]) -> bool {
    texts(statement).filter(|text| text.contains("${")).any(|text| {
        let text = text.to_ascii_lowercase();
        let mut keys = dimensions.iter().flat_map(|one| &one.keys);
        keys.any(|key| text.contains(&format!("${{{key}")))
    })
}
