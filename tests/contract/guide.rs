//! The guides repeat what the code decides: kinds and controls, the matrix, and the statements of a
//! policy. A copy that differs fails.

use std::path::Path;

use kfm_provider::domain::ZoneKind;
use kfm_provider::domain::access::{Persona, Right, cell};
use kfm_provider::reconcile::controls::CREATION;
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use crate::support::registry::{ACCOUNT, ADMINISTRATOR, cloud, provider};

fn guide() -> String {
    page("guides/zones-and-their-controls.md")
}

fn closed() -> String {
    page("guides/how-a-zone-is-closed.md")
}

fn page(path: &str) -> String {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    std::fs::read_to_string(docs.join(path)).unwrap()
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

#[test]
fn the_matrix_of_rights_is_right() {
    let guide = closed();
    for persona in Persona::ALL {
        let row = row(&guide, persona.as_str());
        for (kind, found) in ZoneKind::ALL.into_iter().zip(&row[1..]) {
            let rights = cell(persona, kind, kind == ZoneKind::Published).rights;
            let has = |right| rights.contains(&right);
            let mut letters = Vec::new();
            if has(Right::Read) {
                letters.push("R");
            } else if has(Right::List) {
                letters.push("L");
            }
            if has(Right::Write) {
                letters.push("W");
            } else if has(Right::Create) {
                letters.push("C");
            }
            if has(Right::Delete) {
                letters.push("D");
            }
            let expected = if letters.is_empty() { "–".to_owned() } else { letters.join(" ") };
            assert_eq!(*found, expected, "{persona} in {kind}");
        }
    }
    let heads = guide.lines().find(|line| line.starts_with("| persona |")).unwrap();
    let kinds: Vec<_> = heads.trim_matches('|').split('|').skip(1).map(str::trim).collect();
    assert_eq!(kinds, ZoneKind::ALL.map(ZoneKind::as_str));
}

#[test]
fn every_statement_of_a_bucket_policy_is_explained() {
    let (guide, mut told) = (closed(), 0);
    for path in std::fs::read_dir("golden/policies").unwrap() {
        let path = path.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("key") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for sid in text.split("\"Sid\": \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let family = ["KfmMay", "KfmBelow", "KfmListBelow", "KfmCreateBelow", "KfmService"]
                .into_iter()
                .find(|family| sid.starts_with(family));
            let name = family.map_or_else(|| format!("`{sid}`"), |family| format!("`{family}…`"));
            assert!(
                guide.lines().any(|line| line.starts_with('|') && line.contains(&name)),
                "{sid}"
            );
            told += 1;
        }
    }
    assert!(told > 100, "{told}");
}

#[test]
fn the_guarantee_is_worded_as_in_the_documentation_of_the_resource() {
    let words = "While the bucket's policy, IAM under `/kfm/`, and the trust of every role granted by \
                 ARN are as declared, no principal outside the matrix is admitted at S3, whatever \
                 policies it holds.";
    let plain = |text: String| {
        let text = text.replace('\n', " ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(plain(closed()).contains(words));
    assert!(plain(page("resources/zone_policy.md")).contains(words));
}
