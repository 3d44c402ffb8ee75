//! What about a request, beyond who, what and where, policies look at: one dimension for each
//! thing that varies by itself.

use std::collections::BTreeSet;

use super::class::Sources;
use super::literals::{Literals, instance, is_like};
use crate::access::{Presigned, ZoneAccess, ZoneKey};
use crate::policy_document::Condition;
use crate::zone::ZoneKind;

/// Which requests vary in a dimension; all others have none of its keys but those of its first
/// value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applies {
    /// All.
    Always,
    /// Those that put an object or a part of one.
    Puts,
    /// Those that list keys.
    Listings,
}

/// What a value means to the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The request is as it ought to be.
    Compliant,
    /// Nobody is admitted so.
    Refused,
    /// It does not come through S3 for this bucket: nobody uses the key so.
    NotThroughS3,
    /// The put may overwrite: those who may only create are refused.
    Unconditional,
    /// It is later than the end of break-glass.
    Late,
    /// Keys are listed below this prefix, or all of them.
    Listing(Option<String>),
}

/// One value of a dimension.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// What it is, as the end of a sentence about the request; empty for the usual one.
    pub(super) words: String,
    /// The keys that a request has with it.
    pub(super) keys: Vec<(String, Vec<String>)>,
    /// What it means.
    pub(super) meaning: Meaning,
}

/// One thing about requests that varies by itself.
#[derive(Clone, Debug)]
pub(super) struct Dimension {
    /// Which requests vary in it.
    pub(super) applies: Applies,
    /// The keys that it decides.
    pub(super) keys: Vec<String>,
    /// Its values; the first is the usual one.
    pub(super) values: Vec<Value>,
}

impl Dimension {
    pub(super) fn new(applies: Applies, values: Vec<Value>) -> Self {
        let keys: BTreeSet<_> =
            values.iter().flat_map(|value| &value.keys).map(|(key, _)| key.clone()).collect();
        Self { applies, keys: keys.into_iter().collect(), values }
    }

    /// Whether a condition looks at it.
    pub(super) fn decides(&self, condition: &Condition) -> bool {
        self.keys.iter().any(|key| condition.key.eq_ignore_ascii_case(key))
    }
}

pub(super) fn value(words: &str, keys: &[(&str, &str)], meaning: Meaning) -> Value {
    let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()]));
    Value { words: words.to_owned(), keys: keys.collect(), meaning }
}

const TRANSPORT: &str = "aws:securetransport";
const TLS: &str = "s3:tlsversion";
const SSE: &str = "s3:x-amz-server-side-encryption";
const SSE_KEY: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const SSE_C: &str = "s3:x-amz-server-side-encryption-customer-algorithm";
const IF_NONE_MATCH: &str = "s3:if-none-match";
const CREATES: &str = "s3:objectcreationoperation";
const ACCESS_POINT: &str = "s3:dataaccesspointarn";
const AUTH: &str = "s3:authtype";
const AGE: &str = "s3:signatureage";
const TIME: &str = "aws:currenttime";
const PREFIX: &str = "s3:prefix";
const SOURCE_ACCOUNT: &str = "aws:sourceaccount";
const SOURCE_ARN: &str = "aws:sourcearn";

/// The dimensions of requests to a zone, of a service or of anybody else.
pub(super) fn dimensions(
    access: &ZoneAccess,
    literals: &Literals,
    service: Option<&Sources>,
) -> Vec<Dimension> {
    let sources = service;
    let service = service.is_some();
    let mut all = vec![
        transport(),
        encryption(access, literals, service),
        customer_key(),
        precondition(service),
        route(access, literals),
        presigned(access),
        listing(access, literals),
    ];
    all.extend(time(access, literals));
    all.extend(sources.map(|sources| source(access, literals, sources)));
    others(literals, all)
}

/// With the keys that documents look at and none of these dimensions decides. Requests to S3 have
/// none of KMS.
pub(super) fn others(literals: &Literals, mut all: Vec<Dimension>) -> Vec<Dimension> {
    let known: BTreeSet<_> = all.iter().flat_map(|one| one.keys.clone()).collect();
    let more = literals.other_keys(&known).filter(|(key, _)| !key.starts_with("kms:"));
    all.extend(more.map(|(key, values)| other(key, values)));
    all
}

fn transport() -> Dimension {
    let over =
        |words, version, meaning| value(words, &[(TRANSPORT, "true"), (TLS, version)], meaning);
    Dimension::new(
        Applies::Always,
        vec![
            over("", "1.3", Meaning::Compliant),
            over("over TLS 1.2", "1.2", Meaning::Compliant),
            over("over TLS 1.1", "1.1", Meaning::Refused),
            value("over plain HTTP", &[(TRANSPORT, "false")], Meaning::Refused),
        ],
    )
}

/// A put under an own key, or under S3's, says nothing about encryption: the bucket's default
/// decides. Under a given key it says nothing, or that key. How S3 delivers logs is its own affair.
fn encryption(access: &ZoneAccess, literals: &Literals, service: bool) -> Dimension {
    let free = service && access.kind == ZoneKind::Logs;
    let wrong = || if free { Meaning::Compliant } else { Meaning::Refused };
    let given = match &access.key {
        ZoneKey::Given(key) => Some(key.as_str()),
        ZoneKey::Own { .. } | ZoneKey::None => None,
    };
    let foreign = "arn:aws:kms:us-east-1:999999999999:key/00000000-0000-0000-0000-000000000000";
    let mut keys: BTreeSet<&str> = literals.of(SSE_KEY).collect();
    keys.extend(given);
    keys.insert(foreign);
    let mut values = vec![
        value("", &[], Meaning::Compliant),
        value("with SSE-S3 asked for", &[(SSE, "AES256")], wrong()),
        value("with SSE-KMS asked for without a key", &[(SSE, "aws:kms")], wrong()),
        value("with DSSE-KMS asked for without a key", &[(SSE, "aws:kms:dsse")], wrong()),
    ];
    values.extend(keys.into_iter().map(|key| {
        let meaning = if Some(key) == given { Meaning::Compliant } else { wrong() };
        value(&format!("encrypted under `{key}`"), &[(SSE, "aws:kms"), (SSE_KEY, key)], meaning)
    }));
    Dimension::new(Applies::Puts, values)
}

fn customer_key() -> Dimension {
    Dimension::new(
        Applies::Puts,
        vec![
            value("", &[], Meaning::Compliant),
            value("with a key of the customer (SSE-C)", &[(SSE_C, "AES256")], Meaning::Refused),
        ],
    )
}

/// A part of a multipart upload carries no condition; its completion does. An admitted service
/// cannot send one.
fn precondition(service: bool) -> Dimension {
    let overwrites = if service { Meaning::Compliant } else { Meaning::Unconditional };
    Dimension::new(
        Applies::Puts,
        vec![
            value("", &[(CREATES, "true"), (IF_NONE_MATCH, "*")], Meaning::Compliant),
            value("as a part of a multipart upload", &[(CREATES, "false")], Meaning::Compliant),
            value("without If-None-Match", &[(CREATES, "true")], overwrites),
        ],
    )
}

fn route(access: &ZoneAccess, literals: &Literals) -> Dimension {
    let foreign = format!("arn:aws:s3:{}:{}:accesspoint/kfm-proof", access.region, access.account);
    let mut points: BTreeSet<&str> = literals.of(ACCESS_POINT).filter(is_arn).collect();
    points.extend(access.access_points.iter().map(String::as_str));
    points.insert(&foreign);
    let mut values = vec![value("", &[], Meaning::Compliant)];
    values.extend(points.into_iter().map(|point| {
        let admitted = access.access_points.contains(point);
        let meaning = if admitted { Meaning::Compliant } else { Meaning::Refused };
        value(&format!("through access point `{point}`"), &[(ACCESS_POINT, point)], meaning)
    }));
    Dimension::new(Applies::Always, values)
}

fn presigned(access: &ZoneAccess) -> Dimension {
    let by_url = |words: String, age: u64, meaning| {
        value(&words, &[(AUTH, "REST-QUERY-STRING"), (AGE, &age.to_string())], meaning)
    };
    let mut values = vec![
        value("", &[(AUTH, "REST-HEADER"), (AGE, "0")], Meaning::Compliant),
        value("by a browser's form", &[(AUTH, "POST"), (AGE, "0")], Meaning::Compliant),
    ];
    match access.presigned {
        Presigned::Refused => {
            values.push(by_url("by a presigned URL".to_owned(), 0, Meaning::Refused));
        }
        Presigned::Within(seconds) => {
            let most = u64::from(seconds) * 1000;
            let words = format!("by a presigned URL of {seconds} s");
            values.push(by_url(words, most, Meaning::Compliant));
            let words = format!("by a presigned URL of more than {seconds} s");
            values.push(by_url(words, most + 1, Meaning::Refused));
        }
    }
    Dimension::new(Applies::Always, values)
}

/// Break-glass holds until its end, that second included.
pub(super) fn time(access: &ZoneAccess, literals: &Literals) -> Option<Dimension> {
    let until: jiff::Timestamp = access.break_glass.as_ref()?.until.parse().ok()?;
    let mut times: BTreeSet<jiff::Timestamp> =
        literals.of(TIME).filter_map(|text| text.parse().ok()).collect();
    let second = jiff::SignedDuration::from_secs(1);
    times.extend([until.checked_add(second).ok()?, until.checked_add(second * 31_536_000).ok()?]);
    let at = |time: jiff::Timestamp, meaning| {
        let words = match meaning {
            Meaning::Late => format!("at {time}, after break-glass has ended"),
            _ => String::new(),
        };
        value(&words, &[(TIME, &time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())], meaning)
    };
    let mut values = vec![at(until, Meaning::Compliant)];
    values.extend(
        times
            .into_iter()
            .filter(|time| *time != until)
            .map(|time| at(time, if time > until { Meaning::Late } else { Meaning::Compliant })),
    );
    Some(Dimension::new(Applies::Always, values))
}

pub(super) fn listing(access: &ZoneAccess, literals: &Literals) -> Dimension {
    let mut prefixes: BTreeSet<String> = literals.of(PREFIX).map(str::to_owned).collect();
    prefixes.extend(super::resources::keys(access, literals));
    prefixes.insert(String::new());
    let mut values = vec![value("", &[], Meaning::Listing(None))];
    values.extend(prefixes.into_iter().map(|prefix| {
        let words = format!("below `{prefix}`");
        value(&words, &[(PREFIX, &prefix)], Meaning::Listing(Some(prefix.clone())))
    }));
    Dimension::new(Applies::Listings, values)
}

fn source(access: &ZoneAccess, literals: &Literals, sources: &Sources) -> Dimension {
    let patterns = &sources.admitted;
    let elsewhere = |arn: &String| sources.elsewhere.iter().any(|pattern| is_like(pattern, arn));
    let account = access.account.as_str();
    let mut arns: BTreeSet<String> =
        literals.of(SOURCE_ARN).filter(is_arn).map(str::to_owned).collect();
    arns.extend(patterns.iter().map(|pattern| instance(pattern)));
    arns.retain(|arn| !elsewhere(arn));
    arns.insert("arn:aws:s3:::kfm-proof-foreign".to_owned());
    let mut accounts: BTreeSet<&str> = literals.of(SOURCE_ACCOUNT).collect();
    accounts.extend([account, "999999999999"]);
    let admitted = |one: &str, arn: &str| {
        one == account && patterns.iter().any(|pattern| is_like(pattern, arn))
    };
    let mut values: Vec<_> = accounts
        .iter()
        .flat_map(|one| arns.iter().map(move |arn| (*one, arn.as_str())))
        .map(|(one, arn)| {
            let meaning = if admitted(one, arn) { Meaning::Compliant } else { Meaning::Refused };
            let words = match meaning {
                Meaning::Compliant => String::new(),
                _ => format!("for `{arn}` of account {one}"),
            };
            value(&words, &[(SOURCE_ACCOUNT, one), (SOURCE_ARN, arn)], meaning)
        })
        .collect();
    values.push(value("for no named source", &[], Meaning::Refused));
    values.sort_by_key(|value| value.meaning != Meaning::Compliant);
    Dimension::new(Applies::Always, values)
}

/// A key that the matrix knows nothing of: whatever it says, the answer must stay the same.
pub(super) fn other(key: &str, literals: &BTreeSet<String>) -> Dimension {
    let mut values = vec![value("", &[], Meaning::Compliant)];
    values.extend(literals.iter().map(|literal| {
        value(&format!("with `{key}` = `{literal}`"), &[(key, literal)], Meaning::Compliant)
    }));
    let mut dimension = Dimension::new(Applies::Always, values);
    dimension.keys = vec![key.to_owned()];
    dimension
}

/// What S3 sends under these keys is an ARN.
fn is_arn(text: &&str) -> bool {
    text.starts_with("arn:")
}
