//! The guide to zones repeats what the code decides: kinds and controls. A copy that differs fails.

use std::path::Path;

use kfm_provider::domain::ZoneKind;
use kfm_provider::reconcile::controls::CREATION;
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use crate::support::registry::{ACCOUNT, ADMINISTRATOR, cloud, provider};

fn guide() -> String {
    let path = "../docs/guides/zones-and-their-controls.md";
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The cells of the row that begins with `name`.
fn row(guide: &str, name: &str) -> Vec<String> {
    let beginning = format!("| `{name}` |");
    let mut rows = guide.lines().filter(|line| line.starts_with(&beginning));
    let row = rows.next().unwrap_or_else(|| panic!("the guide has no row of `{name}`"));
    row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn the_table_of_kinds_is_right() {
    let guide = guide();
    let word = |yes| if yes { "yes" } else { "no" };
    for kind in ZoneKind::ALL {
        let row = row(&guide, kind.as_str());
        let expected = [word(kind.may_force_destroy()), word(kind.protected_by_default())];
        assert_eq!(row[4..], expected, "{kind}: {row:?}");
        assert!(guide.contains(&format!("`{}`", kind.mutability().as_str())), "{kind}");
    }
}

#[tokio::test]
async fn every_control_is_explained() {
    let client = Client::start(provider(&cloud().unwrap())).await.unwrap();
    let block = json!({
        "region": "us-east-1", "environment": "dev", "account_id": ACCOUNT,
        "administrators": [ADMINISTRATOR],
    });
    assert_eq!(client.configure(client.provider_block(block).unwrap()).await.unwrap(), []);
    let config = client.object("kfm_zone", json!({ "zone": "catalog" })).unwrap();
    let plan = client.plan("kfm_zone", None, Some(&config)).await.unwrap();
    let Tree::Map(planned) = plan.state else { panic!("{:?}", plan.diags) };
    let Some(Tree::Map(controls)) = planned.get("controls") else { panic!("{planned:?}") };
    assert!(controls.len() >= 16, "{controls:?}");
    let guide = guide();
    for (control, wanted) in controls {
        let Tree::String(wanted) = wanted else { panic!("{control} is {wanted:?}") };
        let explained = guide.lines().any(|line| {
            let mut cells = line.trim_matches('|').split('|');
            cells.next().is_some_and(|cell| cell.contains(&format!("`{control}`")))
                && cells.next().is_some_and(|cell| cell.contains(&format!("`{wanted}`")))
        });
        assert!(explained, "no row says that `{control}` should be `{wanted}`");
    }
    assert!(guide.contains(&format!("`{CREATION} = \"unfinished\"`")));
}
