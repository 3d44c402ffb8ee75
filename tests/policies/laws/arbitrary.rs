//! Small worlds, in which statements often meet requests.

use kfm_provider::domain::evaluator::{
    Caller, Context, Gatekeeper, Identity, Keys, Layer, Policies, Request,
};
use kfm_provider::domain::policy_document::{
    Actions, Comparison, Condition, Effect, Operator, PolicyDocument, Principal, Principals,
    Resources, Statement,
};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const HOME: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/p/a";
const USER: &str = "arn:aws:iam::111122223333:user/u";
const ABROAD: &str = "arn:aws:iam::444455556666:role/a";
const LAYERS: [Layer; 5] =
    [Layer::Identity, Layer::Boundary, Layer::Session, Layer::Resource, Layer::Guard];

/// One document a layer at most.
#[derive(Clone, Debug)]
pub(super) struct World {
    documents: [Option<PolicyDocument>; 5],
    gatekeeper: Gatekeeper,
}

impl World {
    pub(super) fn policies(&self) -> Policies<'_> {
        let [identity, boundary, session, resource, guards] = &self.documents;
        Policies {
            identity: identity.iter().collect(),
            boundary: boundary.as_ref(),
            session: session.iter().collect(),
            resource: resource.as_ref(),
            guards: guards.iter().collect(),
            gatekeeper: self.gatekeeper,
        }
    }

    /// With one more statement in a document that is there. A new boundary or session policy would
    /// take away, even if it grants.
    pub(super) fn with(&self, layer: &Index, statement: Statement) -> Self {
        let mut world = self.clone();
        let there: Vec<usize> = (0..5).filter(|layer| world.documents[*layer].is_some()).collect();
        if !there.is_empty() {
            let layer = *layer.get(&there);
            let statement = fitting(LAYERS[layer], statement);
            world.documents[layer].as_mut().unwrap().statements.push(statement);
        }
        world
    }

    pub(super) fn statement(&self, layer: Layer, index: usize) -> Option<&Statement> {
        let layer = LAYERS.iter().position(|one| *one == layer)?;
        self.documents[layer].as_ref()?.statements.get(index)
    }

    /// The statements with a condition of which nothing is known.
    pub(super) fn doubtful(&self) -> Vec<(Layer, usize)> {
        let of = |(layer, document): (&Layer, &Option<PolicyDocument>)| {
            let statements = document.iter().flat_map(|document| &document.statements);
            statements
                .enumerate()
                .filter(|(_, statement)| statement.conditions.contains(&unknown()))
                .map(|(index, _)| (*layer, index))
                .collect::<Vec<_>>()
        };
        LAYERS.iter().zip(&self.documents).flat_map(of).collect()
    }

    /// With what is not known turned out to be true or false.
    pub(super) fn resolved(
        &self,
        doubtful: &[(Layer, usize)],
        truths: impl Iterator<Item = bool>,
    ) -> Self {
        let mut world = self.clone();
        for ((layer, index), truth) in doubtful.iter().zip(truths) {
            let layer = LAYERS.iter().position(|one| one == layer).unwrap();
            let conditions =
                &mut world.documents[layer].as_mut().unwrap().statements[*index].conditions;
            conditions.retain(|condition| *condition != unknown());
            if !truth {
                conditions.push(impossible());
            }
        }
        world
    }
}

fn unknown() -> Condition {
    Condition::one(Comparison::Unknown("StringMatches".to_owned()), "aws:x", "a")
}

/// A condition that never holds.
pub(super) fn impossible() -> Condition {
    Condition::one(Comparison::Null, "aws:ResourceAccount", "true")
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    caller: Caller,
    action: &'static str,
    resource: &'static str,
    context: Context,
}

impl Question {
    pub(super) fn request(&self) -> Request<'_> {
        Request {
            caller: &self.caller,
            action: self.action,
            resource: self.resource,
            resource_account: HOME,
            context: &self.context,
        }
    }

    pub(super) fn is_of_a_token(&self) -> bool {
        matches!(self.caller.identity, Identity::Federated { .. })
    }

    pub(super) fn is_root_at_home(&self) -> bool {
        matches!(&self.caller.identity, Identity::Root { account, .. } if account == HOME)
    }
}

pub(super) fn keys_of<T>(
    caller: &Caller,
    context: &Context,
    check: impl FnOnce(&Keys<'_>) -> T,
) -> T {
    check(&Keys::of(&Request {
        caller,
        action: "s3:GetObject",
        resource: "arn:aws:s3:::b/k",
        resource_account: HOME,
        context,
    }))
}

pub(super) fn question() -> impl Strategy<Value = Question> {
    (
        caller(),
        select(vec!["s3:GetObject", "s3:PutBucketPolicy", "sts:AssumeRoleWithSAML"]),
        select(vec!["arn:aws:s3:::b", "arn:aws:s3:::b/k"]),
        context(),
    )
        .prop_map(|(caller, action, resource, context)| Question {
            caller,
            action,
            resource,
            context,
        })
}

fn caller() -> impl Strategy<Value = Caller> {
    let role = |arn: &str| Caller::of(Identity::Role { arn: arn.to_owned(), session: "s".into() });
    select(vec![
        role(ROLE),
        role(ROLE),
        role(ABROAD),
        Caller::of(Identity::User { arn: USER.to_owned() }),
        Caller::of(Identity::Root { account: HOME.to_owned(), partition: "aws".to_owned() }),
        Caller::of(Identity::Service { name: "x.amazonaws.com".to_owned() }),
        Caller::of(Identity::Federated { provider: "example.com".to_owned() }),
        Caller::of(Identity::Anonymous),
    ])
}

/// A context in which `aws:x` is absent, or has one value or several.
pub(super) fn context() -> impl Strategy<Value = Context> {
    vec("[a-c*?:1]{1,3}", 0..3).prop_map(|values| Context::new().with_all("aws:x", values))
}

/// A comparison of values.
pub(super) fn comparison() -> impl Strategy<Value = Comparison> {
    select(vec![
        Comparison::StringEquals,
        Comparison::StringNotEquals,
        Comparison::StringEqualsIgnoreCase,
        Comparison::StringLike,
        Comparison::StringNotLike,
        Comparison::NumericEquals,
        Comparison::NumericNotEquals,
        Comparison::NumericLessThan,
        Comparison::DateGreaterThan,
        Comparison::Bool,
        Comparison::BinaryEquals,
        Comparison::IpAddress,
        Comparison::NotIpAddress,
        Comparison::ArnLike,
        Comparison::ArnNotEquals,
    ])
}

pub(super) fn condition_values() -> impl Strategy<Value = Vec<String>> {
    vec("[a-c*?:1]{0,3}", 1..4)
}

pub(super) fn world() -> impl Strategy<Value = World> {
    any_world(statement().boxed())
}

/// A world in which nothing is doubtful but some conditions, and few of them.
pub(super) fn doubtful_world() -> impl Strategy<Value = World> {
    let clear = (parts(), any::<bool>()).prop_map(|(statement, doubt)| Statement {
        conditions: if doubt { vec![unknown()] } else { Vec::new() },
        ..statement
    });
    any_world(clear.boxed()).prop_filter("few doubts", |world| world.doubtful().len() < 7)
}

fn any_world(statement: BoxedStrategy<Statement>) -> impl Strategy<Value = World> {
    let document = move |layer: Layer| {
        option::of(vec(statement.clone().prop_map(move |one| fitting(layer, one)), 0..4))
            .prop_map(|statements| statements.map(PolicyDocument::of))
    };
    let gatekeeper =
        select(vec![Gatekeeper::Bucket, Gatekeeper::Key, Gatekeeper::Role, Gatekeeper::Other]);
    (LAYERS.map(document), gatekeeper)
        .prop_map(|(documents, gatekeeper)| World { documents, gatekeeper })
}

/// Only policies of resources name principals.
fn fitting(layer: Layer, statement: Statement) -> Statement {
    match layer {
        Layer::Resource => statement,
        _ => Statement { principals: None, ..statement },
    }
}

pub(super) fn statement() -> impl Strategy<Value = Statement> {
    let key = select(vec!["aws:x", "aws:PrincipalArn", "aws:PrincipalType", "aws:userid"]);
    let operator = (comparison(), any::<bool>())
        .prop_map(|(comparison, if_exists)| Operator { if_exists, ..comparison.into() });
    let condition = (operator, key, condition_values())
        .prop_map(|(operator, key, values)| Condition::any(operator, key, values));
    let everyone_but = principals().prop_map(Principals::AllBut);
    (parts(), vec(condition, 0..2), option::weighted(0.1, everyone_but)).prop_map(
        |(statement, conditions, but)| Statement {
            conditions,
            principals: but.or(statement.principals.clone()),
            ..statement
        },
    )
}

/// A statement without conditions, of which all else is clear.
fn parts() -> impl Strategy<Value = Statement> {
    let actions = prop_oneof![
        btree_set(select(vec!["s3:GetObject", "s3:*", "*"]), 1..2).prop_map(Actions::only),
        btree_set(select(vec!["s3:GetObject", "sts:*"]), 1..2).prop_map(Actions::all_but),
    ];
    let texts = |all: Vec<&'static str>| btree_set(select(all).prop_map(str::to_owned), 1..2);
    let resources = prop_oneof![
        4 => texts(vec!["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b"]).prop_map(Resources::Only),
        1 => texts(vec!["arn:aws:s3:::b/*", "arn:aws:s3:::c"]).prop_map(Resources::AllBut),
    ];
    let effect = select(vec![Effect::Allow, Effect::Allow, Effect::Deny]);
    let sid = option::of("[A-Z][a-z]{3}");
    (sid, effect, principals(), actions, resources).prop_map(
        |(sid, effect, principals, actions, resources)| Statement {
            sid: sid.map(Into::into),
            effect,
            principals: Some(Principals::Only(principals)),
            actions,
            resources: Some(resources),
            conditions: Vec::new(),
        },
    )
}

fn principals() -> impl Strategy<Value = std::collections::BTreeSet<Principal>> {
    let aws = |name: &str| Principal::Aws(name.to_owned());
    btree_set(
        select(vec![
            Principal::Everyone,
            aws(HOME),
            aws(ROLE),
            aws(USER),
            aws("arn:aws:sts::111122223333:assumed-role/a/s"),
            aws("arn:aws:iam::444455556666:root"),
            Principal::Service("x.amazonaws.com".to_owned()),
        ]),
        1..3,
    )
}
