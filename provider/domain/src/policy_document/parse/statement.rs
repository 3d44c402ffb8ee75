//! Statements and what they are made of.

use std::collections::BTreeSet;

use super::Reader;
use super::elements::{Elements, joined, quoted};
use super::json::Node;
use crate::policy_document::kind::{NotPrincipal, Presence};
use crate::policy_document::{
    Actions, Condition, Effect, Operator, Principal, Principals, Resources, Statement,
};

/// The elements of a statement.
const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// The kinds of principals.
const PRINCIPALS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

/// One of two elements that exclude each other.
struct Chosen {
    /// Whether it is the second, which names what is left out.
    all_but: bool,
    path: String,
    node: Node,
}

impl Reader {
    pub(super) fn statement(&mut self, path: &str, node: Node) -> Statement {
        let Some(elements) = &mut self.elements(path, node, &ELEMENTS) else {
            return Statement {
                sid: None,
                effect: Effect::Deny,
                principals: None,
                actions: Actions::Only(BTreeSet::new()),
                resources: None,
                conditions: Vec::new(),
            };
        };
        let sid = self.sid(elements);
        let effect = self.effect(elements);
        let principals = self.principals(elements, effect);
        let actions = self.actions(elements);
        let resources = self.resources(elements);
        let conditions = match elements.take("Condition") {
            Some((path, node)) => self.conditions(&path, node),
            None => Vec::new(),
        };
        Statement { sid: sid.map(Into::into), effect, principals, actions, resources, conditions }
    }

    fn sid(&mut self, elements: &mut Elements) -> Option<String> {
        let (path, node) = elements.take("Sid")?;
        let sid = self.text(&path, node)?;
        if self.rules.strict_sids && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let rule =
                format!("has other characters than `A-Za-z0-9`: a {} takes these", self.rules.name);
            self.problem(&path, rule);
        }
        Some(sid)
    }

    fn effect(&mut self, elements: &mut Elements) -> Effect {
        let Some((path, node)) = elements.take("Effect") else {
            self.problem(elements.path(), "has no `Effect`");
            return Effect::Deny;
        };
        match self.text(&path, node).as_deref() {
            Some("Allow") => return Effect::Allow,
            Some("Deny") | None => {}
            Some(_) => self.problem(&path, "is neither `Allow` nor `Deny`"),
        }
        Effect::Deny
    }

    /// The one of two elements that is there.
    fn one_of(
        &mut self,
        elements: &mut Elements,
        [name, not_name]: [&str; 2],
        presence: Presence,
    ) -> Option<Chosen> {
        let both = elements.has(name) && elements.has(not_name);
        if both {
            let rule = format!("has both `{name}` and `{not_name}`: they exclude each other");
            self.problem(elements.path(), rule);
        }
        let chosen = [(name, false), (not_name, true)].into_iter().find_map(|(name, all_but)| {
            elements.take(name).map(|(path, node)| Chosen { all_but, path, node })
        });
        match (&chosen, presence) {
            (None, Presence::Must) => {
                let rule = format!("has neither `{name}` nor `{not_name}`");
                self.problem(elements.path(), rule);
            }
            (Some(chosen), Presence::MustNot) => self.misplaced(&chosen.path),
            _ => {}
        }
        chosen
    }

    fn actions(&mut self, elements: &mut Elements) -> Actions {
        match self.one_of(elements, ["Action", "NotAction"], Presence::Must) {
            Some(Chosen { all_but: true, path, node }) => Actions::AllBut(self.texts(&path, node)),
            Some(Chosen { path, node, .. }) => Actions::Only(self.texts(&path, node)),
            None => Actions::Only(BTreeSet::new()),
        }
    }

    fn resources(&mut self, elements: &mut Elements) -> Option<Resources> {
        let presence = self.rules.resource;
        let Chosen { all_but, path, node } =
            self.one_of(elements, ["Resource", "NotResource"], presence)?;
        let named = self.texts(&path, node);
        Some(if all_but { Resources::AllBut(named) } else { Resources::Only(named) })
    }

    fn principals(&mut self, elements: &mut Elements, effect: Effect) -> Option<Principals> {
        let presence = self.rules.principal;
        let Chosen { all_but, path, node } =
            self.one_of(elements, ["Principal", "NotPrincipal"], presence)?;
        if all_but {
            match self.rules.not_principal {
                NotPrincipal::Never => self.misplaced(&path),
                NotPrincipal::InDenials if effect == Effect::Allow => {
                    self.problem(&path, "is taken beside `Deny` only");
                }
                NotPrincipal::InDenials | NotPrincipal::Anywhere => {}
            }
        }
        let named = self.named_principals(&path, node);
        Some(if all_but { Principals::AllBut(named) } else { Principals::Only(named) })
    }

    fn named_principals(&mut self, path: &str, node: Node) -> BTreeSet<Principal> {
        if let Node::Text(text) = &node {
            if text != "*" {
                self.problem(path, "is a text other than `*`: name principals by their kind");
            }
            return [Principal::Everyone].into();
        }
        if !matches!(node, Node::Members(_)) {
            self.wrong_type(path, &node, "`*` or an object");
            return BTreeSet::new();
        }
        let members = self.members(path, node, str::to_owned);
        if members.is_empty() {
            self.problem(path, "is empty: it must name a principal");
        }
        let mut principals = BTreeSet::new();
        for (kind, node) in members {
            let path = joined(path, &kind);
            let of: fn(String) -> Principal = match kind.as_str() {
                "AWS" => |name| {
                    if name == "*" { Principal::Everyone } else { Principal::Aws(name) }
                },
                "Service" => Principal::Service,
                "Federated" => Principal::Federated,
                "CanonicalUser" => {
                    if !self.rules.canonical_users {
                        self.misplaced(&path);
                    }
                    Principal::CanonicalUser
                }
                _ => {
                    let rule =
                        format!("is not a kind of principal: there are {}", quoted(&PRINCIPALS));
                    self.problem(&path, rule);
                    continue;
                }
            };
            principals.extend(self.texts(&path, node).into_iter().map(of));
        }
        principals
    }

    /// An empty object is no condition: consoles write it. An operator without a key is refused,
    /// since AWS's own texts differ on what it does.
    fn conditions(&mut self, path: &str, node: Node) -> Vec<Condition> {
        let operator = |name: &str| {
            let Ok(operator) = name.parse::<Operator>();
            operator
        };
        let mut conditions = Vec::new();
        for (name, keys) in self.members(path, node, |name| operator(name).to_string()) {
            let path = joined(path, &name);
            let is_object = matches!(keys, Node::Members(_));
            let keys = self.members(&path, keys, str::to_ascii_lowercase);
            if is_object && keys.is_empty() {
                self.problem(&path, "names no condition key");
            }
            for (key, values) in keys {
                let path = joined(&path, &key);
                if key.is_empty() {
                    self.problem(&path, "is an empty condition key");
                }
                let values = self.values(&path, values);
                conditions.push(Condition { operator: operator(&name), key: key.into(), values });
            }
        }
        conditions
    }
}
