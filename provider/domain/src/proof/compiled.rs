//! The statements that decide about one class of callers, with their parts.

use super::class::Class;
use super::dimension::Dimension;
use super::mask::{Applying, MOST, Mask};
use super::scene::Scene;
use super::sheet::Sheet;
use crate::evaluator::statement::{condition_matches, principal_matches};
use crate::evaluator::{Context, Keys, Layer, Request, Truth};
use crate::policy_document::{Condition, PolicyDocument, Statement};

/// One statement with its place.
pub(super) struct Line<'a> {
    pub(super) layer: Layer,
    pub(super) document: &'a PolicyDocument,
    pub(super) number: usize,
    pub(super) statement: &'a Statement,
}

/// The sheets of documents, each made once for a scene.
#[derive(Default)]
pub(super) struct Sheets<'a>(Vec<(&'a PolicyDocument, Sheet)>);

impl<'a> Sheets<'a> {
    fn get(&mut self, document: &'a PolicyDocument, scene: &Scene<'_>) -> Sheet {
        let known = self.0.iter().find(|(known, _)| std::ptr::eq(*known, document));
        if let Some((_, sheet)) = known {
            return sheet.clone();
        }
        let sheet = Sheet::of(document, scene);
        self.0.push((document, sheet.clone()));
        sheet
    }
}

/// The statements that decide about one class, with their parts.
pub(super) struct Compiled<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// What depends on the caller alone.
    caller: Applying,
    parts: Sheet,
}

impl<'a> Compiled<'a> {
    /// Gathers what decides about a class. `None` where there are more statements than fit.
    pub(super) fn new(
        scene: &Scene<'a>,
        sheets: &mut Sheets<'a>,
        class: &Class<'_>,
    ) -> Option<Self> {
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut parts = Sheet::default();
        for (layer, document) in scene.ground.documents(class) {
            let sheet = sheets.get(document, scene).for_caller(document, scene, &class.caller);
            parts = parts.followed_by(&sheet, lines.len());
            let statements = document.statements.iter().enumerate();
            lines.extend(statements.map(|(number, statement)| Line {
                layer,
                document,
                number,
                statement,
            }));
        }
        if lines.len() > MOST {
            return None;
        }
        let caller = of_caller(&lines, scene, class, &parts);
        Some(Self { lines, caller, parts })
    }

    /// The statements about an action.
    pub(super) fn action(&self, index: usize) -> Mask {
        self.parts.actions.get(index).copied().unwrap_or_default()
    }

    /// The statements about a resource, for this caller.
    pub(super) fn resource(&self, index: usize) -> Applying {
        self.parts.resources.get(index).copied().unwrap_or_default() & self.caller
    }

    /// The statements with a value of a dimension; without one, in the absence of its keys.
    pub(super) fn with(&self, dimension: usize, value: Option<usize>) -> Applying {
        let Some((absent, values)) = self.parts.dimensions.get(dimension) else {
            return Applying::default();
        };
        value.map_or(*absent, |value| values.get(value).copied().unwrap_or_default())
    }

    /// Whether a denial applies, whatever the dimensions from `at` on are.
    pub(super) fn surely_denied(&self, at: usize, applying: Applying) -> bool {
        let settled = self.parts.settled.get(at).copied().unwrap_or_default();
        !(settled & applying.surely).is_empty()
    }
}

/// What depends on the caller alone: the principals, and conditions on what follows from them.
fn of_caller(lines: &[Line<'_>], scene: &Scene<'_>, class: &Class<'_>, parts: &Sheet) -> Applying {
    let context = Context::new();
    let request = Request {
        caller: &class.caller,
        action: "",
        resource: "",
        resource_account: scene.ground.account,
        context: &context,
    };
    let keys = Keys::of(&request);
    let varies = |condition: &Condition| {
        scene.dimensions.iter().any(|dimension: &Dimension| dimension.decides(condition))
    };
    let bounded = lines.iter().any(|line| line.layer == Layer::Boundary);
    Applying::of(lines.iter().enumerate().map(|(index, line)| {
        let who = principal_matches(line.statement, &class.caller, bounded);
        if parts.entangled.has(index) {
            return who.and(Truth::Unknown);
        }
        let version = line.document.version;
        let conditions = line.statement.conditions.iter().filter(|condition| !varies(condition));
        conditions.fold(who, |so_far, one| so_far.and(condition_matches(one, version, &keys)))
    }))
}
