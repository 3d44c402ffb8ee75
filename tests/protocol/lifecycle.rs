//! What a resource that behaves sees and what core sees of it.

use kfm_provider::terraform::diag::AttributePath;
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_resource_is_created_read_changed_imported_and_deleted() {
    let client = configured(Sample::default()).await;
    let config = json!({"name": "a", "text": "abc", "settings": {"mode": "plain"}});
    let stored = changed(&client, NOTE, None, config.clone()).await;
    let number = |value| Tree::Number(kfm_provider::terraform::value::Number::Signed(value));
    assert_eq!(attribute(&stored.state, "length"), &number(3));
    assert_eq!(attribute(attribute(&stored.state, "settings"), "level"), &number(3));

    let read = client.read(NOTE, &stored).await.unwrap();
    assert_eq!(read.stored.as_ref(), Some(&stored));
    let again = client.object(NOTE, config).unwrap();
    let nothing = client.change(NOTE, Some(&stored), Some(again)).await.unwrap();
    assert_eq!(nothing.planned.state, stored.state);

    let imported = client.import(NOTE, "a").await.unwrap();
    assert_eq!(imported.stored.unwrap().state, stored.state);

    let deleted = client.change(NOTE, Some(&stored), None).await.unwrap();
    assert!(deleted.errors().is_empty());
    assert_eq!(deleted.stored(), None);
    assert_eq!(client.read(NOTE, &stored).await.unwrap().stored, None);
    assert_eq!(client.import(NOTE, "a").await.unwrap().errors()[0].summary, "No note `a`");
}

#[tokio::test]
async fn private_data_is_carried_from_change_to_change() {
    let client = configured(Sample::default()).await;
    let first = changed(&client, NOTE, None, json!({"name": "a", "text": "1"})).await;
    assert_eq!(first.private, br#"{"serial":1}"#);
    let second = changed(&client, NOTE, Some(&first), json!({"name": "a", "text": "2"})).await;
    assert_eq!(second.private, br#"{"serial":2}"#);
    let read = client.read(NOTE, &second).await.unwrap();
    assert_eq!(read.stored, Some(second));
}

#[tokio::test]
async fn unreadable_private_data_is_an_error_that_keeps_everything() {
    let client = configured(Sample::default()).await;
    let mut stored = changed(&client, NOTE, None, json!({"name": "a"})).await;
    stored.private = b"{\"serial\": \"secret\"}".to_vec();
    let read = client.read(NOTE, &stored).await.unwrap();
    assert_eq!(read.errors()[0].summary, "Private data of `sample_note` cannot be read");
    assert!(!read.errors()[0].detail.contains("secret"));
    assert_eq!(read.stored.as_ref(), Some(&stored));
    let config = client.object(NOTE, json!({"name": "a", "text": "2"})).unwrap();
    let planned = client.plan(NOTE, Some(&stored), Some(&config)).await.unwrap();
    assert_eq!(planned.errors().len(), 1);
    assert_eq!(planned.state, stored.state);
    let applied = client.apply(NOTE, Some(&stored), &planned, Some(&config)).await.unwrap();
    assert_eq!(applied.errors().len(), 1);
    assert_eq!(applied.stored, Some(stored));
}

#[tokio::test]
async fn a_marked_attribute_replaces_and_no_other() {
    let client = configured(Sample::default()).await;
    let stored = changed(&client, NOTE, None, json!({"name": "a", "labels": ["x", "y"]})).await;
    let replaced =
        async |config: Tree| client.plan(NOTE, Some(&stored), Some(&config)).await.unwrap().replace;
    let config = |json| client.object(NOTE, json).unwrap();
    assert_eq!(replaced(config(json!({"name": "a", "text": "new"}))).await, []);
    let name = [AttributePath::attribute("name")];
    assert_eq!(replaced(config(json!({"name": "b"}))).await, name);
    let mut unknown = config(json!({"name": "b"}));
    if let Tree::Map(entries) = &mut unknown {
        entries.insert("name".to_owned(), Tree::Unknown);
    }
    assert_eq!(replaced(unknown).await, name);
    assert_eq!(client.plan(NOTE, Some(&stored), None).await.unwrap().replace, []);
}

#[tokio::test]
async fn unknown_set_elements_reach_the_plan_one_by_one() {
    let client = configured(Sample::default()).await;
    let mut config = client.object(NOTE, json!({"name": "a"})).unwrap();
    let labels = Tree::List(vec![Tree::Unknown, Tree::Unknown, text("x")]);
    if let Tree::Map(entries) = &mut config {
        entries.insert("labels".to_owned(), labels.clone());
    }
    let planned = client.plan(NOTE, None, Some(&config)).await.unwrap();
    assert_eq!(attribute(&planned.state, "labels"), &labels);
}

#[tokio::test]
async fn a_provider_that_is_not_configured_says_so() {
    let client = Client::start(Sample::default()).await.unwrap();
    let config = client.object(NOTE, json!({"name": "a"})).unwrap();
    assert_eq!(client.validate(NOTE, config.clone()).await.unwrap(), []);
    let stored = Stored { state: config.clone(), private: Vec::new() };
    let summary = "The provider of `sample_note` is not configured";
    let planned = client.plan(NOTE, None, Some(&config)).await.unwrap();
    assert_eq!(planned.errors()[0].summary, summary);
    let applied = client.apply(NOTE, None, &planned, Some(&config)).await.unwrap();
    assert_eq!(applied.errors()[0].summary, summary);
    let read = client.read(NOTE, &stored).await.unwrap();
    assert_eq!(read.errors()[0].summary, summary);
    assert_eq!(read.stored, Some(stored));
    assert_eq!(client.import(NOTE, "a").await.unwrap().errors()[0].summary, summary);
}

#[tokio::test]
async fn messages_point_at_what_terraform_can_show() {
    let client = Client::start(Sample::default()).await.unwrap();
    let block = client.provider_block(json!({"prefix": "bad"})).unwrap();
    let diags = client.validate_provider(block).await.unwrap();
    assert_eq!(diags[0].path, AttributePath::attribute("prefix"));
    let config = client.object(NOTE, json!({"name": "a", "settings": {"mode": "odd"}})).unwrap();
    let diags = client.validate(NOTE, config).await.unwrap();
    assert_eq!(diags[0].path, AttributePath::attribute("settings"));
    assert_eq!(diags[0].detail, "No such mode.\n\nThe attribute is `settings.mode`.");
}

#[tokio::test]
async fn the_schema_is_what_the_models_say() {
    let client = Client::start(Sample::default()).await.unwrap();
    let note = &client.schema().resources[NOTE];
    assert_eq!(note.version, 2);
    assert_eq!(note.description, "A note.\n\nIt behaves.");
    assert!(note.attributes["name"].required);
    let (_, settings) = note.attributes["settings"].nested.as_ref().unwrap();
    assert!(settings["level"].optional && settings["level"].computed);
}
