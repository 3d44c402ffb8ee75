//! One form for documents that mean the same. AWS gives documents back in another order, with
//! single values turned into lists or lists of one into single values, and with accounts written
//! out as ARNs; that is no difference.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements" `Action` (names are compared whatever
//! their case), `Condition` (so are keys) and `Principal` (the forms of an account) (2026-11).

use serde_json::Value;

use super::{Actions, Condition, PolicyDocument, Principal, Principals, Statement};

/// Writes JSON in the form of RFC 8785.
pub(super) fn to_string(value: &Value) -> String {
    // INVARIANT: a `Value` has only text keys and finite numbers, so this does not fail.
    serde_json_canonicalizer::to_string(value).unwrap_or_else(|_| value.to_string())
}

/// Whether two policy documents mean the same. A document that cannot be read equals only itself.
pub fn same_meaning(left: &str, right: &str) -> bool {
    let canonical = |text: &str| PolicyDocument::parse_any(text).map(|read| read.canonical());
    left == right || matches!((canonical(left), canonical(right)), (Ok(l), Ok(r)) if l == r)
}

impl PolicyDocument {
    /// The form that all documents of this meaning have in common, for comparisons: names of
    /// actions and condition keys in lower case, accounts by their id, statements and conditions
    /// in order and once. `Sid` and `Id` count as part of the meaning. What goes to AWS is the
    /// document itself.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let mut statements: Vec<_> = self.statements.iter().map(Statement::canonical).collect();
        statements.sort();
        statements.dedup();
        Self { version: self.version, id: self.id.clone(), statements }
    }

    /// The first statement of this name.
    pub fn statement(&self, sid: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.sid.as_deref() == Some(sid))
    }
}

impl Statement {
    fn canonical(&self) -> Self {
        let mut conditions: Vec<_> = self.conditions.iter().map(Condition::canonical).collect();
        conditions.sort();
        conditions.dedup();
        Self {
            sid: self.sid.clone(),
            effect: self.effect,
            principals: self.principals.as_ref().map(Principals::canonical),
            actions: self.actions.canonical(),
            resources: self.resources.clone(),
            conditions,
        }
    }
}

impl Actions {
    fn canonical(&self) -> Self {
        let lower_case = |action: &String| action.to_ascii_lowercase();
        match self {
            Self::Only(actions) => Self::Only(actions.iter().map(lower_case).collect()),
            Self::AllBut(actions) => Self::AllBut(actions.iter().map(lower_case).collect()),
        }
    }
}

impl Condition {
    fn canonical(&self) -> Self {
        Self { key: self.key.to_ascii_lowercase().into(), ..self.clone() }
    }
}

impl Principals {
    fn canonical(&self) -> Self {
        match self {
            Self::Only(named) => Self::Only(named.iter().map(Principal::canonical).collect()),
            Self::AllBut(named) => Self::AllBut(named.iter().map(Principal::canonical).collect()),
        }
    }
}

impl Principal {
    fn canonical(&self) -> Self {
        match self {
            Self::Aws(name) if name == "*" => Self::Everyone,
            Self::Aws(name) => Self::Aws(account_of(name).unwrap_or(name).to_owned()),
            other => other.clone(),
        }
    }
}

/// The account that `arn:<partition>:iam::<account>:root` stands for.
fn account_of(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    let mut next = || parts.next();
    let is_iam = next() == Some("arn")
        && next()?.starts_with("aws")
        && next() == Some("iam")
        && next() == Some("");
    let account = next().filter(|account| {
        account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    (is_iam && next() == Some("root") && next().is_none()).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"Version":"2012-10-17","Id":"x","Statement":{"Sid":"A","Effect":"Deny",
        "Principal":"*","Action":"s3:GetObject","Resource":["b","a"],
        "Condition":{"Bool":{"aws:SecureTransport":"false"}}}}"#;

    #[test]
    fn order_lists_and_case_are_no_difference() {
        let stored = r#"{"Id":"x","Statement":[{"Effect":"Deny","Sid":"A","Principal":{"AWS":["*"]},
            "Condition":{"Bool":{"AWS:SecureTransport":[false]}},"Action":["S3:getobject"],
            "Resource":["a","b","a"]}],"Version":"2012-10-17"}"#;
        assert!(same_meaning(ONE, stored));
    }

    #[test]
    fn a_changed_value_is_a_difference() {
        for (from, to) in [
            ("Deny", "Allow"),
            ("s3:GetObject", "s3:PutObject"),
            ("\"b\",", ""),
            ("\"false\"", "\"true\""),
            ("\"Bool\"", "\"BoolIfExists\""),
            ("\"Id\":\"x\"", "\"Id\":\"y\""),
            ("\"Sid\":\"A\"", "\"Sid\":\"B\""),
            ("2012-10-17", "2008-10-17"),
            ("\"*\"", "\"*\",\"Extra\":1"),
        ] {
            assert!(ONE.contains(from));
            assert!(!same_meaning(ONE, &ONE.replace(from, to)), "{from} -> {to}");
        }
    }

    #[test]
    fn what_cannot_be_read_equals_only_itself() {
        for text in ["x", "{}", r#"{"Statement":[]}"#] {
            assert!(same_meaning(text, text));
            assert!(!same_meaning(text, &format!("{text} ")), "{text}");
        }
    }

    #[test]
    fn an_account_is_the_same_however_it_is_written() {
        let id = Principal::Aws("123456789012".to_owned());
        for arn in ["arn:aws:iam::123456789012:root", "arn:aws-cn:iam::123456789012:root"] {
            assert_eq!(Principal::Aws(arn.to_owned()).canonical(), id);
        }
        for other in [
            "arn:aws:iam::123456789012:user/root",
            "arn:aws:iam::123456789012:root:",
            "arn:aws:iam::12345678901:root",
            "arn:aws:sts::123456789012:root",
            "arn:aws:iam:x:123456789012:root",
            "arn:gcp:iam::123456789012:root",
            "123456789012:root",
            "root",
        ] {
            assert_ne!(Principal::Aws(other.to_owned()).canonical(), id, "{other}");
        }
        let service = Principal::Service("arn:aws:iam::123456789012:root".to_owned());
        assert_eq!(service.canonical(), service);
        assert_eq!(Principal::Aws("*".to_owned()).canonical(), Principal::Everyone);
    }

    #[test]
    fn a_statement_that_stands_there_twice_counts_once() {
        let statement = |action: &str| {
            format!(r#"{{"Effect":"Allow","Principal":"*","Action":"{action}","Resource":"a"}}"#)
        };
        let document = |statements: &[&str]| {
            let statements: Vec<_> = statements.iter().map(|action| statement(action)).collect();
            format!(r#"{{"Statement":[{}]}}"#, statements.join(","))
        };
        let once = document(&["s3:A", "s3:B"]);
        assert!(same_meaning(&once, &document(&["s3:B", "s3:A", "S3:a"])));
        assert!(!same_meaning(&once, &document(&["s3:A", "s3:A"])));
    }
}
