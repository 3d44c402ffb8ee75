//! What is decided.

use std::collections::BTreeSet;

use super::principal::{Document, Principal, Standing};
use super::question::{Question, Target};
use crate::evaluator::{
    Context, Decision, Doubt, Identity, Layer, Policies, Reason, Request, absent_keys, evaluate,
};
use crate::policy_document::PolicyDocument;
use crate::proof::everything;

/// The bucket that is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its name.
    pub bucket: &'a str,
    /// Its ARN.
    pub arn: &'a str,
    /// The account that owns it.
    pub account: &'a str,
    /// Its policy.
    pub policy: Option<&'a PolicyDocument>,
    /// The time of the requests, as `2026-11-24T00:00:00Z`.
    pub now: &'a str,
}

/// The answer about one principal, action and target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// Who asks: see [`Principal::who`].
    pub who: String,
    /// The action.
    pub action: &'static str,
    /// `<bucket>`, or `<bucket>/<key>`; of a listing `<bucket>/<prefix>`.
    pub place: String,
    /// Whether it is surely allowed.
    pub allowed: bool,
    /// See [`Decision::word`]; `no_such_principal` where nobody can ask.
    pub decision: &'static str,
    /// The document that decides, if one does.
    pub document: Option<String>,
    /// Its statement: the Sid, or `Statement[<number from 0>]`.
    pub statement: Option<String>,
    /// See [`absent_keys`].
    pub absent_keys: Vec<String>,
    /// Why, in a sentence.
    pub why: String,
}

/// Asks everything about everybody: sorted by who, action and place.
pub fn ask(
    place: &Place<'_>,
    principals: &[Principal],
    questions: &BTreeSet<Question>,
) -> Vec<Answer> {
    let each = |one| questions.iter().map(move |question| place.answer(one, question));
    let mut answers: Vec<_> = principals.iter().flat_map(each).collect();
    answers.sort();
    answers
}

impl Place<'_> {
    fn answer(&self, principal: &Principal, question: &Question) -> Answer {
        let answer = Answer {
            who: principal.who.clone(),
            action: question.action,
            place: match &question.target {
                Target::Bucket => self.bucket.to_owned(),
                Target::Below(key) | Target::Object(key) => format!("{}/{key}", self.bucket),
            },
            allowed: false,
            decision: "no_such_principal",
            document: None,
            statement: None,
            absent_keys: Vec::new(),
            why: String::new(),
        };
        match &principal.standing {
            Standing::Absent(why) => Answer { why: format!("{why}."), ..answer },
            Standing::Present { identity, boundary, unknown } => {
                let own =
                    Own { identity, boundary: boundary.as_ref(), unknown: unknown.as_deref() };
                self.decided(principal, question, own, answer)
            }
        }
    }

    fn decided(
        &self,
        principal: &Principal,
        question: &Question,
        own: Own<'_>,
        answer: Answer,
    ) -> Answer {
        let resource = match &question.target {
            Target::Bucket | Target::Below(_) => self.arn.to_owned(),
            Target::Object(key) => format!("{}/{key}", self.arn),
        };
        let context = self.context(principal, question);
        let request = Request {
            caller: &principal.caller,
            action: question.action,
            resource: &resource,
            resource_account: self.account,
            context: &context,
        };
        let policies = own.policies(self.policy);
        let decision = own.weighed(evaluate(&request, &policies));
        let documents = policies.identity.iter().copied().chain(policies.boundary);
        let absent = absent_keys(documents.chain(self.policy), own.boundary.is_some(), &request);
        let reason = decision.reasons().into_iter().next();
        Answer {
            allowed: decision.is_allowed(),
            decision: decision.word(),
            document: reason.map(|reason| own.document(reason)),
            statement: reason.map(statement),
            absent_keys: absent,
            why: decision
                .why(|reason| format!("`{}` of the {}", statement(reason), own.document(reason))),
            ..answer
        }
    }

    /// See the module: how a client sends it that does as it should.
    fn context(&self, principal: &Principal, question: &Question) -> Context {
        let context = match principal.caller.identity {
            Identity::Anonymous => Context::over_tls(),
            _ => Context::signed(),
        };
        let context = context.with("aws:CurrentTime", self.now);
        match &question.target {
            Target::Below(prefix) => context.with("s3:prefix", prefix),
            Target::Object(_) if question.action == "s3:PutObject" => {
                context.with("s3:ObjectCreationOperation", "true").with("s3:if-none-match", "*")
            }
            Target::Bucket | Target::Object(_) => context,
        }
    }
}

/// What a principal has of its own.
#[derive(Clone, Copy)]
struct Own<'a> {
    identity: &'a [Document],
    boundary: Option<&'a Document>,
    unknown: Option<&'a str>,
}

impl<'a> Own<'a> {
    /// What is not known may allow everything.
    fn policies(&self, resource: Option<&'a PolicyDocument>) -> Policies<'a> {
        let unknown = self.unknown.map(|_| everything());
        let identity = self.identity.iter().map(|one| &one.policy).chain(unknown);
        Policies {
            identity: identity.collect(),
            boundary: self.boundary.map(|one| &one.policy),
            resource,
            ..Policies::default()
        }
    }

    /// A refusal is sure even of somebody who may have more. An allowance is not: what is not known
    /// may lack it, or deny it.
    fn weighed(&self, decision: Decision) -> Decision {
        let Some(why) = self.unknown.filter(|_| !decision.is_refused()) else { return decision };
        let doubt = Doubt { reason: None, why: why.to_owned() };
        match decision {
            Decision::CannotProve(doubts) => Decision::CannotProve([doubts, vec![doubt]].concat()),
            _ => Decision::CannotProve(vec![doubt]),
        }
    }

    fn document(&self, reason: &Reason) -> String {
        let own = match reason.layer {
            Layer::Identity => self.identity.get(reason.document),
            Layer::Boundary => self.boundary,
            Layer::Session | Layer::Resource | Layer::Guard => None,
        };
        own.map_or_else(|| "bucket policy".to_owned(), |one| one.name.clone())
    }
}

/// What a statement is called.
fn statement(reason: &Reason) -> String {
    match reason.sid.as_deref() {
        None | Some("") => format!("Statement[{}]", reason.statement),
        Some(sid) => sid.to_owned(),
    }
}
