//! What somebody changes about the roles that were made for a bucket, and about its policy's form.

use aws_sdk_iam::types::Role;
use serde_json::{Value, json};

use crate::account::ACCOUNT;
use crate::clients::Clients;
use crate::error::{Context, Failure, Result};

/// A change to every role that was made for a bucket.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RoleDrift {
    Attached,
    Trusted,
    Unbound,
    Helped,
    Stripped,
    Deleted,
    Remade,
}

impl RoleDrift {
    pub(crate) async fn make(self, root: &Clients, bucket: &str) -> Result<()> {
        let roles = roles(root, bucket).await?;
        if roles.is_empty() {
            return Err(Failure::new(format!("no role was made for `{bucket}`")));
        }
        for role in roles {
            self.change(root, &role).await.doing(format!("{self:?} of `{}`", role.arn))?;
        }
        Ok(())
    }

    async fn change(self, root: &Clients, role: &Role) -> Result<()> {
        let (iam, name) = (&root.iam, &role.role_name);
        match self {
            Self::Attached => {
                let arn = "arn:aws:iam::aws:policy/AdministratorAccess";
                done(iam.attach_role_policy().role_name(name).policy_arn(arn).send().await)
            }
            Self::Trusted => {
                let trust = json!({
                    "Version": "2012-10-17",
                    "Statement": [{
                        "Effect": "Allow",
                        "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") },
                        "Action": "sts:AssumeRole",
                    }],
                });
                let change = iam.update_assume_role_policy().role_name(name);
                done(change.policy_document(trust.to_string()).send().await)
            }
            Self::Unbound => {
                done(iam.delete_role_permissions_boundary().role_name(name).send().await)
            }
            Self::Helped => {
                let policy = json!({
                    "Version": "2012-10-17",
                    "Statement": [{
                        "Effect": "Allow", "Action": "s3:DeleteObjectVersion", "Resource": "*",
                    }],
                });
                let put = iam.put_role_policy().role_name(name).policy_name("helper");
                done(put.policy_document(policy.to_string()).send().await)
            }
            Self::Stripped => strip(root, name).await,
            Self::Deleted => {
                strip(root, name).await?;
                done(iam.delete_role().role_name(name).send().await)
            }
            Self::Remade => {
                let trust = role.assume_role_policy_document.as_deref().doing("no trust")?;
                strip(root, name).await?;
                done(iam.delete_role().role_name(name).send().await)?;
                let tags = iam.create_role().role_name(name).path(&role.path);
                let tags = tags.set_description(role.description.clone());
                let tags = tags.assume_role_policy_document(decoded(trust));
                done(tags.send().await)
            }
        }
    }
}

/// The roles that were made for a bucket.
async fn roles(root: &Clients, bucket: &str) -> Result<Vec<Role>> {
    let doing = "listing roles";
    let listed = root.iam.list_roles().path_prefix("/kfm/").send().await.doing(doing)?;
    let of = |role: &Role| role.description().is_some_and(|text| text.ends_with(bucket));
    Ok(listed.roles.into_iter().filter(of).collect())
}

async fn strip(root: &Clients, name: &str) -> Result<()> {
    let iam = &root.iam;
    let listed = iam.list_role_policies().role_name(name).send().await.doing("listing policies")?;
    for policy in listed.policy_names {
        done(iam.delete_role_policy().role_name(name).policy_name(policy).send().await)?;
    }
    Ok(())
}

/// IAM hands documents out in percent-encoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Stores the same policy in another form: statements the other way round, single values as lists.
pub(crate) async fn reorder(root: &Clients, bucket: &str) -> Result<()> {
    let doing = "reading the policy";
    let read = root.s3.get_bucket_policy().bucket(bucket).send().await.doing(doing)?;
    let mut policy: Value =
        serde_json::from_str(read.policy().doing("no policy")?).doing("reading the policy")?;
    let statements = policy.get_mut("Statement").and_then(Value::as_array_mut);
    let statements = statements.doing("a policy without a list of statements")?;
    if statements.len() < 2 {
        return Err(Failure::new("nothing to put in another order".to_owned()));
    }
    statements.reverse();
    for statement in statements.iter_mut().filter_map(Value::as_object_mut) {
        for name in ["Action", "NotAction", "Resource", "NotResource"] {
            if let Some(value) = statement.get_mut(name).filter(|value| value.is_string()) {
                *value = json!([value.take()]);
            }
        }
        let conditions = statement.get_mut("Condition").and_then(Value::as_object_mut);
        let keys = conditions.into_iter().flatten().filter_map(|(_, keys)| keys.as_object_mut());
        for value in keys.flat_map(serde_json::Map::values_mut).filter(|value| value.is_string()) {
            *value = json!([value.take()]);
        }
    }
    let put = root.s3.put_bucket_policy().bucket(bucket).policy(policy.to_string());
    done(put.send().await)
}

fn done<T, E: std::error::Error>(end: std::result::Result<T, E>) -> Result<()> {
    end.doing("making the drift").map(drop)
}
