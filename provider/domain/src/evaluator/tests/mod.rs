//! What the case files of `tests/policies/` do not show: doubts, and forms that AWS does not save.

mod conditions;
mod decisions;
mod principals;
mod resources;

use super::{Caller, Context, Identity, Keys, Request};
use crate::policy_document::{
    Actions, Condition, Effect, Principal, Principals, Resources, Statement,
};

const HOME: &str = "111122223333";
const ABROAD: &str = "444455556666";
const ROLE: &str = "arn:aws:iam::111122223333:role/data/ingest";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/ingest/nightly";
const USER: &str = "arn:aws:iam::111122223333:user/Ana";
const OBJECT: &str = "arn:aws:s3:::amzn-s3-demo-bucket/reports/a.csv";

fn role() -> Caller {
    Caller::of(Identity::Role { arn: ROLE.to_owned(), session: "nightly".to_owned() })
}

fn user() -> Caller {
    Caller::of(Identity::User { arn: USER.to_owned() })
}

fn root(account: &str) -> Caller {
    Caller::of(Identity::Root { account: account.to_owned(), partition: "aws".to_owned() })
}

fn service() -> Caller {
    Caller::of(Identity::Service { name: "logging.s3.amazonaws.com".to_owned() })
}

fn nobody() -> Caller {
    Caller::of(Identity::Anonymous)
}

fn request<'a>(caller: &'a Caller, action: &'a str, context: &'a Context) -> Request<'a> {
    Request { caller, action, resource: OBJECT, resource_account: HOME, context }
}

fn with_keys<T>(caller: &Caller, context: &Context, check: impl FnOnce(&Keys<'_>) -> T) -> T {
    check(&Keys::of(&request(caller, "s3:GetObject", context)))
}

/// A statement about everything, in a policy of an identity.
fn statement(effect: Effect) -> Statement {
    Statement {
        sid: None,
        effect,
        principals: None,
        actions: Actions::only(["*"]),
        resources: Some(Resources::Only(["*".to_owned()].into())),
        conditions: Vec::new(),
    }
}

/// A statement about everything, in a policy of a resource.
fn about(effect: Effect, principals: impl Into<Principals>) -> Statement {
    Statement { principals: Some(principals.into()), ..statement(effect) }
}

fn to(effect: Effect, name: &str) -> Statement {
    about(effect, Principal::Aws(name.to_owned()))
}

fn but<const N: usize>(effect: Effect, principals: [Principal; N]) -> Statement {
    about(effect, Principals::AllBut(principals.into()))
}

fn aws(name: &str) -> Principal {
    Principal::Aws(name.to_owned())
}

fn condition(operator: &str, key: &'static str, values: &[&str]) -> Condition {
    let values = values.iter().map(|value| (*value).to_owned());
    Condition::any(operator.parse::<crate::policy_document::Operator>().unwrap(), key, values)
}

/// With a condition of which nothing is known.
fn doubtful(statement: Statement) -> Statement {
    Statement { conditions: vec![condition("StringMatches", "aws:x", &["y"])], ..statement }
}
