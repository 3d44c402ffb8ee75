//! Any document, any change of one, and JSON that resembles one.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::policy_document::{
    Actions, Comparison, Condition, Effect, Operator, PolicyDocument, Principal, Principals,
    Resources, Statement, Version,
};

/// A name that no generated document has, in lower case as the canonical form has it.
const CHANGED: &str = "~changed";

const OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotLike",
    "ForAllValues:StringLike",
    "ForAnyValue:StringEqualsIgnoreCaseIfExists",
    "Bool",
    "BoolIfExists",
    "NumericLessThanEquals",
    "DateGreaterThan",
    "NotIpAddress",
    "ArnLike",
    "Null",
    "SoundsLike",
];

/// No two are the same in lower case.
const KEYS: [&str; 6] = [
    "aws:SecureTransport",
    "aws:PrincipalArn",
    "aws:PrincipalTag/Team",
    "s3:signatureAge",
    "kms:EncryptionContext:aws:s3:arn",
    "é€\"\\",
];

/// Any document that can be written, with conditions in the order in which they are written.
pub(super) fn document() -> impl Strategy<Value = PolicyDocument> {
    let version = select(vec![Version::V2012, Version::V2008]);
    let id = option::of(name());
    (version, id, vec(statement(), 1..4)).prop_map(|(version, id, statements)| PolicyDocument {
        version,
        id: id.map(Into::into),
        statements,
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9]{0,3}", any::<String>()]
}

fn statement() -> impl Strategy<Value = Statement> {
    let effect = select(vec![Effect::Allow, Effect::Deny]);
    let parts = (
        option::of(name()),
        effect,
        option::of(principals()),
        actions(),
        option::of(resources()),
        conditions(),
    );
    parts.prop_map(|(sid, effect, principals, actions, resources, conditions)| Statement {
        sid: sid.map(Into::into),
        effect,
        principals,
        actions,
        resources,
        conditions,
    })
}

fn principals() -> impl Strategy<Value = Principals> {
    let one = prop_oneof![
        Just(Principal::Everyone),
        "(arn:aws(-cn)?:iam::12345678901[0-2]:(root|user/[A-Za-c]))|12345678901[0-2]|AIDA[A-C]"
            .prop_map(Principal::Aws),
        "[a-c]\\.amazonaws\\.com".prop_map(Principal::Service),
        "[a-c]\\.example\\.com".prop_map(Principal::Federated),
        "[a-f0-9]{4}".prop_map(Principal::CanonicalUser),
    ];
    (any::<bool>(), btree_set(one, 1..4)).prop_map(|(only, named)| {
        if only { Principals::Only(named) } else { Principals::AllBut(named) }
    })
}

fn actions() -> impl Strategy<Value = Actions> {
    (any::<bool>(), btree_set("(s3|kms):[A-Ca-c]{1,2}\\*?|\\*", 1..4))
        .prop_map(|(only, named)| if only { Actions::Only(named) } else { Actions::AllBut(named) })
}

fn resources() -> impl Strategy<Value = Resources> {
    let one = "arn:aws:s3:::[a-cA-C]{1,2}(/\\*|/\\$\\{aws:username\\})?|\\*";
    (any::<bool>(), btree_set(one, 1..4)).prop_map(|(only, named)| {
        if only { Resources::Only(named) } else { Resources::AllBut(named) }
    })
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    let value = prop_oneof!["true|false|[1-9][0-9]{0,3}|[A-Za-z]{0,2}", any::<String>()];
    let one = (select(OPERATORS.to_vec()), select(KEYS.to_vec()));
    btree_map(one, btree_set(value, 0..3), 0..4).prop_map(|all: BTreeMap<_, BTreeSet<String>>| {
        let condition = |((operator, key), values): ((&str, &'static str), _)| {
            let Ok(operator) = operator.parse::<Operator>();
            Condition { operator, key: key.into(), values }
        };
        all.into_iter().map(condition).collect()
    })
}

/// Every document that differs from a canonical one in one thing.
pub(super) fn changes(document: &PolicyDocument) -> Vec<PolicyDocument> {
    let mut changed = Vec::new();
    let version = match document.version {
        Version::V2012 => Version::V2008,
        Version::V2008 => Version::V2012,
    };
    changed.push(PolicyDocument { version, ..document.clone() });
    let id = document.id.is_none().then(|| CHANGED.into());
    changed.push(PolicyDocument { id, ..document.clone() });
    for (index, statement) in document.statements.iter().enumerate() {
        for other in changed_statements(statement) {
            let mut document = document.clone();
            document.statements[index] = other;
            changed.push(document);
        }
        if document.statements.len() > 1 {
            let mut document = document.clone();
            document.statements.remove(index);
            changed.push(document);
        }
    }
    changed
}

fn changed_statements(statement: &Statement) -> Vec<Statement> {
    let effect = match statement.effect {
        Effect::Allow => Effect::Deny,
        Effect::Deny => Effect::Allow,
    };
    let sid = statement.sid.is_none().then(|| CHANGED.into());
    let conditions = |change: &dyn Fn(&mut Vec<Condition>)| {
        let mut statement = statement.clone();
        change(&mut statement.conditions);
        statement
    };
    let mut changed = vec![
        Statement { effect, ..statement.clone() },
        Statement { sid, ..statement.clone() },
        conditions(&|all| all.push(Condition::one(Comparison::Bool, CHANGED, "true"))),
    ];
    for at in 0..statement.conditions.len() {
        changed.push(conditions(&|all| all[at].key = CHANGED.into()));
        changed.push(conditions(&|all| {
            all[at].operator = Comparison::Unknown(CHANGED.to_owned()).into();
        }));
        changed.push(conditions(&|all| all[at].values.extend([CHANGED.to_owned()])));
        changed.push(conditions(&|all| drop(all.remove(at))));
    }
    changed.extend(
        changed_actions(&statement.actions)
            .into_iter()
            .map(|actions| Statement { actions, ..statement.clone() }),
    );
    changed.extend(
        changed_resources(statement.resources.as_ref())
            .into_iter()
            .map(|resources| Statement { resources, ..statement.clone() }),
    );
    changed.extend(
        changed_principals(statement.principals.as_ref())
            .into_iter()
            .map(|principals| Statement { principals, ..statement.clone() }),
    );
    changed
}

fn changed_actions(actions: &Actions) -> [Actions; 2] {
    match actions {
        Actions::Only(named) => [Actions::AllBut(named.clone()), Actions::Only(more(named))],
        Actions::AllBut(named) => [Actions::Only(named.clone()), Actions::AllBut(more(named))],
    }
}

fn changed_resources(resources: Option<&Resources>) -> Vec<Option<Resources>> {
    use Resources::{AllBut, Only};
    match resources {
        None => vec![Some(Only([CHANGED.to_owned()].into()))],
        Some(Only(named)) => vec![None, Some(AllBut(named.clone())), Some(Only(more(named)))],
        Some(AllBut(named)) => vec![None, Some(Only(named.clone())), Some(AllBut(more(named)))],
    }
}

fn changed_principals(principals: Option<&Principals>) -> Vec<Option<Principals>> {
    use Principals::{AllBut, Only};
    match principals {
        None => vec![Some(Principals::everyone())],
        Some(Only(named)) => vec![None, Some(AllBut(named.clone())), Some(Only(others(named)))],
        Some(AllBut(named)) => vec![None, Some(Only(named.clone())), Some(AllBut(others(named)))],
    }
}

/// One name more.
fn more(named: &BTreeSet<String>) -> BTreeSet<String> {
    named.iter().cloned().chain([CHANGED.to_owned()]).collect()
}

/// The last principal replaced.
fn others(named: &BTreeSet<Principal>) -> BTreeSet<Principal> {
    let mut named = named.clone();
    named.pop_last();
    named.insert(Principal::Aws(CHANGED.to_owned()));
    named
}

/// JSON of the names that documents have.
pub(super) fn junk() -> impl Strategy<Value = Value> {
    let words = [
        "Version",
        "2012-10-17",
        "Id",
        "Statement",
        "Sid",
        "Effect",
        "Allow",
        "Deny",
        "Principal",
        "NotPrincipal",
        "AWS",
        "Service",
        "*",
        "Action",
        "NotAction",
        "s3:*",
        "Resource",
        "NotResource",
        "Condition",
        "Bool",
        "aws:SecureTransport",
        "true",
        "",
    ];
    let word = select(words.to_vec());
    let leaf = prop_oneof![
        4 => word.clone().prop_map(|word| json!(word)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(|truth| json!(truth)),
        1 => Just(Value::Null),
    ];
    let tree = leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(word.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| json!(members)),
        ]
    });
    // Half of them have what a statement must have, so that more than the root is looked at.
    (any::<bool>(), tree).prop_map(|(bare, tree)| {
        if bare {
            return tree;
        }
        let mut statement = json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" });
        if let (Value::Object(statement), Value::Object(more)) = (&mut statement, tree) {
            statement.extend(more);
        }
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    })
}
