//! The cloud in memory and the decorators behave as the port says.

use std::sync::Arc;
use std::time::Duration;

use kfm_provider::cloud::conformance::{self, Config};
use kfm_provider::cloud::faulty::{Faults, Faulty, WriteFault};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::traced::Traced;
use kfm_provider::cloud::{
    BucketRef, Caller, CloudErrorKind, Mutate, Observe, Operation, RoleFacets, StoredObject,
};
use kfm_provider::domain::promotion::contract::storage::{Intake, ObjectId};
use kfm_provider::domain::roles::RoleName;
use kfm_provider::domain::{AccountId, BucketName, PrincipalArn, Region};

fn account(text: &str) -> AccountId {
    AccountId::parse(text).unwrap()
}

fn memory() -> MemoryCloud {
    MemoryCloud::new(Caller {
        account: account("123456789012"),
        arn: "arn:aws:iam::123456789012:user/admin".to_owned(),
    })
}

fn config(region: &str) -> Config {
    Config {
        prefix: "kfm-conformance".to_owned(),
        region: Region::parse(region).unwrap(),
        account: account("123456789012"),
        foreign_bucket: BucketName::parse("somebody-elses").ok(),
        attached_role: RoleName::parse("somebody-attached").ok(),
        strict: true,
    }
}

/// What the cases cannot make through the port.
fn prepare(cloud: &MemoryCloud, config: &Config) {
    let foreign = config.foreign_bucket.clone().unwrap();
    cloud.add_foreign_bucket(&foreign, &account("210987654321"), &config.region);
    cloud.add_role(RoleFacets {
        inline: Default::default(),
        others: Default::default(),
        attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned()].into(),
        ..role("somebody-attached")
    });
}

#[tokio::test]
async fn memory_conforms_in_every_region() {
    for region in ["us-east-1", "eu-central-1"] {
        let config = config(region);
        let cloud = memory().in_region(config.region.clone());
        prepare(&cloud, &config);
        conformance::run_all(&cloud, &config).await.unwrap();
    }
}

#[tokio::test]
async fn decorators_conform() {
    let config = config("us-east-1");
    type Decorator = fn(Arc<dyn Mutate>) -> Box<dyn Mutate>;
    let decorators: [Decorator; 2] =
        [|cloud| Box::new(Faulty::new(cloud)), |cloud| Box::new(Traced::new(cloud))];
    for decorator in decorators {
        let cloud = memory();
        prepare(&cloud, &config);
        conformance::run_all(&*decorator(Arc::new(cloud)), &config).await.unwrap();
    }
}

#[tokio::test]
async fn a_cloud_that_fails_does_not_conform() {
    let cloud = Faulty::new(Arc::new(memory()));
    cloud.set(Faults::default().fail_once("s3:CreateBucket", CloudErrorKind::Throttled));
    let config = Config { foreign_bucket: None, attached_role: None, ..config("us-east-1") };
    let found = conformance::run_all(&cloud, &config).await.unwrap_err();
    assert!(found.starts_with("a_bucket_is_made_as_asked: "), "{found}");
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[tokio::test]
async fn callers_share_the_world_but_not_its_permissions() {
    let cloud = memory();
    let stranger = cloud.as_caller(Caller {
        account: account("123456789012"),
        arn: "arn:aws:iam::123456789012:user/stranger".to_owned(),
    });
    let refused = Faulty::new(Arc::new(stranger.clone()));
    let actions = ["s3:CreateBucket", "sts:GetCallerIdentity"];
    refused.set(Faults::default().fail(actions, CloudErrorKind::Denied));
    assert_eq!(refused.caller().await.unwrap_err().kind, CloudErrorKind::Denied);
    assert!(cloud.caller().await.is_ok());
    let create = creation("shared");
    assert_eq!(refused.execute(&create).await.unwrap_err().kind, CloudErrorKind::Denied);
    cloud.execute(&create).await.unwrap();
    assert!(stranger.facets(&BucketName::parse("shared").unwrap()).is_some());
    assert_eq!((cloud.mutations(), cloud.operations()), (1, vec![create]));
}

fn creation(name: &str) -> Operation {
    Operation::CreateBucket {
        bucket: BucketRef {
            name: BucketName::parse(name).unwrap(),
            owner: account("123456789012"),
        },
        region: Region::parse("us-east-1").unwrap(),
        object_lock: false,
        namespace: kfm_provider::domain::BucketNamespace::Global,
        tags: Default::default(),
    }
}

/// Whether a write happened, and what its caller heard, for each of two writes and a read.
async fn two_writes(faults: Faults) -> (usize, [Option<CloudErrorKind>; 3]) {
    let cloud = memory();
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    faulty.set(faults);
    let mut kinds = [None; 3];
    for (kind, name) in kinds.iter_mut().zip(["first", "second"]) {
        *kind = faulty.execute(&creation(name)).await.err().map(|error| error.kind);
    }
    kinds[2] = faulty.caller().await.err().map(|error| error.kind);
    (cloud.buckets().len(), kinds)
}

#[tokio::test]
async fn a_fault_befalls_the_write_that_it_is_meant_for() {
    use CloudErrorKind::{Ambiguous, Throttled, Unavailable};
    let at_first = |fault| Faults::default().at_write(0, fault);
    let (lost, dead) = (Some(Ambiguous), Some(Unavailable));
    let throttled = Some(Throttled);
    for (faults, expected) in [
        (Faults::default(), (2, [None, None, None])),
        (at_first(WriteFault::Fails(Throttled)), (1, [throttled, None, None])),
        (at_first(WriteFault::ReplyLost), (2, [lost, None, None])),
        (at_first(WriteFault::DiesBefore), (0, [dead, dead, dead])),
        (at_first(WriteFault::DiesAfter), (1, [lost, dead, dead])),
        (Faults::default().fail_once("s3:CreateBucket", Throttled), (1, [throttled, None, None])),
        (Faults::default().fail(["s3:CreateBucket"], Throttled), (0, [throttled, throttled, None])),
        (Faults::default().fail_reads(Throttled), (2, [None, None, throttled])),
    ] {
        let shown = format!("{faults:?}");
        assert_eq!(two_writes(faults).await, expected, "{shown}");
    }
}

#[tokio::test]
async fn a_delay_holds_every_call() {
    let faulty = Faulty::new(Arc::new(memory()));
    faulty.set(Faults::default().delay(Duration::from_millis(5)));
    let begin = std::time::Instant::now();
    faulty.caller().await.unwrap();
    faulty.execute(&creation("slow")).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_millis(10));
}

fn role(name: &str) -> RoleFacets {
    RoleFacets {
        arn: PrincipalArn::parse(&format!("arn:aws:iam::123456789012:role/team/{name}")).unwrap(),
        unique_id: format!("AROA{}", name.to_uppercase()),
        trust: "{}".to_owned(),
        boundary: None,
        max_session: 3_600,
        description: String::new(),
        tags: Default::default(),
        inline: [("one".to_owned(), "{}".to_owned())].into(),
        others: Default::default(),
        attached: Default::default(),
    }
}

#[tokio::test]
async fn a_read_of_a_role_names_every_missing_permission() {
    let cloud = memory();
    cloud.add_role(role("a"));
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    let name = RoleName::parse("a").unwrap();
    let expected = ["one", "two"].map(str::to_owned);
    let found = faulty.role(&name, &expected).await.unwrap().into_option();
    assert_eq!(found, cloud.role_facets(&name));
    let asked: Vec<_> = cloud.reads().into_iter().map(|(action, _)| action).collect();
    assert_eq!(asked.iter().filter(|action| **action == "iam:GetRolePolicy").count(), 2);
    assert!(RoleFacets::READS.iter().all(|action| asked.contains(action)), "{asked:?}");
    faulty.set(Faults::default().fail(RoleFacets::READS, CloudErrorKind::Denied));
    let errors = faulty.role(&name, &expected).await.unwrap_err();
    let denied: Vec<_> = errors.iter().map(|error| error.action).collect();
    assert_eq!(denied, RoleFacets::READS);
    faulty.set(Faults::default().fail(["iam:ListRoles"], CloudErrorKind::Denied));
    let error = faulty.roles_under("/team/").await.unwrap_err();
    assert_eq!((error.action, error.kind), ("iam:ListRoles", CloudErrorKind::Denied));
    assert_eq!(cloud.roles_under("/team/").await.unwrap(), [role("a").arn]);
}

#[tokio::test]
async fn a_bucket_policy_names_principals_that_exist() {
    let cloud = memory();
    cloud.execute(&creation("named")).await.unwrap();
    let bucket = creation("named").bucket().unwrap().clone();
    let policy = |principal: &str| {
        format!(
            r#"{{"Statement":[{{"Action":"s3:*","Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Resource":"*"}}],"Version":"2012-10-17"}}"#
        )
    };
    let put = async |principal: &str| {
        let put = Operation::PutBucketPolicy { bucket: bucket.clone(), policy: policy(principal) };
        cloud.execute(&put).await.map_err(|error| error.kind)
    };
    let arn = role("a").arn;
    let user = "arn:aws:iam::123456789012:user/known";
    for unknown in [arn.as_str(), user, "AROAA", "AIDAA"] {
        assert_eq!(put(unknown).await, Err(CloudErrorKind::UnknownPrincipal), "{unknown}");
    }
    cloud.add_principal(PrincipalArn::parse(user).unwrap());
    cloud.add_role(role("a"));
    let admin = "arn:aws:iam::123456789012:user/admin";
    for known in [user, admin, "123456789012", "arn:aws:iam::210987654321:root", arn.as_str()] {
        assert!(put(known).await.is_ok(), "{known}");
    }
    cloud.remove_role(&RoleName::parse("A").unwrap());
    let shown = cloud.facets(&bucket.name).unwrap().policy;
    assert_eq!(shown, Some(policy("AROAA")));
}

fn own(name: &str) -> BucketRef {
    creation(name).bucket().unwrap().clone()
}

#[tokio::test]
async fn a_list_of_objects_is_whole_or_none() {
    let cloud = memory();
    cloud.execute(&creation("many")).await.unwrap();
    for number in 0..StoredObject::MOST {
        let uri = format!("s3://many/a/{number}");
        cloud.store(ObjectId { uri, version: None }, b"x");
    }
    let found = cloud.objects(&own("many"), "").await.unwrap();
    assert_eq!(found.len(), 10_000);
    assert_eq!(found[1], StoredObject { key: "a/1".to_owned(), size: 1 });
    cloud.store(ObjectId { uri: "s3://many/b".to_owned(), version: None }, b"x");
    let error = cloud.objects(&own("many"), "").await.unwrap_err();
    assert_eq!(error.kind, CloudErrorKind::TooMany);
    assert!(error.to_string().contains("more than 10000 objects"), "{error}");
    assert_eq!(cloud.objects(&own("many"), "b").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_object_of_another_account_is_refused_where_an_owner_is_expected() {
    let (cloud, config) = (memory(), config("us-east-1"));
    prepare(&cloud, &config);
    let object = ObjectId { uri: "s3://somebody-elses/a".to_owned(), version: None };
    cloud.store(object.clone(), b"x");
    let read = async |owner: Option<&AccountId>| {
        let found = cloud.object(&object, owner, Intake::new(1, 1)).await;
        let exists = cloud.object_exists(&object, owner).await;
        (found.is_ok(), exists.map_err(|error| error.kind))
    };
    assert_eq!(read(None).await, (true, Ok(true)));
    assert_eq!(read(Some(&account("210987654321"))).await, (true, Ok(true)));
    assert_eq!(read(Some(&config.account)).await, (false, Err(CloudErrorKind::Denied)));
}

#[tokio::test]
async fn what_is_put_is_an_object_that_is_not_shown() {
    let cloud = memory();
    cloud.execute(&creation("puts")).await.unwrap();
    let put = Operation::PutObject {
        bucket: own("puts"),
        key: "receipts/1".to_owned(),
        content: b"{\"secret\":1}".to_vec().into(),
        content_type: "application/json".to_owned(),
    };
    assert_eq!((put.action(), put.target()), ("s3:PutObject", "puts"));
    assert!(!format!("{put:?} {put}").contains("secret"));
    let facets = cloud.facets(&own("puts").name);
    cloud.execute(&put).await.unwrap();
    assert_eq!(cloud.facets(&own("puts").name), facets);
    let again = cloud.execute(&put).await.unwrap_err();
    assert_eq!(again.kind, CloudErrorKind::AlreadyExists);
    assert_eq!(again.code.as_deref(), Some("PreconditionFailed"));
    // A bucket that holds it stays; without its version it has nothing.
    let removal = Operation::DeleteBucket { bucket: own("puts") };
    let stays = cloud.execute(&removal).await.unwrap_err();
    assert_eq!(stays.kind, CloudErrorKind::NotEmpty);
    let versions = cloud.object_versions(&own("puts"), 10).await.unwrap();
    let emptying = Operation::DeleteVersions { bucket: own("puts"), versions };
    cloud.execute(&emptying).await.unwrap();
    assert_eq!(cloud.objects(&own("puts"), "").await.unwrap(), []);
    cloud.execute(&put).await.unwrap();
}
