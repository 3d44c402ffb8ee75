//! Who tries.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;

use super::answer::{Own, Standing};
use crate::account::{self, ACCOUNT, ADMINISTRATOR_ACCESS, Account, root_of};
use crate::clients::{Clients, Identity};
use crate::doors::{Addresses, Doors};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};

/// Somebody who tries.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) name: String,
    arn: Option<String>,
    own: Own,
    pub(super) doors: Doors,
}

impl Person {
    pub(super) fn standing(&self) -> Standing<'_> {
        Standing { arn: self.arn.as_deref(), own: self.own }
    }

    /// Whether it signs: who does not has no URL to sign either.
    pub(super) const fn signs(&self) -> bool {
        self.arn.is_some()
    }
}

/// Everybody.
#[derive(Debug)]
pub(super) struct People {
    /// Sessions of the granted roles.
    pub(super) granted: Vec<Person>,
    /// Those whom the zones know by another title, and those whom they do not.
    pub(super) others: Vec<Person>,
    /// The root of the account: no policy binds it.
    pub(super) root: Person,
}

/// Those who are let through beside the zones.
pub(super) const STRANGERS: [&str; 3] = ["intruder", "foreigner", "nobody"];

impl People {
    /// Assumes every role as the workload.
    pub(super) async fn gather(
        emulator: &Emulator,
        account: &Account,
        workload: &Identity,
        medic: &str,
        roles: &BTreeMap<String, String>,
    ) -> Result<Self> {
        let addresses = Addresses::of(emulator);
        let like = Clients::new(emulator, workload)?;
        let person = |name: &str, identity: &Identity, own| Person {
            name: name.to_owned(),
            arn: Some(identity.arn.clone()),
            own,
            doors: Doors::of(&addresses, &like, Some(keys(identity))),
        };
        let intruder = Clients::new(emulator, &account.intruder)?;
        let mut granted = Vec::new();
        for (name, arn) in roles {
            is_not_for(&intruder, arn).await?;
            granted.push(person(name, &account::session(&like, arn).await?, Own::Granted));
        }
        let medic = account::session(&like, medic).await?;
        let mut others = vec![
            person("admin", &account.administrator, Own::Everything),
            person("writer", &account.writer, Own::Everything),
            person("medic", &medic, Own::Everything),
            person("intruder", &account.intruder, Own::Everything),
            person("foreigner", &account.foreigner, Own::Elsewhere),
        ];
        let doors = Doors::of(&addresses, &like, None);
        others.push(Person { name: "nobody".to_owned(), arn: None, own: Own::Elsewhere, doors });
        let root = person("root", &root_of(ACCOUNT), Own::Everything);
        Ok(Self { granted, others, root })
    }

    /// Lets the granted roles do everything, as far as their own policies go.
    pub(super) async fn widened(&self, iam: &aws_sdk_iam::Client) -> Result<Vec<Person>> {
        let mut widened = Vec::new();
        for person in &self.granted {
            let doing = format!("widening the role of `{}`", person.name);
            let role =
                person.arn.as_deref().and_then(|arn| arn.rsplit('/').next()).doing(&doing)?;
            let attach = iam.attach_role_policy().role_name(role).policy_arn(ADMINISTRATOR_ACCESS);
            attach.send().await.doing(&doing)?;
            let unbound = iam.delete_role_permissions_boundary().role_name(role).send().await;
            unbound.doing(&doing)?;
            widened.push(Person { own: Own::Everything, ..person.clone() });
        }
        Ok(widened)
    }

    pub(super) fn other(&self, name: &str) -> Result<&Person> {
        let found = self.others.iter().find(|person| person.name == name);
        found.doing(format!("nobody is called `{name}`"))
    }
}

/// A role is not assumed by who is not in its trust.
async fn is_not_for(by: &Clients, arn: &str) -> Result<()> {
    match account::session(by, arn).await {
        Err(refused) if refused.to_string().contains("AccessDenied") => Ok(()),
        other => Err(Failure::new(format!("`{arn}` was assumed by a stranger: {other:?}"))),
    }
}

fn keys(identity: &Identity) -> Credentials {
    let Identity { access_key, secret, token, .. } = identity.clone();
    Credentials::from_keys(access_key, secret, token)
}
