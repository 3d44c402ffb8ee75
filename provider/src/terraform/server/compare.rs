//! Equality by type, as Terraform sees it: sets have no order, `1` and `1.0` are one number, and a
//! missing attribute is null.

use std::collections::BTreeSet;

use crate::terraform::attribute::{Schema, Type};
use crate::terraform::diag::{AttributePath, Step};
use crate::terraform::value::{Number, Tree};

/// The top attributes that the schema marks as replacing and that the plan changes, to a value
/// or to one that apply decides.
pub(super) fn replacing(schema: &Schema, prior: &Tree, planned: &Tree) -> Vec<AttributePath> {
    schema
        .attributes
        .iter()
        .filter(|attribute| attribute.replace)
        .filter(|attribute| {
            let name = attribute.name;
            !matches(&attribute.kind.ty(), entry(prior, name), entry(planned, name), Unknowns::Kept)
        })
        .map(|attribute| AttributePath::attribute(attribute.name))
        .collect()
}

/// Where `actual` is not what was planned. An unknown planned value may become anything.
pub(super) fn deviations(ty: &Type, planned: &Tree, actual: &Tree) -> Vec<AttributePath> {
    let mut found = Vec::new();
    deviate(ty, planned, actual, &mut Vec::new(), &mut found);
    found
}

fn deviate(
    ty: &Type,
    planned: &Tree,
    actual: &Tree,
    path: &mut Vec<Step>,
    found: &mut Vec<AttributePath>,
) {
    match (ty, planned, actual) {
        (Type::Object(attributes), Tree::Map(_), Tree::Map(_)) => {
            for (name, ty) in attributes {
                path.push(Step::Attribute(name.clone()));
                deviate(ty, entry(planned, name), entry(actual, name), path, found);
                path.pop();
            }
        }
        (Type::Map(item), Tree::Map(wanted), Tree::Map(got)) if wanted.keys().eq(got.keys()) => {
            for (key, value) in wanted {
                path.push(Step::Key(key.clone()));
                deviate(item, value, entry(actual, key), path, found);
                path.pop();
            }
        }
        (Type::List(item), Tree::List(wanted), Tree::List(got)) if wanted.len() == got.len() => {
            for (index, (wanted, got)) in wanted.iter().zip(got).enumerate() {
                path.push(Step::index(index));
                deviate(item, wanted, got, path, found);
                path.pop();
            }
        }
        _ => {
            if !matches(ty, planned, actual, Unknowns::Open) {
                found.push(to_path(path));
            }
        }
    }
}

/// Where values are left undecided, and null in their place: a state holds none.
pub(super) fn settle(tree: &mut Tree) -> Vec<AttributePath> {
    let mut found = Vec::new();
    settle_at(tree, &mut Vec::new(), &mut found);
    found
}

fn settle_at(tree: &mut Tree, path: &mut Vec<Step>, found: &mut Vec<AttributePath>) {
    match tree {
        Tree::Unknown => {
            *tree = Tree::Null;
            found.push(to_path(path));
        }
        Tree::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                path.push(Step::index(index));
                settle_at(item, path, found);
                path.pop();
            }
        }
        Tree::Map(entries) => {
            for (name, value) in entries {
                // The first step is an attribute; below it the path is only for reading.
                path.push(Step::Attribute(name.clone()));
                settle_at(value, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn to_path(steps: &[Step]) -> AttributePath {
    let mut path = AttributePath::root();
    for step in steps.iter().rev() {
        path.prepend(step.clone());
    }
    path
}

/// What an unknown on the left side equals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknowns {
    /// Anything: it is decided now.
    Open,
    /// Nothing but another unknown.
    Kept,
}

fn matches(ty: &Type, left: &Tree, right: &Tree, unknowns: Unknowns) -> bool {
    match (ty, left, right) {
        (_, Tree::Unknown, _) if unknowns == Unknowns::Open => true,
        (_, Tree::Number(left), Tree::Number(right)) => same_number(left, right),
        (Type::Object(attributes), Tree::Map(_), Tree::Map(_)) => attributes
            .iter()
            .all(|(name, ty)| matches(ty, entry(left, name), entry(right, name), unknowns)),
        (Type::Map(item), Tree::Map(lefts), Tree::Map(rights)) => {
            lefts.keys().eq(rights.keys())
                && lefts.iter().all(|(key, left)| matches(item, left, entry(right, key), unknowns))
        }
        (Type::List(item), Tree::List(lefts), Tree::List(rights)) => {
            lefts.len() == rights.len()
                && lefts.iter().zip(rights).all(|(l, r)| matches(item, l, r, unknowns))
        }
        (Type::Set(item), Tree::List(lefts), Tree::List(rights)) => {
            same_set(item, lefts, rights, unknowns)
        }
        _ => left == right,
    }
}

/// Every element has its own partner. Known elements choose first, so that an open one does not
/// take what a known one needs; two unknown ones may become one.
fn same_set(item: &Type, lefts: &[Tree], rights: &[Tree], unknowns: Unknowns) -> bool {
    let (open, closed): (Vec<_>, Vec<_>) =
        lefts.iter().partition(|left| unknowns == Unknowns::Open && left.has_unknown());
    let mut free: BTreeSet<usize> = (0..rights.len()).collect();
    for left in closed {
        let partner = rights
            .iter()
            .enumerate()
            .find(|(index, right)| free.contains(index) && matches(item, left, right, unknowns));
        match partner {
            Some((index, _)) => free.remove(&index),
            None => return false,
        };
    }
    let all_taken = || free.is_empty();
    if open.is_empty() {
        return all_taken();
    }
    free.len() <= open.len()
        && free.iter().all(|index| {
            rights
                .get(*index)
                .is_some_and(|right| open.iter().any(|left| matches(item, left, right, unknowns)))
        })
}

fn same_number(left: &Number, right: &Number) -> bool {
    if left == right {
        return true;
    }
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => left == right,
        // A decimal text beside a float: whoever wrote the float had no more digits.
        (None, None) => bits(left).is_some() && bits(left) == bits(right),
        _ => false,
    }
}

fn bits(number: &Number) -> Option<u64> {
    float(number).map(f64::to_bits)
}

fn float(number: &Number) -> Option<f64> {
    match number {
        Number::Signed(value) => value.to_string().parse().ok(),
        Number::Unsigned(value) => value.to_string().parse().ok(),
        Number::Float(value) => Some(*value),
        Number::Decimal(text) => text.parse().ok(),
    }
}

fn entry<'a>(tree: &'a Tree, name: &str) -> &'a Tree {
    match tree {
        Tree::Map(entries) => entries.get(name).unwrap_or(&Tree::Null),
        _ => &Tree::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::attribute::{Attribute, Kind, Mode};

    fn text_tree(value: &str) -> Tree {
        Tree::String(value.to_owned())
    }

    fn object(entries: &[(&str, Tree)]) -> Tree {
        Tree::Map(entries.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
    }

    fn object_type() -> Type {
        Type::Object(
            [
                ("name".to_owned(), Type::String),
                ("tags".to_owned(), Type::Set(Box::new(Type::String))),
                ("inner".to_owned(), Type::Map(Box::new(Type::List(Box::new(Type::Number))))),
            ]
            .into(),
        )
    }

    #[test]
    fn what_was_planned_and_came_back_does_not_deviate() {
        let planned = object(&[
            ("name", Tree::Unknown),
            ("tags", Tree::List(vec![Tree::Unknown, text_tree("a"), text_tree("b")])),
        ]);
        let actual = object(&[
            ("name", text_tree("x")),
            ("tags", Tree::List(vec![text_tree("b"), text_tree("c"), text_tree("a")])),
            ("inner", Tree::Null),
        ]);
        assert_eq!(deviations(&object_type(), &planned, &actual), []);
    }

    #[test]
    fn a_deviation_is_named_down_to_the_element() {
        let list = |value| Tree::List(vec![Tree::Number(Number::Signed(value))]);
        let planned = object(&[("inner", object(&[("k", list(1))]))]);
        let actual = object(&[("name", text_tree("x")), ("inner", object(&[("k", list(2))]))]);
        let found = deviations(&object_type(), &planned, &actual);
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["inner[\"k\"][0]", "name"]);
    }

    #[test]
    fn sets_are_compared_element_by_element() {
        let set = Type::Set(Box::new(Type::String));
        let list = |items: &[Tree]| Tree::List(items.to_vec());
        let open = list(&[Tree::Unknown, text_tree("a")]);
        assert!(deviations(&set, &open, &list(&[text_tree("b"), text_tree("c")])).len() == 1);
        assert!(deviations(&set, &open, &list(&[text_tree("a")])).is_empty());
        let known = list(&[text_tree("a")]);
        assert_eq!(deviations(&set, &known, &list(&[text_tree("a"), text_tree("b")])).len(), 1);
    }

    #[test]
    fn one_number_has_many_forms() {
        let pairs = [
            (Number::Signed(3), Number::Float(3.0)),
            (Number::Signed(3), Number::Decimal("3".into())),
            (Number::Float(0.5), Number::Decimal("0.5".into())),
            (Number::Unsigned(u64::MAX), Number::Decimal(u64::MAX.to_string())),
        ];
        for (left, right) in pairs {
            assert!(same_number(&left, &right), "{left:?} {right:?}");
        }
        assert!(!same_number(&Number::Signed(3), &Number::Float(3.5)));
    }

    #[test]
    fn a_change_of_a_marked_attribute_replaces() {
        let attribute = |name, replace| Attribute {
            name,
            kind: Kind::Plain(Type::String),
            mode: Mode::OptionalComputed,
            replace,
            doc: "",
        };
        let schema = Schema {
            version: 0,
            doc: "",
            attributes: vec![attribute("name", true), attribute("other", false)],
        };
        let prior = object(&[("name", text_tree("a")), ("other", text_tree("a"))]);
        let planned = object(&[("name", text_tree("a")), ("other", text_tree("b"))]);
        assert_eq!(replacing(&schema, &prior, &planned), []);
        let planned = object(&[("name", Tree::Unknown), ("other", text_tree("b"))]);
        assert_eq!(replacing(&schema, &prior, &planned), [AttributePath::attribute("name")]);
    }

    #[test]
    fn a_state_is_settled() {
        let mut tree =
            object(&[("name", Tree::Unknown), ("tags", Tree::List(vec![Tree::Unknown]))]);
        let found: Vec<_> = settle(&mut tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["name", "tags[0]"]);
        assert!(!tree.has_unknown());
    }
}
