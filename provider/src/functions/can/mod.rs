//! `can`: whether AWS would allow a request, by the domain's evaluator.

mod answer;
mod context;
mod policies;
mod principal;
mod target;
#[cfg(test)]
mod tests;

use crate::domain::evaluator::{Caller, Keys, Request, evaluate};
use crate::model;
use crate::terraform::diag::AttributePath;
use crate::terraform::dynamic::Dynamic;
use crate::terraform::function::{ArgumentError, Function};
use crate::terraform::model::List;
use crate::terraform::value::Value;

use context::Given;
use policies::Documents;
use target::Target;

model! {
    /// Whether AWS would allow a request, decided offline by the given policies.
    ///
    /// It takes identity policies, permissions boundary, session policies and the resource's
    /// policy, and decides as IAM does within an account and across accounts: for buckets and
    /// objects, for KMS keys, for roles that are assumed, and for other resources. It needs neither
    /// credentials nor a network, so it fits into checks, preconditions and tests.
    ///
    /// Nothing is guessed. What depends on something that is not understood, as an unknown operator
    /// or a case that AWS's documentation leaves open, is `cannot_tell`, and `why` says what it is.
    /// Assert `allowed` for what must work, and `decision` for what must not: `!allowed` holds for
    /// `cannot_tell` too.
    ///
    /// Not modelled:
    ///
    /// - service control policies and resource control policies of an organization, policies of VPC
    ///   endpoints and of access points;
    /// - ACLs, Block Public Access and Object Lock of S3, grants of KMS;
    /// - further permissions that AWS asks for in one request: a `PutObject` under a KMS key needs
    ///   `kms:GenerateDataKey` too, which is a question of its own;
    /// - whether principals, resources and sessions exist.
    pub struct Parameters {
        /// The policies, as JSON, in an object with any of these members. One that is left out or
        /// null is a policy that is not there, which is not the same as an empty one.
        ///
        /// - `identity`: the caller's own policies, a list: inline, attached, of its groups.
        /// - `boundary`: its permissions boundary.
        /// - `session`: the policies of its session, a list. An empty list is a session without.
        /// - `resource`: the policy of the bucket, of the key, or the trust policy of the role.
        ///
        /// A single policy needs no list around it.
        policies: Dynamic => required;
        /// Who asks: the ARN of a role, of an assumed role's session, of a user, of an identity
        /// provider or of an account's root; the name of an AWS service, as
        /// `logging.s3.amazonaws.com`; `*` for an unsigned request. The ARN of a role stands for a
        /// session of it that no policy names.
        ///
        /// The ARN of a session lacks the path of its role. If the role has one, give
        /// `aws:PrincipalArn` in `context`.
        principal: String => required;
        /// The action, as `s3:GetObject`. One that S3 or KMS does not have is an error.
        action: String => required;
        /// The ARN of the one resource that it is about; `*` for an action without one.
        ///
        /// The ARNs of S3 name no account: the bucket is taken to be in the caller's, unless
        /// `aws:ResourceAccount` in `context` names another.
        resource: String => required;
        /// The condition keys of the request, as `{ "aws:SecureTransport" = true }`: each a text, a
        /// number or a bool, or a list of them for a key with several values. A key that is left out
        /// or null is one that the request does not carry, also where AWS always fills it, as
        /// `aws:CurrentTime`: the function has no clock.
        ///
        /// Keys that follow from `principal` and `resource` are filled: `aws:PrincipalArn`,
        /// `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`,
        /// `aws:PrincipalServiceName`, `aws:username`, `aws:userid` (of the root user),
        /// `aws:ResourceAccount` and `kms:CallerAccount`. Another value for one of them is an error.
        context: Dynamic => optional;
    }
}

model! {
    /// What was decided.
    pub struct Decided {
        /// Whether the request is allowed, and that is certain.
        allowed: bool => computed;
        /// `allowed`, `explicitly_denied`, `implicitly_denied` (nothing allows it), or
        /// `cannot_tell`.
        decision: String => computed;
        /// The statements on which it rests, as `identity[0].Statement[2] (ReadRaw)`: the one that
        /// allows or denies it, or all that are not understood. Empty if nothing allows it, and for
        /// what the root user may without a statement.
        statements: List<String> => computed;
        /// The condition keys that statements about the request ask for and that it does not carry.
        /// If it would, the decision might be another.
        absent_keys: List<String> => computed;
        /// The reason, in a sentence.
        why: String => computed;
    }
}

/// The function.
#[derive(Debug)]
pub struct Can;

impl Function for Can {
    type Parameters = Parameters;
    type Returns = Decided;
    const NAME: &'static str = "can";

    fn call(&self, arguments: Parameters) -> Result<Decided, Vec<ArgumentError>> {
        let text = |value: &Value<String>| value.known().cloned().unwrap_or_default();
        let mut errors = Vec::new();
        let target = Target::parse(text(&arguments.action), text(&arguments.resource), &mut errors);
        let documents = Documents::read(arguments.policies.known(), target.kind(), &mut errors);
        let given = Given::read(arguments.context.known(), &mut errors);
        let role = given.one("aws:PrincipalArn");
        let caller = match principal::caller(&text(&arguments.principal), role) {
            Ok(caller) => caller,
            Err(why) => {
                errors.push(ArgumentError::new(AttributePath::attribute("principal"), why));
                return Err(errors);
            }
        };
        let account = resource_account(&target, &given, &caller, &documents, &mut errors);
        let context = given.context();
        let request = Request {
            caller: &caller,
            action: &target.action,
            resource: &target.resource,
            resource_account: &account,
            context: &context,
        };
        let keys = Keys::of(&request);
        given.contradictions(&keys, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let decision = evaluate(&request, &documents.policies(target.gatekeeper()));
        Ok(answer::of(&decision, &documents, &request))
    }
}

/// The account of the resource. The ARNs of S3 name none, and then neither does an unsigned request
/// or one of a service: that is a problem only where a policy asks for it.
fn resource_account(
    target: &Target,
    given: &Given,
    caller: &Caller,
    documents: &Documents,
    errors: &mut Vec<ArgumentError>,
) -> String {
    const KEY: &str = "aws:ResourceAccount";
    let known = target.account().or_else(|| given.one(KEY)).or_else(|| caller.account());
    if known.is_none() && documents.mention(KEY) {
        errors.push(ArgumentError::new(
            AttributePath::attribute("context"),
            format!(
                "a policy asks for `{KEY}`, and neither the resource's ARN nor the principal names \
                 an account: give it"
            ),
        ));
    }
    known.unwrap_or_default().to_owned()
}
