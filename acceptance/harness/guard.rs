//! The role of an open gate, made and taken away by the provider's own code, under the bucket policies of both zones: its
//! promoter copies exactly one version of a dataset to exactly one prefix, and each refusal stands beside a copy that
//! succeeds.

use std::fmt::Debug;
use std::time::Duration;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::TaggingDirective;
use kfm_provider::cloud::Mutate;
use kfm_provider::domain::access::ZoneAccess;
use kfm_provider::domain::bucket_policy;
use kfm_provider::domain::gate::{
    Candidate, Gate, Moment, Place, Promoters, WantedCandidate, WantedGate,
};
use kfm_provider::domain::roles::Home;
use kfm_provider::domain::tags::Tags;
use kfm_provider::domain::{
    AccountId, Administrators, BucketName, Environment, PrincipalArn, Region, ZoneKind,
};
use kfm_provider::reconcile::Limit;
use kfm_provider::reconcile::guard::{Guard, Standing, Wanted, observe, settle};
use tokio_util::sync::CancellationToken;

use crate::account::{ACCOUNT, Account, role, session};
use crate::clients::{Clients, REGION};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};
use crate::port::cloud_of;

const VERSION: &str = "2026-02.abcd1234";
const DATA: &str = "soils/2026-02.abcd1234/artifacts/soils.csv";
const MORE: &str = "soils/2026-02.abcd1234/artifacts/more.csv";
const OTHER: &str = "soils/2026-01.abcd1234/artifacts/soils.csv";

/// Opens a gate, tries what it is for and what it is not for, and closes it.
///
/// # Errors
/// Something was refused that has to work, or worked that has to be refused.
pub async fn holds() -> Result<()> {
    let emulator = Emulator::start().await?;
    let account = Account::make(&emulator).await?;
    let administrator = &account.administrator.arn;
    let (catalog, published) =
        (zone(ZoneKind::Catalog, administrator)?, zone(ZoneKind::Published, administrator)?);
    for zone in [&catalog, &published] {
        make(&account.root, zone).await?;
    }
    for key in [DATA, MORE, OTHER] {
        put(&account.root, catalog.bucket.as_str(), key).await.doing("putting the dataset")?;
    }
    for (zone, policy) in [&catalog, &published].map(|zone| (zone, bucket_policy::document(zone))) {
        let put = account.root.s3.put_bucket_policy().bucket(zone.bucket.as_str());
        put.policy(policy.to_json()).send().await.doing("putting a bucket policy")?;
    }

    let directory = tempfile::tempdir().doing("making a directory")?;
    let cloud = cloud_of(&emulator, directory.path(), "administrator", &account.administrator)?;
    let promoter = role(&account.root, "/ci/", "promoter").await?;
    let by = Clients::new(&emulator, &account.administrator)?;
    let promoter = (session(&by, &promoter).await?, promoter);
    let gate = gate(&catalog, &published, &promoter.1)?;
    run(&cloud, &gate, Wanted::Open(&gate)).await?;

    // Who becomes it.
    let gate_role = gate.role_arn().to_string();
    let by_promoter = Clients::new(&emulator, &promoter.0)?;
    for (who, identity) in [
        ("the administrator", &account.administrator),
        ("an intruder", &account.intruder),
        ("a foreigner", &account.foreigner),
    ] {
        let stranger = Clients::new(&emulator, identity)?;
        let assumed = stranger.sts.assume_role().role_arn(&gate_role).role_session_name("x").send();
        refused(&format!("{who} becomes the gate's role"), assumed.await)?;
    }
    let session = Clients::new(&emulator, &session(&by_promoter, &gate_role).await?)?;

    // What it is for, and what differs from that in one thing.
    let (from, to) = (catalog.bucket.as_str(), published.bucket.as_str());
    copy(&session, (from, DATA), (to, DATA), true).await.doing("copying the version")?;
    let put = session.s3.put_object().bucket(to).key(MORE).if_none_match("*");
    refused("bytes of its own", put.body(ByteStream::from_static(b"x")).send().await)?;
    refused("another version", copy(&session, (from, OTHER), (to, MORE), true).await)?;
    refused("another key", copy(&session, (from, MORE), (to, "soils/x"), true).await)?;
    refused("over an object", copy(&session, (from, MORE), (to, MORE), false).await)?;
    refused("another bucket", copy(&session, (from, MORE), (from, "soils/x"), true).await)?;
    let delete = session.s3.delete_object().bucket(to).key(DATA).send().await;
    refused("a removal", delete)?;
    let read = session.s3.get_object().bucket(from).key(OTHER).send().await;
    refused("a read of another version", read)?;
    session.s3.get_object().bucket(from).key(MORE).send().await.doing("reading the version")?;
    copy(&session, (from, MORE), (to, MORE), true).await.doing("copying the rest")?;

    // Nobody else puts there, whatever they may.
    for (who, identity) in
        [("the administrator", &account.administrator), ("the promoter itself", &promoter.0)]
    {
        let clients = Clients::new(&emulator, identity)?;
        let copied = copy(&clients, (from, DATA), (to, "soils/x"), true).await;
        refused(&format!("a copy by {who}"), copied)?;
    }

    run(&cloud, &gate, Wanted::Closed).await?;
    let copied = copy(&session, (from, DATA), (to, "soils/2026-02.abcd1234/late"), true).await;
    refused("a copy by a session from before the closing", copied)?;
    let assumed = by_promoter.sts.assume_role().role_arn(&gate_role).role_session_name("x").send();
    refused("a new session after the closing", assumed.await)
}

fn zone(kind: ZoneKind, administrator: &str) -> Result<ZoneAccess> {
    let administrator = PrincipalArn::parse(administrator).doing("an administrator")?;
    let sealed = ZoneAccess::sealed(
        kind,
        Environment::parse("dev").doing("an environment")?,
        BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).doing("a bucket")?,
        AccountId::parse(ACCOUNT).doing("an account")?,
        Region::parse(REGION).doing("a region")?,
        Administrators::new([administrator]).doing("administrators")?,
    );
    Ok(sealed.unsealed())
}

fn gate(source: &ZoneAccess, target: &ZoneAccess, promoter: &str) -> Result<Gate> {
    let home = Home { account: Some(&target.account), region: Some(&target.region) };
    let wrong = |what: &dyn Debug| Failure::new(format!("the gate is refused: {what:?}"));
    let candidate = Candidate::parse(&WantedCandidate {
        dataset: "soils",
        version: VERSION,
        from: "catalog",
        to: "published",
        source_prefix: None,
        target_prefix: None,
    });
    let promoters = Promoters::new(&[promoter.to_owned()].into(), None, home);
    let place = |zone: &ZoneAccess| Place {
        kind: zone.kind,
        bucket: zone.bucket.clone(),
        region: zone.region.clone(),
        key: zone.key.clone(),
    };
    Gate::new(WantedGate {
        environment: target.environment.clone(),
        account: target.account.clone(),
        candidate: candidate.map_err(|problems| wrong(&problems))?,
        source: place(source),
        target: place(target),
        promoters: promoters.map_err(|problems| wrong(&problems))?,
        expires: moment("2099-01-01T00:00:00Z")?,
        multipart_copy: false,
    })
    .map_err(|problems| wrong(&problems))
}

fn moment(text: &str) -> Result<Moment> {
    Moment::parse(text, &["expires"]).map_err(|problem| Failure::new(format!("{problem:?}")))
}

async fn run(cloud: &dyn Mutate, gate: &Gate, wanted: Wanted<'_>) -> Result<()> {
    let (at, tags) = (moment("2026-11-24T12:00:00Z")?, Tags::new());
    let guard = Guard { id: gate.id(), wanted, at: &at, tags: &tags };
    let found = observe(cloud, &guard).await;
    let mut standing = found.map_err(|errors| Failure::new(errors.to_string()))?;
    let mut limit = Limit::new(&CancellationToken::new(), Duration::from_secs(60));
    settle(cloud, &guard, &mut standing, &mut limit, &mut |_: &Standing| ())
        .await
        .map_err(|stopped| Failure::new(format!("the guard: {stopped}")))
}

async fn make(root: &Clients, zone: &ZoneAccess) -> Result<()> {
    let bucket = root.s3.create_bucket().bucket(zone.bucket.as_str()).send().await;
    bucket.doing(format!("making `{}`", zone.bucket)).map(drop)
}

async fn put(
    root: &Clients,
    bucket: &str,
    key: &str,
) -> std::result::Result<(), SdkError<aws_sdk_s3::operation::put_object::PutObjectError>> {
    let body = ByteStream::from_static(b"a,b\n");
    root.s3.put_object().bucket(bucket).key(key).body(body).send().await.map(drop)
}

/// Copies an object, by default to where there is none.
///
/// # Errors
/// It is refused.
pub async fn copy(
    clients: &Clients,
    (from, source): (&str, &str),
    (to, target): (&str, &str),
    onto_nothing: bool,
) -> std::result::Result<(), SdkError<aws_sdk_s3::operation::copy_object::CopyObjectError>> {
    let copy = clients.s3.copy_object().copy_source(format!("{from}/{source}"));
    let copy = copy.bucket(to).key(target).tagging_directive(TaggingDirective::Replace);
    let copy = copy.set_if_none_match(onto_nothing.then(|| "*".to_owned()));
    copy.send().await.map(drop)
}

/// What was asked has to be refused, and by a policy.
///
/// # Errors
/// It is not refused, or for another reason.
pub fn refused<T, E>(what: &str, answer: std::result::Result<T, SdkError<E>>) -> Result<()>
where
    E: ProvideErrorMetadata + Debug,
{
    match answer {
        Err(error) if error.code() == Some("AccessDenied") => Ok(()),
        Err(error) => Err(Failure::new(format!("{what}: refused, but not by a policy: {error:?}"))),
        Ok(_) => Err(Failure::new(format!("{what}: not refused"))),
    }
}
