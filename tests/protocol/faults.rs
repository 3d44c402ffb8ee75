//! What core and the state see when a resource goes wrong.

use kfm_provider::terraform::diag::AttributePath;
use serde_json::json;

use super::*;

async fn fault(way: &str) -> (Client, Tree) {
    let client = configured(Sample::default()).await;
    let config = client.object(FAULT, json!({"way": way})).unwrap();
    (client, config)
}

#[tokio::test]
async fn a_panic_in_create_keeps_what_was_made_and_serving_goes_on() {
    let (client, config) = fault("late").await;
    let change = client.change(FAULT, None, Some(config)).await.unwrap();
    let error = change.errors()[0].clone();
    assert_eq!(error.summary, "The provider failed to apply `sample_fault`");
    assert!(error.detail.contains("asked to fail at late"), "{error:?}");
    assert!(error.detail.contains("sample_provider.rs:"), "{error:?}");
    let stored = change.stored().unwrap();
    assert_eq!(attribute(&stored.state, "value"), &text("half"));
    assert_eq!(stored.private, br#"{"serial":7}"#);
    changed(&client, FAULT, Some(stored), json!({"way": "none"})).await;
}

#[tokio::test]
async fn a_panic_before_the_first_step_keeps_the_prior_state() {
    let client = configured(Sample::default()).await;
    let prior = changed(&client, FAULT, None, json!({"way": "none"})).await;
    let config = client.object(FAULT, json!({"way": "apply"})).unwrap();
    let change = client.change(FAULT, Some(&prior), Some(config.clone())).await.unwrap();
    assert_eq!(change.errors().len(), 1);
    assert_eq!(change.stored(), Some(&prior));
    let create = client.change(FAULT, None, Some(config)).await.unwrap();
    assert_eq!(create.errors().len(), 1);
    assert_eq!(create.stored(), None);
}

#[tokio::test]
async fn a_panic_elsewhere_is_a_message_and_changes_nothing() {
    let (client, config) = fault("validate").await;
    let diags = client.validate(FAULT, config).await.unwrap();
    assert_eq!(diags[0].summary, "The provider failed to validate `sample_fault`");

    let prior = changed(&client, FAULT, None, json!({"way": "none"})).await;
    let config = client.object(FAULT, json!({"way": "plan"})).unwrap();
    let planned = client.plan(FAULT, Some(&prior), Some(&config)).await.unwrap();
    assert_eq!(planned.errors()[0].summary, "The provider failed to plan `sample_fault`");
    assert_eq!(planned.state, prior.state);

    let stored = changed(&client, FAULT, None, json!({"way": "read"})).await;
    let read = client.read(FAULT, &stored).await.unwrap();
    assert_eq!(read.errors()[0].summary, "The provider failed to read `sample_fault`");
    assert_eq!(read.stored, Some(stored));

    let imported = client.import(FAULT, "import").await.unwrap();
    assert_eq!(imported.errors()[0].summary, "The provider failed to import `sample_fault`");
}

#[tokio::test]
async fn a_result_that_is_not_the_plan_is_our_error_and_is_kept() {
    let client = configured(Sample::default()).await;
    let config = client.object(FAULT, json!({"way": "lie", "value": "truth"})).unwrap();
    let change = client.change(FAULT, None, Some(config)).await.unwrap();
    let error = change.errors()[0].clone();
    assert_eq!(error.summary, "`value` of `sample_fault` is not what was planned");
    assert_eq!(error.path, AttributePath::attribute("value"));
    assert_eq!(attribute(&change.stored().unwrap().state, "value"), &text("a lie"));
}

#[tokio::test]
async fn an_undecided_result_is_our_error_and_null_in_the_state() {
    let (client, config) = fault("undecided").await;
    let change = client.change(FAULT, None, Some(config)).await.unwrap();
    let error = change.errors()[0].clone();
    assert_eq!(error.summary, "`value` of `sample_fault` was left undecided");
    assert_eq!(attribute(&change.stored().unwrap().state, "value"), &Tree::Null);
}

#[tokio::test]
async fn a_partial_result_keeps_its_own_message_only() {
    let (client, config) = fault("partial").await;
    let change = client.change(FAULT, None, Some(config)).await.unwrap();
    let summaries: Vec<_> = change.errors().iter().map(|diag| diag.summary.as_str()).collect();
    assert_eq!(summaries, ["Half done"]);
    assert_eq!(attribute(&change.stored().unwrap().state, "value"), &Tree::Null);
}

#[tokio::test]
async fn a_success_without_an_object_is_our_error() {
    let (client, config) = fault("vanish").await;
    let change = client.change(FAULT, None, Some(config)).await.unwrap();
    assert_eq!(change.errors()[0].summary, "`sample_fault` does not exist after its apply");
    assert_eq!(change.stored(), None);
}

#[tokio::test]
async fn stop_cancels_what_runs_and_serving_goes_on() {
    let sample = Sample::default();
    let client = configured(sample.clone()).await;
    let world = &sample.world;
    let slow = async || changed(&client, SLOW, None, json!({})).await;
    let begun = async || world.begun.acquire().await.unwrap().forget();

    let stopping = async {
        begun().await;
        begun().await;
        client.stop().await.unwrap();
    };
    let (first, second, ()) = tokio::join!(slow(), slow(), stopping);
    assert_eq!(attribute(&first.state, "outcome"), &text("cancelled"));
    assert_eq!(attribute(&second.state, "outcome"), &text("cancelled"));

    let releasing = async {
        begun().await;
        world.release.add_permits(1);
    };
    let (later, ()) = tokio::join!(slow(), releasing);
    assert_eq!(attribute(&later.state, "outcome"), &text("released"));
}

#[tokio::test]
async fn a_host_that_breaks_off_cancels_its_apply_between_two_steps() {
    let sample = Sample::default();
    let host = kfm_provider::terraform::client::Host::in_process(sample.clone()).await.unwrap();
    let client = host.connect().await.unwrap();
    client.configure(client.provider_block(json!({})).unwrap()).await.unwrap();
    let config = client.object(SLOW, json!({})).unwrap();
    tokio::select! {
        _ = client.change(SLOW, None, Some(config)) => panic!("nobody released it"),
        permit = sample.world.begun.acquire() => permit.unwrap().forget(),
    }
    client.shutdown().await.unwrap();
    drop(client);
    // Ends only when the apply has ended, and that ends only when it is cancelled.
    host.ended().await.unwrap();
}
