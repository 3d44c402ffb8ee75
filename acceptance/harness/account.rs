//! The account that the emulator stands for, and who is in it.
//!
//! The emulator has a root identity for every account, which no policy binds. It makes the users
//! here, changes things behind the provider's back, and looks at what is stored; the provider never
//! runs as it, or nothing would be proved.

use crate::clients::{Clients, Identity};
use crate::emulator::Emulator;
use crate::error::{Context, Result};

/// The account of everything that does not say another.
pub const ACCOUNT: &str = "123456789012";
/// Somebody else's account.
pub const OTHER_ACCOUNT: &str = "210987654321";

/// AWS's policy that allows everything.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
/// What it says.
pub const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const LIMITS: &str = "limits";

/// Users and the root of the account.
#[derive(Debug)]
pub struct Account {
    /// Bound by nothing: for preparing, disturbing and looking.
    pub root: Clients,
    /// The root of somebody else's account.
    pub other_root: Clients,
    /// Runs terraform: AdministratorAccess, and an administrator of the zones.
    pub administrator: Identity,
    /// An administrator of the zones whose permissions a scenario takes away.
    pub limited: Identity,
    /// AdministratorAccess as well, but no administrator of the zones.
    pub intruder: Identity,
    /// A user of somebody else's account, with AdministratorAccess there.
    pub foreigner: Identity,
    /// A session of the role that writes receipts where a zone says so: AdministratorAccess too.
    pub writer: Identity,
}

impl Account {
    /// Makes the users.
    pub async fn make(emulator: &Emulator) -> Result<Self> {
        let root = Clients::new(emulator, &root_of(ACCOUNT))?;
        let other_root = Clients::new(emulator, &root_of(OTHER_ACCOUNT))?;
        let administrator = user(&root, "administrator").await?;
        let writer = role(&root, "/promotion/", "receipt-writer").await?;
        let writer = session(&Clients::new(emulator, &administrator)?, &writer).await?;
        Ok(Self {
            administrator,
            writer,
            limited: user(&root, "limited").await?,
            intruder: user(&root, "intruder").await?,
            foreigner: user(&other_root, "foreigner").await?,
            root,
            other_root,
        })
    }

    /// Refuses these actions to the limited user from now on; with none, gives all back.
    pub async fn limit(&self, denied: &[String]) -> Result<()> {
        let iam = &self.root.iam;
        if denied.is_empty() {
            iam.delete_user_policy()
                .user_name("limited")
                .policy_name(LIMITS)
                .send()
                .await
                .doing("giving the limited user all permissions back")?;
            return Ok(());
        }
        let document = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Deny", "Action": denied, "Resource": "*" }],
        });
        iam.put_user_policy()
            .user_name("limited")
            .policy_name(LIMITS)
            .policy_document(document.to_string())
            .send()
            .await
            .doing("limiting the limited user")?;
        Ok(())
    }
}

/// The emulator takes an account's id as the access key of its root.
pub fn root_of(account: &str) -> Identity {
    Identity {
        arn: format!("arn:aws:iam::{account}:root"),
        access_key: account.to_owned(),
        secret: "test".to_owned(),
        token: None,
    }
}

/// Makes a role that may do everything and that everybody of the account may become.
///
/// # Errors
/// The emulator refuses it.
pub async fn role(root: &Clients, path: &str, name: &str) -> Result<String> {
    let doing = format!("making the role `{name}`");
    let trust = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") },
        }],
    });
    let role = root.iam.create_role().role_name(name).path(path);
    let role = role.assume_role_policy_document(trust.to_string()).send().await.doing(&doing)?;
    let arn = role.role().doing(&doing)?.arn().to_owned();
    let attach = root.iam.attach_role_policy().role_name(name).policy_arn(ADMINISTRATOR_ACCESS);
    attach.send().await.doing(&doing)?;
    Ok(arn)
}

/// A session of a role, as `by` assumes it: no root can.
///
/// # Errors
/// The emulator refuses it.
pub async fn session(by: &Clients, arn: &str) -> Result<Identity> {
    let doing = format!("assuming `{arn}`");
    let session = by.sts.assume_role().role_arn(arn).role_session_name("acceptance");
    let session = session.send().await.doing(&doing)?.credentials.doing(&doing)?;
    Ok(Identity {
        arn: arn.to_owned(),
        access_key: session.access_key_id,
        secret: session.secret_access_key,
        token: Some(session.session_token),
    })
}

/// Makes a user with AdministratorAccess.
///
/// # Errors
/// The emulator refuses it.
pub async fn user(root: &Clients, name: &str) -> Result<Identity> {
    let doing = format!("making the user `{name}`");
    let user = root.iam.create_user().user_name(name).send().await.doing(&doing)?;
    root.iam
        .attach_user_policy()
        .user_name(name)
        .policy_arn(ADMINISTRATOR_ACCESS)
        .send()
        .await
        .doing(&doing)?;
    let key = root.iam.create_access_key().user_name(name).send().await.doing(&doing)?;
    let key = key.access_key().doing(format!("{doing}: no access key came back"))?;
    Ok(Identity {
        arn: user.user().doing(format!("{doing}: no user came back"))?.arn().to_owned(),
        access_key: key.access_key_id().to_owned(),
        secret: key.secret_access_key().to_owned(),
        token: None,
    })
}
