//! Who asks: users and roles of the account and of another one, and sessions of the roles.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use kfm_provider::domain::evaluator::{Caller, Identity};
use serde_json::json;

use crate::account::{ACCOUNT, Account, EVERYTHING, OTHER_ACCOUNT};
use crate::clients::Clients;
use crate::doors::{Addresses, Doors};
use crate::emulator::Emulator;
use crate::error::{Context, Result};

/// The name of every session.
pub(super) const SESSION: &str = "enforcement";

type Tags = &'static [(&'static str, &'static str)];

/// Whom to make.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) name: &'static str,
    /// The path, with a slash at each end.
    pub(super) path: &'static str,
    pub(super) is_role: bool,
    /// Of the account of the buckets, or of another one.
    pub(super) at_home: bool,
    pub(super) tags: Tags,
    /// The tags of its sessions beside those of the role.
    pub(super) session_tags: Tags,
    /// Whether the managed policy is attached.
    pub(super) attached: bool,
    /// Whether the other managed policy is its permissions boundary.
    pub(super) bounded: bool,
    /// Whether it has a second session, with a policy of its own.
    pub(super) narrowed: bool,
}

impl Part {
    /// A part without anything.
    pub(super) const fn of(name: &'static str, path: &'static str, is_role: bool) -> Self {
        Self {
            name,
            path,
            is_role,
            at_home: true,
            tags: &[],
            session_tags: &[],
            attached: false,
            bounded: false,
            narrowed: false,
        }
    }

    pub(super) fn arn(&self) -> String {
        let kind = if self.is_role { "role" } else { "user" };
        format!("arn:aws:iam::{}:{kind}{}{}", self.account(), self.path, self.name)
    }

    pub(super) const fn account(&self) -> &'static str {
        if self.at_home { ACCOUNT } else { OTHER_ACCOUNT }
    }
}

/// Somebody who asks. `part` is `None` of an unsigned request.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) part: Option<Part>,
    /// Whether it is a session with a policy of its own.
    pub(super) narrowed: bool,
    pub(super) caller: Caller,
    pub(super) doors: Doors,
}

impl Member {
    pub(super) fn name(&self) -> String {
        let narrowed = if self.narrowed { ", narrowed" } else { "" };
        self.part.map_or_else(|| "nobody".to_owned(), |part| format!("{}{narrowed}", part.name))
    }

    pub(super) fn is_session(&self) -> bool {
        matches!(self.caller.identity, Identity::Role { .. })
    }
}

/// Everybody who asks, in the accounts of one emulator.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) home: Clients,
    pub(super) abroad: Clients,
    pub(super) members: Vec<Member>,
    addresses: Addresses,
}

impl Cast {
    /// Makes the parts, by the administrators of their accounts.
    pub(super) async fn make(
        emulator: &Emulator,
        account: &Account,
        parts: &[Part],
        managed: &Managed,
    ) -> Result<Self> {
        let mut cast = Self {
            home: Clients::new(emulator, &account.administrator)?,
            abroad: Clients::new(emulator, &account.foreigner)?,
            members: Vec::new(),
            addresses: Addresses::of(emulator),
        };
        for part in parts {
            let doing = format!("making `{}`", part.name);
            let member = match part.is_role {
                true => cast.role(*part, managed).await.doing(doing)?,
                false => cast.user(*part, managed).await.doing(doing)?,
            };
            cast.members.push(member);
            if part.narrowed {
                let mut narrowed = cast.session(*part, Some(EVERYTHING)).await?;
                narrowed.narrowed = true;
                cast.members.push(narrowed);
            }
        }
        let caller = Caller::of(Identity::Anonymous);
        cast.members.push(cast.member(None, caller, None));
        Ok(cast)
    }

    /// The administrator of a part's account.
    pub(super) const fn administrator(&self, part: &Part) -> &Clients {
        if part.at_home { &self.home } else { &self.abroad }
    }

    async fn user(&self, part: Part, managed: &Managed) -> Result<Member> {
        let iam = &self.administrator(&part).iam;
        let mut create = iam.create_user().user_name(part.name).path(part.path);
        for (key, value) in part.tags {
            create = create.tags(tag(key, value)?);
        }
        if part.bounded {
            create = create.permissions_boundary(managed.boundary.arn.clone());
        }
        let made = create.send().await.doing("creating a user")?;
        if part.attached {
            let arn = managed.attached.arn.clone();
            let attach = iam.attach_user_policy().user_name(part.name).policy_arn(arn);
            attach.send().await.doing("attaching a policy")?;
        }
        let key = iam.create_access_key().user_name(part.name).send().await;
        let key = key.doing("creating a key")?.access_key.doing("no key came back")?;
        let caller = Caller {
            tags: owned(part.tags),
            unique_id: made.user.map(|user| user.user_id),
            ..Caller::of(Identity::User { arn: part.arn() })
        };
        let keys = Credentials::from_keys(key.access_key_id, key.secret_access_key, None);
        Ok(self.member(Some(part), caller, Some(keys)))
    }

    async fn role(&self, part: Part, managed: &Managed) -> Result<Member> {
        let iam = &self.administrator(&part).iam;
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Principal": { "AWS": format!("arn:aws:iam::{}:root", part.account()) },
            }],
        });
        let create = iam.create_role().role_name(part.name).path(part.path);
        let mut create = create.assume_role_policy_document(trust.to_string());
        for (key, value) in part.tags {
            create = create.tags(tag(key, value)?);
        }
        if part.bounded {
            create = create.permissions_boundary(managed.boundary.arn.clone());
        }
        create.send().await.doing("creating a role")?;
        if part.attached {
            let arn = managed.attached.arn.clone();
            let attach = iam.attach_role_policy().role_name(part.name).policy_arn(arn);
            attach.send().await.doing("attaching a policy")?;
        }
        self.session(part, None).await
    }

    /// A session of a role, perhaps with a policy of its own.
    pub(super) async fn session(&self, part: Part, policy: Option<&str>) -> Result<Member> {
        let sts = &self.administrator(&part).sts;
        let assume = sts.assume_role().role_arn(part.arn()).role_session_name(SESSION);
        let mut assume = assume.set_policy(policy.map(str::to_owned));
        for (key, value) in part.session_tags {
            let tag = aws_sdk_sts::types::Tag::builder().key(*key).value(*value).build();
            assume = assume.tags(tag.doing("making a tag")?);
        }
        let doing = format!("assuming `{}`", part.name);
        let session = assume.send().await.doing(&doing)?;
        let id = session.assumed_role_user.doing(&doing)?.assumed_role_id;
        let keys = session.credentials.doing(&doing)?;
        let mut tags = owned(part.tags);
        tags.extend(owned(part.session_tags));
        let identity = Identity::Role { arn: part.arn(), session: SESSION.to_owned() };
        let unique_id = id.split(':').next().map(str::to_owned);
        let caller = Caller { tags, unique_id, ..Caller::of(identity) };
        let token = Some(keys.session_token);
        let keys = Credentials::from_keys(keys.access_key_id, keys.secret_access_key, token);
        Ok(self.member(Some(part), caller, Some(keys)))
    }

    /// All members share the connections of the administrator's client.
    fn member(&self, part: Option<Part>, caller: Caller, keys: Option<Credentials>) -> Member {
        let doors = Doors::of(&self.addresses, &self.home, keys);
        Member { part, narrowed: false, caller, doors }
    }
}

/// The managed policies of a cast.
#[derive(Debug)]
pub(super) struct Managed {
    pub(super) attached: Shelf,
    pub(super) boundary: Shelf,
}

impl Managed {
    /// Makes both, allowing everything.
    pub(super) async fn make(home: &Clients, of: &str) -> Result<Self> {
        Ok(Self {
            attached: Shelf::make(home, &format!("{of}-attached")).await?,
            boundary: Shelf::make(home, &format!("{of}-boundary")).await?,
        })
    }
}

/// A managed policy and what it says now.
#[derive(Debug)]
pub(super) struct Shelf {
    arn: String,
    version: String,
    pub(super) text: String,
}

impl Shelf {
    async fn make(home: &Clients, name: &str) -> Result<Self> {
        let create = home.iam.create_policy().policy_name(name).policy_document(EVERYTHING);
        let made = create.send().await.doing("creating a managed policy")?;
        let arn = made.policy.and_then(|policy| policy.arn).doing("a policy without an ARN")?;
        Ok(Self { arn, version: "v1".to_owned(), text: EVERYTHING.to_owned() })
    }

    /// Lets it say something else.
    pub(super) async fn say(&mut self, home: &Clients, text: &str) -> Result<()> {
        if self.text == text {
            return Ok(());
        }
        let doing = "changing a managed policy";
        let create = home.iam.create_policy_version().policy_arn(&self.arn);
        let create = create.policy_document(text).set_as_default(true);
        let made = create.send().await.doing(doing)?.policy_version.doing(doing)?;
        let version = made.version_id.doing(doing)?;
        let delete = home.iam.delete_policy_version().policy_arn(&self.arn);
        delete.version_id(&self.version).send().await.doing(doing)?;
        self.version = version;
        text.clone_into(&mut self.text);
        Ok(())
    }
}

fn tag(key: &str, value: &str) -> Result<aws_sdk_iam::types::Tag> {
    aws_sdk_iam::types::Tag::builder().key(key).value(value).build().doing("making a tag")
}

fn owned(tags: Tags) -> BTreeMap<String, String> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
