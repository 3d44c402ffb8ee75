//! The protocol edge over a real socket, with the sample provider behind it.

mod connection;
mod data_sources;
mod faults;
mod functions;
mod lifecycle;

use kfm_provider::terraform::client::{Client, Stored};
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::sample_provider::Sample;

const NOTE: &str = "sample_note";
const FAULT: &str = "sample_fault";
const SLOW: &str = "sample_slow";

/// A client of a configured sample provider.
async fn configured(sample: Sample) -> Client {
    let client = Client::start(sample).await.unwrap();
    let block = client.provider_block(json!({})).unwrap();
    assert_eq!(client.configure(block).await.unwrap(), []);
    client
}

/// Plans and applies, expecting success.
async fn changed(client: &Client, ty: &str, prior: Option<&Stored>, config: Json) -> Stored {
    let config = client.object(ty, config).unwrap();
    let change = client.change(ty, prior, Some(config)).await.unwrap();
    assert!(change.errors().is_empty(), "{:?}", change.errors());
    change.stored().cloned().unwrap()
}

/// An attribute of an object.
fn attribute<'a>(object: &'a Tree, name: &str) -> &'a Tree {
    match object {
        Tree::Map(entries) => &entries[name],
        other => panic!("no object: {other:?}"),
    }
}

fn text(value: &str) -> Tree {
    Tree::String(value.to_owned())
}
