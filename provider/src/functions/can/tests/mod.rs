//! What the function makes of its arguments. How requests are decided is the evaluator's.

mod decisions;
mod refusals;

use serde_json::{Value as Json, json};

use super::{Can, Decided, Parameters};
use crate::terraform::dynamic::Dynamic;
use crate::terraform::function::{ArgumentError, Function as _};
use crate::terraform::value::{Number, Tree, Value};

const ROLE: &str = "arn:aws:iam::111122223333:role/data/reader";
const OBJECT: &str = "arn:aws:s3:::amzn-s3-demo-bucket/reports/a.csv";
const BUCKET: &str = "arn:aws:s3:::amzn-s3-demo-bucket";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// The arguments of a call that is right, to be changed.
struct Call {
    policies: Json,
    principal: &'static str,
    action: &'static str,
    resource: &'static str,
    context: Json,
}

impl Default for Call {
    fn default() -> Self {
        Self {
            policies: json!({}),
            principal: ROLE,
            action: "s3:GetObject",
            resource: OBJECT,
            context: Json::Null,
        }
    }
}

impl Call {
    fn answer(&self) -> Result<Decided, Vec<ArgumentError>> {
        let text = |text: &str| Value::Known(text.to_owned());
        Can.call(Parameters {
            policies: dynamic(&self.policies),
            principal: text(self.principal),
            action: text(self.action),
            resource: text(self.resource),
            context: dynamic(&self.context),
        })
    }

    fn decided(&self) -> Decided {
        self.answer().unwrap_or_else(|errors| panic!("{errors:#?}"))
    }

    /// The decision, with `allowed` compared.
    fn decision(&self) -> String {
        let decided = self.decided();
        let decision = decided.decision.into_known().unwrap();
        assert_eq!(decided.allowed, Value::Known(decision == "allowed"));
        decision
    }

    /// What is wrong: `path: message` of each.
    fn errors(&self) -> Vec<String> {
        let errors = self.answer().expect_err("was answered");
        errors.iter().map(|error| format!("{}: {}", error.path, error.message)).collect()
    }

    /// The only thing that is wrong, in this argument.
    fn error_at(&self, path: &str) -> String {
        let errors = self.errors();
        let [error] = errors.as_slice() else { panic!("{errors:#?}") };
        let message = error.strip_prefix(&format!("{path}: "));
        message.unwrap_or_else(|| panic!("at `{path}`: {error}")).to_owned()
    }
}

fn dynamic(json: &Json) -> Value<Dynamic> {
    match tree(json) {
        Tree::Null => Value::Null,
        tree => Value::Known(Dynamic(tree)),
    }
}

fn tree(json: &Json) -> Tree {
    match json {
        Json::Null => Tree::Null,
        Json::Bool(value) => Tree::Bool(*value),
        Json::Number(number) => Tree::Number(Number::Signed(number.as_i64().unwrap())),
        Json::String(text) => Tree::String(text.clone()),
        Json::Array(items) => Tree::List(items.iter().map(tree).collect()),
        Json::Object(entries) => {
            Tree::Map(entries.iter().map(|(key, value)| (key.clone(), tree(value))).collect())
        }
    }
}

fn words(list: &Value<crate::terraform::model::List<String>>) -> Vec<String> {
    list.known().and_then(crate::terraform::model::List::all_known).unwrap()
}

/// A document of these statements, as JSON.
fn document(statements: Json) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

/// A statement of an identity policy about everything.
fn everything(effect: &str) -> Json {
    json!({ "Sid": effect, "Effect": effect, "Action": "*", "Resource": "*" })
}

/// A statement of the bucket's policy about its objects.
fn objects(effect: &str, principal: &Json) -> Json {
    json!({
        "Effect": effect,
        "Principal": principal,
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    })
}

/// `statement`, with a condition and without a name.
fn only(mut statement: Json, operator: &str, key: &str, value: &str) -> Json {
    statement.as_object_mut().unwrap().remove("Sid");
    statement["Condition"] = json!({ operator: { key: value } });
    statement
}
