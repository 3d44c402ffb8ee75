use std::sync::Arc;

use kfm_provider::cli::Exit;
use kfm_provider::cloud::CloudErrorKind;
use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::memory::plain_bucket;
use kfm_provider::domain::promotion::contract::storage::ObjectId;
use kfm_provider::domain::{AccountId, BucketName, Region};

use crate::support::{CONTRACT, Desk, Ended, Example, shipped, text};

/// Stores an example, with the bucket of its kill switch.
pub(crate) fn store(desk: &Desk, example: &Example) {
    for (name, bytes) in &example.objects {
        let object = ObjectId { uri: example.uri(name).to_owned(), version: None };
        desk.cloud.store(object, bytes);
    }
    let region = Region::parse("us-east-1").unwrap();
    let owner = AccountId::parse("111122223333").unwrap();
    let bucket = BucketName::parse("kfm-example-policy").unwrap();
    desk.cloud.add_bucket(&bucket, &owner, plain_bucket(&region));
}

pub(crate) fn check(desk: &Desk, example: &Example, more: &[&str]) -> Ended {
    let packet = desk.write_json("packet.json", &example.packet);
    let options = desk.write_json("options.json", &example.options);
    let arguments = [&["--options", text(&options), "--storage"], more, &[text(&packet)]];
    desk.check(CONTRACT, &arguments.concat())
}

#[test]
fn a_packet_whose_objects_are_what_it_says_is_ready_to_be_approved() {
    let (desk, example) = (Desk::new(), shipped());
    store(&desk, &example);
    let ended = check(&desk, &example, &["--json"]);
    assert_eq!(ended.exit, Exit::Good, "{ended:?}");
    assert!(
        ended.output.contains(r#""level":"storage""#) && ended.output.contains("APPROVE_READY")
    );
    // That nothing proves the approval is told beside the document, and is no finding.
    assert!(ended.errors.contains("approval: not proved"), "{}", ended.errors);
    assert_eq!(desk.cloud.mutations(), 0);
}

#[test]
fn an_object_that_is_missing_or_another_one_is_denied() {
    let (desk, mut example) = (Desk::new(), shipped());
    example.objects.remove("gauges.geojson");
    example.objects.insert("linkcheck.json".to_owned(), b"{}".to_vec());
    store(&desk, &example);
    let ended = check(&desk, &example, &[]);
    assert_eq!(ended.exit, Exit::Bad);
    for line in ["PC_A_OBJECT_MISSING", "PC_D_OBJECT_DIGEST_MISMATCH"] {
        assert!(ended.output.contains(line), "{line}: {}", ended.output);
    }
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_cause() {
    let (mut desk, example) = (Desk::new(), shipped());
    store(&desk, &example);
    let faulty = Faulty::new(Arc::new(desk.cloud.clone()));
    faulty.set(Faults::default().fail(["s3:GetObject"], CloudErrorKind::Denied));
    desk.instead = Some(Arc::new(faulty));
    let ended = check(&desk, &example, &[]);
    assert_eq!(ended.exit, Exit::Error);
    assert_eq!(ended.output.matches("_OBJECT_UNREADABLE").count(), 19, "{}", ended.output);
    let cause =
        "`s3:GetObject` on `s3://kfm-example-policy/bundles/kfm.promotion/1.0.0/promotion.rego`";
    assert!(ended.output.contains(cause), "{}", ended.output);
}

#[test]
fn a_kill_switch_in_no_bucket_cannot_be_read() {
    let (desk, example) = (Desk::new(), shipped());
    for (name, bytes) in &example.objects {
        let object = ObjectId { uri: example.uri(name).to_owned(), version: None };
        desk.cloud.store(object, bytes);
    }
    let ended = check(&desk, &example, &[]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.output.contains("PC_X_EMERGENCY_DENY_UNREADABLE"), "{}", ended.output);
    assert!(ended.output.contains("the kill switch"), "{}", ended.output);
}

#[test]
fn a_kill_switch_that_is_there_denies() {
    let (desk, example) = (Desk::new(), shipped());
    store(&desk, &example);
    let switch = "s3://kfm-example-policy/emergency_deny".to_owned();
    desk.cloud.store(ObjectId { uri: switch, version: None }, b"");
    let ended = check(&desk, &example, &[]);
    assert_eq!(ended.exit, Exit::Bad);
    assert!(ended.output.contains("PC_X_EMERGENCY_DENY"), "{}", ended.output);
}
