//! What gates are configured to trust: keys, and the place of a kill switch.

use std::collections::BTreeMap;

use super::model::TrustedKeyModel;
use super::parse::{invalid, parsed};
use crate::domain::names::NameError;
use crate::domain::promotion::attestation::{TrustedKey, TrustedKeys};
use crate::domain::promotion::contract::is_s3_uri;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::{Map, Set};
use crate::terraform::value::Value;

/// Parses keys by principal. Unknown while one of them is, or where one is not acceptable.
pub fn trusted_keys(
    keys: &Value<Map<TrustedKeyModel>>,
    path: &AttributePath,
    diags: &mut Diags,
) -> Value<BTreeMap<String, TrustedKey>> {
    let Value::Known(keys) = keys else { return keys.as_ref().map(|_| BTreeMap::new()) };
    let mut all = BTreeMap::new();
    for (principal, key) in &keys.0 {
        let Value::Known(key) = key else { return Value::Unknown };
        let roles = key.roles.known().and_then(Set::all_known);
        let (Value::Known(public_key), Some(roles)) = (&key.public_key, roles) else {
            return Value::Unknown;
        };
        let roles = roles.into_iter().collect();
        all.insert(principal.clone(), TrustedKey { public_key: public_key.clone(), roles });
    }
    let Err(problems) = TrustedKeys::new(&all) else { return Value::Known(all) };
    for problem in problems {
        // `$.trusted_keys.<principal>`, and `.public_key` or `.roles` behind it.
        let rest = problem.path.strip_prefix("$.trusted_keys.").unwrap_or_default();
        let member = ["public_key", "roles"].into_iter().find_map(|member| {
            let principal = rest.strip_suffix(member)?.strip_suffix('.')?;
            all.contains_key(principal).then_some((principal, member))
        });
        let at = match member {
            Some((principal, member)) => path.clone().key(principal).then(member),
            None => path.clone().key(rest),
        };
        diags.push(
            Diag::error(
                format!("Invalid `{at}`"),
                format!("It {}. Nothing was changed.", problem.problem),
            )
            .at(at),
        );
    }
    Value::Unknown
}

/// The URI of an object in S3.
pub fn s3_object(value: &Value<String>, path: &AttributePath, diags: &mut Diags) -> Value<String> {
    parsed(value, path.clone(), s3_uri, diags)
}

fn s3_uri(text: &str) -> Result<String, NameError> {
    let rule = "is not the URI of an object in S3, `s3://<bucket>/<key>`, with parts of letters, \
                digits and `._@=+:-` that name no latest version";
    is_s3_uri(text).then(|| text.to_owned()).ok_or_else(|| NameError::new("object", text, rule))
}

/// The digest of a packet or a bundle in any of the forms in which KFM writes it, as
/// `sha256:<hex>`.
pub fn digest(value: &Value<String>, path: &AttributePath, diags: &mut Diags) -> Value<String> {
    let Value::Known(text) = value else { return value.clone() };
    let bare = text.strip_prefix("jcs:").unwrap_or(text);
    let hex = bare.strip_prefix("sha256:").unwrap_or(bare);
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if hex.len() == 64 && hex.bytes().all(is_hex) && hex.bytes().any(|byte| byte != b'0') {
        return Value::Known(format!("sha256:{hex}"));
    }
    let rule =
        "is no SHA-256 digest: `sha256:` and 64 lower-case hexadecimal digits, not all zeros";
    diags.push(invalid(path.clone(), &NameError::new("digest", text, rule)));
    Value::Unknown
}
