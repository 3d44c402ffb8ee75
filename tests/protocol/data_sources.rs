//! Data sources: what they see of a configuration and what core sees of them.

use kfm_provider::terraform::diag::{AttributePath, Severity};
use serde_json::json;

use super::*;

fn named(client: &Client, name: &str) -> Tree {
    client.data_object(NOTE, json!({"name": name})).unwrap()
}

#[tokio::test]
async fn what_is_there_is_read_with_its_warnings() {
    let client = configured(Sample::default()).await;
    changed(&client, NOTE, None, json!({"name": "a", "text": "abc", "labels": ["x"]})).await;
    assert_eq!(client.validate_data_source(NOTE, named(&client, "a")).await.unwrap(), []);
    let (found, diags) = client.read_data_source(NOTE, named(&client, "a")).await.unwrap();
    assert_eq!(attribute(&found, "name"), &text("a"));
    assert_eq!(attribute(&found, "text"), &text("abc"));
    assert_eq!(attribute(&found, "labels"), &Tree::List(vec![text("x")]));
    let [warning] = diags.as_slice() else { panic!("{diags:?}") };
    assert_eq!(
        (warning.severity, warning.summary.as_str()),
        (Severity::Warning, "A note was read")
    );

    let (found, diags) = client.read_data_source(NOTE, named(&client, "b")).await.unwrap();
    assert_eq!((found, diags[0].summary.as_str()), (Tree::Null, "No note `b`"));
}

#[tokio::test]
async fn a_data_source_is_listed_with_its_schema() {
    let client = Client::start(Sample::default()).await.unwrap();
    assert_eq!(client.metadata().await.unwrap().data_sources, [NOTE]);
    let schema = &client.schema().data_sources[NOTE];
    assert_eq!(schema.description, "A note that is there already.");
    assert!(schema.attributes["name"].required && schema.attributes["text"].computed);
    // The resource of the same name is another one.
    assert!(client.schema().resources[NOTE].attributes.contains_key("settings"));
}

#[tokio::test]
async fn a_configuration_is_checked_before_all_of_it_is_known_and_read_after() {
    let client = configured(Sample::default()).await;
    let diags = client.validate_data_source(NOTE, named(&client, "bad")).await.unwrap();
    assert_eq!(diags[0].path, AttributePath::attribute("name"));

    let mut later = named(&client, "");
    if let Tree::Map(entries) = &mut later {
        entries.insert("name".to_owned(), Tree::Unknown);
    }
    assert_eq!(client.validate_data_source(NOTE, later.clone()).await.unwrap(), []);
    let (found, diags) = client.read_data_source(NOTE, later).await.unwrap();
    assert_eq!(found, Tree::Null);
    assert_eq!(diags[0].summary, "`name` of `sample_note` is not known yet");
    let (found, diags) = client.read_data_source(NOTE, Tree::Unknown).await.unwrap();
    assert_eq!((found, diags.len()), (Tree::Null, 1));
}

#[tokio::test]
async fn what_does_not_fit_the_schema_is_refused() {
    let client = configured(Sample::default()).await;
    let wrong = Tree::Map([("name".to_owned(), Tree::List(Vec::new()))].into());
    for diags in [
        client.validate_data_source(NOTE, wrong.clone()).await.unwrap(),
        client.read_data_source(NOTE, wrong).await.unwrap().1,
    ] {
        assert_eq!(diags[0].summary, "Value of an unexpected shape");
        assert_eq!(diags[0].path, AttributePath::attribute("name"));
    }
    let diags = client.validate_data_source("sample_letter", Tree::Null).await.unwrap();
    assert_eq!(diags[0].summary, "Unknown data source `sample_letter`");
}

#[tokio::test]
async fn an_undecided_result_of_a_read_is_our_error() {
    let client = configured(Sample::default()).await;
    let (found, diags) = client.read_data_source(NOTE, named(&client, "undecided")).await.unwrap();
    assert_eq!(attribute(&found, "text"), &Tree::Null);
    assert_eq!(diags[0].summary, "`text` of `sample_note` was left undecided");
}

#[tokio::test]
async fn a_panic_is_a_message_and_serving_goes_on() {
    let client = configured(Sample::default()).await;
    let panic = || named(&client, "panic");
    let diags = client.validate_data_source(NOTE, panic()).await.unwrap();
    assert_eq!(diags[0].summary, "The provider failed to validate `sample_note`");
    let (found, diags) = client.read_data_source(NOTE, panic()).await.unwrap();
    assert_eq!(found, Tree::Null);
    assert_eq!(diags[0].summary, "The provider failed to read `sample_note`");
    assert!(diags[0].detail.contains("asked to fail at read"), "{diags:?}");
    changed(&client, NOTE, None, json!({"name": "a"})).await;
    let (found, _) = client.read_data_source(NOTE, named(&client, "a")).await.unwrap();
    assert_eq!(attribute(&found, "name"), &text("a"));
}

#[tokio::test]
async fn nothing_is_read_before_the_provider_is_configured() {
    let client = Client::start(Sample::default()).await.unwrap();
    assert_eq!(client.validate_data_source(NOTE, named(&client, "a")).await.unwrap(), []);
    let (found, diags) = client.read_data_source(NOTE, named(&client, "a")).await.unwrap();
    assert_eq!(found, Tree::Null);
    assert_eq!(diags[0].summary, "The provider of `sample_note` is not configured");
}
