//! The condition keys of a request: those that follow from caller and resource, laid over its
//! context.
//!
//! Source: AWS IAM User Guide, "AWS global condition context keys" and "IAM policy elements:
//! Variables and tags", section "Principal key values"; AWS KMS Developer Guide, "AWS KMS condition
//! keys" (2026-11).

use std::borrow::Cow;

use super::{Caller, Context, Identity, Request};

/// What a request says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'k> {
    /// The request does not carry it.
    Absent,
    /// One value.
    One(Cow<'k, str>),
    /// Several values.
    Many(&'k [String]),
    /// It is there, but its value is not known: why.
    Hidden(&'static str),
    /// Whether it is there is not known: why.
    Unclear(&'static str),
    /// It is absent, or a value that no policy of a customer names: why that is not known.
    Foreign(&'static str),
}

impl<'k> Value<'k> {
    fn one(value: impl Into<Cow<'k, str>>) -> Self {
        Self::One(value.into())
    }
}

/// Keys that AWS documents as multivalued: they need a set operator, and are no variables.
///
/// Source: AWS IAM User Guide, "AWS global condition context keys", "Value type"; Service
/// Authorization Reference, the `ArrayOf…` keys of Amazon S3 and AWS KMS (2026-11).
const MULTIVALUED: [&str; 12] = [
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:TagKeys",
    "kms:EncryptionContextKeys",
    "kms:GrantOperations",
    "kms:ResourceAliases",
    "s3:RequestObjectTagKeys",
    "sts:TransitiveTagKeys",
    "s3:InventoryAccessibleOptionalFields",
];

/// Whether a key may have several values in a request.
pub fn is_multivalued(key: &str) -> bool {
    MULTIVALUED.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// All keys of one request. What is derived comes first; the context adds the rest, and values
/// that cannot be derived.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    caller: &'a Caller,
    action: &'a str,
    resource_account: &'a str,
    context: &'a Context,
}

impl<'a> Keys<'a> {
    /// The keys of a request.
    pub const fn of(request: &Request<'a>) -> Self {
        Self {
            caller: request.caller,
            action: request.action,
            resource_account: request.resource_account,
            context: request.context,
        }
    }

    /// The value of a key, whatever the case of its name.
    pub fn get(&self, key: &str) -> Value<'a> {
        match self.derived(key) {
            None => self.given(key).unwrap_or(Value::Absent),
            Some(unsure @ (Value::Hidden(_) | Value::Unclear(_) | Value::Foreign(_))) => {
                self.given(key).unwrap_or(unsure)
            }
            Some(sure) => sure,
        }
    }

    /// What the context says. A key without any value is a key that is not there.
    fn given(&self, key: &str) -> Option<Value<'a>> {
        match self.context.get(key)? {
            [] => None,
            [only] => Some(Value::one(only.as_str())),
            several => Some(Value::Many(several)),
        }
    }

    /// What follows from caller and resource; `None` of a key that does not.
    fn derived(&self, key: &str) -> Option<Value<'a>> {
        let (service, name) = key.split_once(':')?;
        if service.eq_ignore_ascii_case("aws") {
            self.global(name)
        } else if service.eq_ignore_ascii_case("kms") && name.eq_ignore_ascii_case("CallerAccount")
        {
            // Only requests to KMS carry it. Where no action is given, it may be one of KMS.
            let service = self.action.split_once(':').map_or("kms", |(service, _)| service);
            service.eq_ignore_ascii_case("kms").then(|| self.caller_account())
        } else {
            None
        }
    }

    fn global(&self, name: &str) -> Option<Value<'a>> {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        match name.len() {
            6 if is("userid") => Some(self.user_id()),
            8 if is("username") => Some(self.user_name()),
            12 if is("PrincipalArn") => Some(self.principal_arn()),
            13 if is("PrincipalType") => Some(self.principal_type()),
            15 if is("ResourceAccount") => Some(Value::one(self.resource_account)),
            16 if is("PrincipalAccount") => Some(self.principal_account()),
            20 if is("PrincipalServiceName") => Some(match &self.caller.identity {
                Identity::Service { name } => Value::one(name.as_str()),
                _ => Value::Absent,
            }),
            21 if is("PrincipalIsAWSService") => Some(self.is_service()),
            25 if is("PrincipalServiceNamesList") => Some(match &self.caller.identity {
                Identity::Service { .. } => Value::Hidden("a service may have further names"),
                _ => Value::Absent,
            }),
            _ => self.tag(name),
        }
    }

    /// A tag of the caller. The name of a tag is compared as that of a key: whatever its case.
    fn tag(&self, name: &str) -> Option<Value<'a>> {
        let (start, tag) = name.split_once('/')?;
        if !start.eq_ignore_ascii_case("PrincipalTag") {
            return None;
        }
        let tags = &self.caller.tags;
        tags.get(tag)
            .or_else(|| {
                let mut same = tags.iter().filter(|(name, _)| name.eq_ignore_ascii_case(tag));
                same.next().map(|(_, value)| value)
            })
            .map(|value| Value::one(value.as_str()))
    }

    /// Of a session of a role it is the role. Unsigned requests have none; of services AWS lists
    /// none.
    fn principal_arn(&self) -> Value<'a> {
        match &self.caller.identity {
            Identity::Role { arn, .. } | Identity::User { arn } => Value::one(arn.as_str()),
            Identity::Root { account, partition } => {
                Value::one(format!("arn:{partition}:iam::{account}:root"))
            }
            Identity::Service { .. } | Identity::Federated { .. } | Identity::Anonymous => {
                Value::Absent
            }
        }
    }

    /// Unsigned requests carry the word `anonymous`.
    fn principal_account(&self) -> Value<'a> {
        match &self.caller.identity {
            Identity::Service { .. } => {
                Value::Foreign("AWS does not say of which account a service is")
            }
            Identity::Federated { .. } | Identity::Anonymous => Value::one("anonymous"),
            Identity::Role { .. } | Identity::User { .. } | Identity::Root { .. } => self
                .caller
                .account()
                .map_or(Value::Hidden("the caller's ARN names no account"), Value::one),
        }
    }

    /// KMS says of the key that it is the caller's account; of requests that nobody signed, nothing.
    fn caller_account(&self) -> Value<'a> {
        match &self.caller.identity {
            Identity::Federated { .. } | Identity::Anonymous => {
                Value::Foreign("AWS does not say of which account an unsigned request to KMS is")
            }
            _ => self.principal_account(),
        }
    }

    fn principal_type(&self) -> Value<'a> {
        match &self.caller.identity {
            Identity::Role { .. } => Value::one("AssumedRole"),
            Identity::User { .. } => Value::one("User"),
            Identity::Root { .. } => Value::one("Account"),
            Identity::Anonymous => Value::one("Anonymous"),
            Identity::Service { .. } => {
                Value::Unclear("AWS does not say of which type a service is")
            }
            Identity::Federated { .. } => {
                Value::Unclear("AWS does not say of which type the owner of a token is")
            }
        }
    }

    /// Services call with credentials of AWS; the key is in every signed request.
    fn is_service(&self) -> Value<'a> {
        match &self.caller.identity {
            Identity::Service { .. } => Value::one("true"),
            Identity::Role { .. } | Identity::User { .. } | Identity::Root { .. } => {
                Value::one("false")
            }
            Identity::Federated { .. } | Identity::Anonymous => Value::Absent,
        }
    }

    fn user_id(&self) -> Value<'a> {
        let unknown = Value::Hidden("the caller's unique id is not known");
        match (&self.caller.identity, &self.caller.unique_id) {
            (Identity::Role { session, .. }, Some(id)) => Value::one(format!("{id}:{session}")),
            (Identity::User { .. }, Some(id)) => Value::one(id.as_str()),
            (Identity::Root { account, .. }, _) => Value::one(account.as_str()),
            (Identity::Anonymous, _) => Value::one("anonymous"),
            (Identity::Role { .. } | Identity::User { .. }, None) => unknown,
            (Identity::Service { .. } | Identity::Federated { .. }, _) => {
                Value::Unclear("AWS does not say which user id such a caller has")
            }
        }
    }

    /// Only users have it, without the path.
    fn user_name(&self) -> Value<'a> {
        match &self.caller.identity {
            Identity::User { arn } => arn.rsplit('/').next().map_or(Value::Absent, Value::one),
            _ => Value::Absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::111122223333:role/data/ingest";

    fn get(caller: &Caller, context: &Context, action: &str, key: &str) -> Option<String> {
        let request = Request {
            caller,
            action,
            resource: "arn:aws:s3:::b",
            resource_account: "999988887777",
            context,
        };
        match Keys::of(&request).get(key) {
            Value::One(value) => Some(value.into_owned()),
            Value::Absent => None,
            other => Some(format!("{other:?}")),
        }
    }

    fn read(caller: &Caller, key: &str) -> Option<String> {
        get(caller, &Context::new(), "s3:GetObject", key)
    }

    #[test]
    fn a_session_is_known_by_its_role() {
        let mut caller = Caller::role(ROLE);
        caller.tags.insert("Team".to_owned(), "red".to_owned());
        assert_eq!(read(&caller, "AWS:principalarn").as_deref(), Some(ROLE));
        assert_eq!(read(&caller, "aws:PrincipalAccount").as_deref(), Some("111122223333"));
        assert_eq!(read(&caller, "aws:PrincipalType").as_deref(), Some("AssumedRole"));
        assert_eq!(read(&caller, "aws:PrincipalTag/team").as_deref(), Some("red"));
        assert_eq!(read(&caller, "aws:PrincipalTag/other"), None);
        assert_eq!(read(&caller, "aws:PrincipalIsAWSService").as_deref(), Some("false"));
        assert_eq!(read(&caller, "aws:username"), None);
        assert_eq!(read(&caller, "aws:ResourceAccount").as_deref(), Some("999988887777"));
        assert!(read(&caller, "aws:userid").unwrap().starts_with("Hidden"));
        caller.unique_id = Some("AROAX".to_owned());
        assert_eq!(read(&caller, "aws:userid").as_deref(), Some("AROAX:session"));
    }

    #[test]
    fn nobody_has_a_type_and_the_account_anonymous() {
        let nobody = Caller::of(Identity::Anonymous);
        assert_eq!(read(&nobody, "aws:PrincipalArn"), None);
        assert_eq!(read(&nobody, "aws:PrincipalAccount").as_deref(), Some("anonymous"));
        assert_eq!(read(&nobody, "aws:PrincipalIsAWSService"), None);
        assert_eq!(read(&nobody, "aws:userid").as_deref(), Some("anonymous"));
    }

    #[test]
    fn a_user_has_a_name_and_root_the_number_of_its_account() {
        let user = Caller::of(Identity::User { arn: "arn:aws:iam::1:user/staff/Ana".to_owned() });
        assert_eq!(read(&user, "aws:username").as_deref(), Some("Ana"));
        let root = Caller::of(Identity::Root {
            account: "111122223333".to_owned(),
            partition: "aws-cn".to_owned(),
        });
        assert_eq!(
            read(&root, "aws:PrincipalArn").as_deref(),
            Some("arn:aws-cn:iam::111122223333:root")
        );
        assert_eq!(read(&root, "aws:userid").as_deref(), Some("111122223333"));
    }

    #[test]
    fn a_service_has_a_name_and_no_arn() {
        let service = Caller::of(Identity::Service { name: "logging.s3.amazonaws.com".to_owned() });
        assert_eq!(read(&service, "aws:PrincipalArn"), None);
        assert_eq!(read(&service, "aws:PrincipalIsAWSService").as_deref(), Some("true"));
        assert_eq!(
            read(&service, "aws:PrincipalServiceName").as_deref(),
            Some("logging.s3.amazonaws.com")
        );
        assert!(read(&service, "aws:PrincipalAccount").unwrap().starts_with("Foreign"));
    }

    #[test]
    fn only_kms_is_told_of_the_account_that_calls() {
        let caller = Caller::role(ROLE);
        let context = Context::new();
        let of = |action| get(&caller, &context, action, "kms:CallerAccount");
        assert_eq!(of("kms:Decrypt").as_deref(), Some("111122223333"));
        assert_eq!(of("").as_deref(), Some("111122223333"));
        assert_eq!(of("s3:GetObject"), None);
        let nobody = Caller::of(Identity::Anonymous);
        let of_nobody = get(&nobody, &context, "kms:Decrypt", "kms:CallerAccount");
        assert!(of_nobody.unwrap().starts_with("Foreign"));
    }

    #[test]
    fn the_context_adds_what_is_not_derived_and_changes_nothing_that_is() {
        let caller = Caller::role(ROLE);
        let context = Context::new()
            .with("aws:SourceVpce", "vpce-1")
            .with("aws:PrincipalArn", "arn:aws:iam::1:role/forged")
            .with("aws:userid", "AROAX:session")
            .with_all("aws:TagKeys", ["a".to_owned(), "b".to_owned()])
            .with_all("aws:Empty", []);
        let of = |key| get(&caller, &context, "s3:GetObject", key);
        assert_eq!(of("AWS:SOURCEVPCE").as_deref(), Some("vpce-1"));
        assert_eq!(of("aws:PrincipalArn").as_deref(), Some(ROLE));
        assert_eq!(of("aws:userid").as_deref(), Some("AROAX:session"));
        assert!(of("aws:TagKeys").unwrap().starts_with("Many"));
        assert_eq!(of("aws:Empty"), None);
    }
}
