//! How the process starts, whom it answers, how it ends.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use kfm_provider::terraform::client::{ClientError, Host, Identity};
use serde_json::json;
use tokio::process::Command;

use super::*;

fn entries(directory: &Path) -> usize {
    std::fs::read_dir(directory).unwrap().count()
}

fn sample_process() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sample-provider"))
}

#[tokio::test]
async fn the_socket_lies_in_a_directory_of_its_own() {
    let host = Host::in_process(Sample::default()).await.unwrap();
    let directory = host.socket().parent().unwrap();
    assert_eq!(directory.parent().unwrap(), host.temp_dir());
    assert_eq!(directory.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    let metadata = host.connect().await.unwrap().metadata().await.unwrap();
    assert_eq!(metadata.resources, [FAULT, NOTE, SLOW]);
}

#[tokio::test]
async fn only_the_holder_of_the_hosts_certificate_is_answered() {
    let host = Host::in_process(Sample::default()).await.unwrap();
    let client = host.connect().await.unwrap();
    let stranger = Identity::generate().unwrap();
    for identity in [None, Some(&stranger)] {
        let refused = host.connect_as(identity).await;
        assert!(
            matches!(refused, Err(ClientError::Transport(_) | ClientError::Call(_))),
            "{refused:?}"
        );
        client.metadata().await.unwrap();
        host.connect().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_holds_up_no_other() {
    let host = Host::in_process(Sample::default()).await.unwrap();
    let _silent = tokio::net::UnixStream::connect(host.socket()).await.unwrap();
    host.connect().await.unwrap();
}

#[tokio::test]
async fn large_messages_pass_both_ways() {
    let client = configured(Sample::default()).await;
    let large = "x".repeat(50 << 20);
    let stored = changed(&client, NOTE, None, json!({"name": "a", "text": large})).await;
    assert!(
        matches!(attribute(&stored.state, "text"), Tree::String(text) if text.len() == 50 << 20)
    );
}

#[tokio::test]
async fn shutdown_ends_serving_and_leaves_nothing() {
    let host = Host::in_process(Sample::default()).await.unwrap();
    let client = host.connect().await.unwrap();
    client.shutdown().await.unwrap();
    drop(client);
    let left = host.ended().await.unwrap();
    assert_eq!(entries(left.path()), 0);
}

#[tokio::test]
async fn shutdown_ends_the_process_and_leaves_nothing() {
    let host = Host::spawn(sample_process()).await.unwrap();
    let client = host.connect().await.unwrap();
    assert_eq!(entries(host.temp_dir()), 1);
    client.shutdown().await.unwrap();
    let left = host.ended().await.unwrap();
    assert_eq!(entries(left.path()), 0);
}

#[tokio::test]
async fn a_terminated_process_leaves_nothing_and_an_interrupted_one_goes_on() {
    let host = Host::spawn(sample_process()).await.unwrap();
    let client = host.connect().await.unwrap();
    let signal = async |name: &str| {
        let pid = host.process_id().unwrap().to_string();
        let status = Command::new("kill").args(["-s", name, &pid]).status().await.unwrap();
        assert!(status.success());
    };
    signal("INT").await;
    client.metadata().await.unwrap();
    signal("TERM").await;
    let left = host.ended().await.unwrap();
    assert_eq!(entries(left.path()), 0);
}

#[tokio::test]
async fn what_a_killed_process_leaves_hinders_nobody() {
    let host = Host::spawn(sample_process()).await.unwrap();
    host.connect().await.unwrap();
    let left = host.kill().await.unwrap();
    assert_eq!(entries(left.path()), 1);
    let next = Host::spawn_in(sample_process(), left).await.unwrap();
    next.connect().await.unwrap();
}

#[tokio::test]
async fn a_process_whose_parent_is_gone_ends() {
    // The shell starts the provider and dies; whoever inherits the provider is not its parent.
    let directory = tempfile::tempdir().unwrap();
    let identity = Identity::generate().unwrap();
    let script = format!(
        "{} > {}/handshake & while [ ! -s {1}/handshake ]; do sleep 0.1; done; echo $!",
        env!("CARGO_BIN_EXE_sample-provider"),
        directory.path().display(),
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .env("TF_PLUGIN_MAGIC_COOKIE", kfm_provider::terraform::plugin::COOKIE_VALUE)
        .env("PLUGIN_CLIENT_CERT", identity.pem())
        .env("TMPDIR", directory.path())
        .output()
        .await
        .unwrap();
    assert!(output.status.success());
    while entries(directory.path()) > 1 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn without_the_hosts_certificate_nothing_is_served() {
    let output = sample_process()
        .env("TF_PLUGIN_MAGIC_COOKIE", kfm_provider::terraform::plugin::COOKIE_VALUE)
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
}
