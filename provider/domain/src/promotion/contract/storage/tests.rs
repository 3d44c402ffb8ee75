use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::promotion::contract::tests::example::{Example, remove, set};
use crate::promotion::contract::tests::{document, lines, options, places, rebind};
use crate::promotion::contract::{Disposition, Level, evaluate};
use crate::promotion::verdict::{Code, Readiness};

const CASES: &str = include_str!("../cases/storage.json");

mod approvals;

/// A stored example, with what an observer could not read and what the policy says.
#[derive(Clone)]
struct Scene {
    example: Example,
    observed: BTreeMap<String, Observed>,
    kill_switch: Presence,
    answer: Option<Answer>,
}

impl Scene {
    fn new() -> Self {
        let (observed, kill_switch) = (BTreeMap::new(), Presence::Absent);
        Self { example: Example::new(), observed, kill_switch, answer: None }
    }

    fn of(case: &Value) -> Self {
        let mut scene = Self::new();
        let example = &mut scene.example;
        let names = |member: &str| -> BTreeSet<String> {
            case[member].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
        };
        for (path, value) in case["options"].as_object().into_iter().flatten() {
            set(&mut example.options, path, value.clone());
        }
        for (path, value) in case["change"].as_object().into_iter().flatten() {
            set(&mut example.packet, path, value.clone());
        }
        for name in names("objects").union(&names("without")).chain(&names("text")) {
            let bytes = match case["text"][name].as_str() {
                Some(text) => text.as_bytes().to_vec(),
                None => example.edited(name, &case["objects"][name], &case["without"][name]),
            };
            match case["follow"].as_str() {
                None => example.replace(name, bytes),
                Some("reference") => example.replace_alone(name, bytes),
                Some(_) => drop(example.objects.insert(name.clone(), bytes)),
            }
        }
        for (name, word) in case["observed"].as_object().into_iter().flatten() {
            let observed = match word.as_str().unwrap() {
                "missing" => Observed::Missing,
                "unreadable" => Observed::Unreadable,
                "too large" => Observed::TooLarge,
                word => panic!("{word}"),
            };
            scene.observed.insert(scene.example.uri(name).to_owned(), observed);
        }
        scene.kill_switch = match case["kill_switch"].as_str() {
            None => Presence::Absent,
            Some("present") => Presence::Present,
            Some("unknown") => Presence::Unknown,
            Some(word) => panic!("{word}"),
        };
        scene.answer = case.get("answer").map(|answer| match answer.as_str() {
            Some("undefined") => Answer::Undefined,
            Some("failed") => Answer::Failed,
            _ => Answer::Defined(answer.clone()),
        });
        rebind(&mut scene.example.packet);
        scene
    }

    fn observe(&self, inquiry: &Inquiry<'_>) -> BTreeMap<ObjectId, Observed> {
        let stored: BTreeMap<_, _> = self
            .example
            .objects
            .iter()
            .map(|(name, bytes)| (self.example.uri(name), bytes))
            .collect();
        let observed = inquiry.objects().into_iter().map(|(object, keep)| {
            let observed = match (self.observed.get(&object.uri), stored.get(&*object.uri)) {
                (Some(observed), _) => observed.clone(),
                (None, None) => Observed::Missing,
                (None, Some(bytes)) => {
                    let mut intake = Intake::new(inquiry.options.max_object_bytes(), keep);
                    let _ = intake.take(bytes);
                    intake.finish()
                }
            };
            (object, observed)
        });
        observed.collect()
    }

    fn evaluate(&self) -> Evaluation {
        self.conclude(|_| ())
    }

    /// The evaluation; `see` is shown what was judged before the policy's answer.
    fn conclude(&self, see: impl FnOnce(&Judged)) -> Evaluation {
        let options = options(&self.example.options);
        let packet = evaluate(self.example.packet.to_string().as_bytes(), &options);
        let inquiry = Inquiry::of(&packet, &options).unwrap();
        let observed = self.observe(&inquiry);
        let judged = inquiry.judge(&observed, self.kill_switch, &engine());
        see(&judged);
        let answer = judged.question().map(|question| {
            let stopped = question.input["emergency_deny"] != false;
            self.answer.clone().unwrap_or_else(|| {
                let deny = if stopped { json!(["EMERGENCY_DENY"]) } else { json!([]) };
                Answer::Defined(
                    json!({"allow": !stopped, "deny": deny, "obligations": ["show_notice"]}),
                )
            })
        });
        judged.conclude(answer.as_ref())
    }
}

fn engine() -> Engine {
    Engine { name: "regorus".to_owned(), version: "0.5.0".to_owned() }
}

#[test]
fn cases_have_exactly_their_findings() {
    let mut wrong = Vec::new();
    for case in document(CASES).as_array().unwrap() {
        let evaluation = Scene::of(case).evaluate();
        let found = lines(&evaluation);
        let expected: Vec<_> = case["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .collect();
        let differs =
            |member: &str, word: &str| case.get(member).is_some_and(|expected| expected != word);
        if found != expected
            || differs("status", evaluation.status().word())
            || differs("disposition", evaluation.disposition().word())
        {
            wrong.push(format!("{}\n  found    {found:?}\n  expected {expected:?}", case["rule"]));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let cases = document(CASES);
    let named: BTreeSet<_> = cases
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["rule"].as_str().unwrap().to_owned())
        .collect();
    let mut expected: BTreeSet<String> =
        ["missing", "unreadable", "too large", "digest", "pass"].map(str::to_owned).into();
    for (letter, count) in [("ST-", 10), ("S", 6), ("P-", 6)] {
        expected.extend((1..=count).map(|number| format!("{letter}{number}")));
    }
    assert_eq!(named, expected);
}

/// Codes that only this level has.
fn is_of_storage(code: &Code) -> bool {
    ["_OBJECT_", "_DOCUMENT_INVALID", "_RECORD_MISMATCH", "_FACT_MISMATCH", "PC_F_POLICY_"]
        .iter()
        .any(|part| code.name.contains(part))
        || [
            "PC_D_DCAT_INVALID",
            "PC_D_STAC_INVALID",
            "PC_D_PROV_INVALID",
            "PC_X_EMERGENCY_DENY_UNREADABLE",
        ]
        .contains(&code.name)
}

#[test]
fn every_code_of_this_level_has_a_case() {
    // No document of B is JSON, none of C is a terms snapshot: what the rule book gives them is digests alone.
    let unreachable =
        ["PC_B_DOCUMENT_INVALID", "PC_B_RECORD_MISMATCH", "PC_INPUT_DOCUMENT_INVALID"];
    let of_packet = ["PC_F_POLICY_INPUT_MISMATCH"];
    let mut found = BTreeSet::new();
    for case in document(CASES).as_array().unwrap() {
        found.extend(Scene::of(case).evaluate().findings().iter().map(|one| one.code.name));
    }
    for code in codes::all().filter(is_of_storage) {
        let expected = !unreachable.contains(&code.name) && !of_packet.contains(&code.name);
        assert_eq!(found.contains(code.name), expected, "{}", code.name);
    }
}

#[test]
fn the_example_is_ready_to_be_approved() {
    let evaluation = Scene::new().evaluate();
    assert_eq!(lines(&evaluation), Vec::<String>::new());
    assert_eq!(evaluation.level(), Level::Storage);
    assert_eq!(evaluation.readiness(), Readiness::ApproveReady);
    assert_eq!(evaluation.disposition(), Disposition::None);
}

#[test]
fn every_object_of_the_example_is_read_once() {
    let (scene, options) = (Scene::new(), options(&Example::new().options));
    let packet = evaluate(scene.example.packet.to_string().as_bytes(), &options);
    let inquiry = Inquiry::of(&packet, &options).unwrap();
    let uris: BTreeSet<_> = inquiry.objects().into_keys().map(|object| object.uri).collect();
    let stored: BTreeSet<_> =
        scene.example.objects.keys().map(|name| scene.example.uri(name).to_owned()).collect();
    assert_eq!(uris, stored);
    assert_eq!(inquiry.kill_switch(), Some("s3://kfm-example-policy/emergency_deny"));
}

/// The example, judged with a step left out.
fn judged(observed: bool, kill_switch: Presence, engine: &Engine) -> Judged {
    let (scene, options) = (Scene::new(), options(&Example::new().options));
    let packet = evaluate(scene.example.packet.to_string().as_bytes(), &options);
    let inquiry = Inquiry::of(&packet, &options).unwrap();
    let observed = if observed { scene.observe(&inquiry) } else { BTreeMap::new() };
    inquiry.judge(&observed, kill_switch, engine)
}

#[test]
fn a_step_left_out_opens_nothing() {
    let unobserved = judged(false, Presence::Absent, &engine());
    assert!(unobserved.question().is_none());
    let evaluation =
        unobserved.conclude(Some(&Answer::Defined(json!({"allow": true, "deny": []}))));
    assert_eq!(evaluation.findings().len(), 19);
    assert!(evaluation.findings().iter().all(|one| one.code.name.ends_with("_OBJECT_UNREADABLE")));

    let unasked = judged(true, Presence::Absent, &engine());
    assert!(unasked.question().is_some());
    assert_eq!(lines(&unasked.conclude(None)), ["PC_F_POLICY_EVALUATION_ERROR $.policy.bundle"]);
}

#[test]
fn another_engine_is_not_asked() {
    for other in [
        Engine { version: "0.5.1".to_owned(), ..engine() },
        Engine { name: "opa".to_owned(), ..engine() },
    ] {
        let judged = judged(true, Presence::Absent, &other);
        assert!(judged.question().is_none());
        let evaluation =
            judged.conclude(Some(&Answer::Defined(json!({"allow": true, "deny": []}))));
        assert_eq!(lines(&evaluation), ["PC_F_POLICY_EVALUATION_ERROR $.policy.bundle"]);
    }
}

#[test]
fn a_version_is_read_where_one_is_named() {
    let options = options(&Example::new().options);
    let mut packet = Example::new().packet;
    packet["identity"]["artifacts"][0]["version_id"] = "v-1".into();
    packet["identity"]["spec_ref"]["version_id"] = Value::Null;
    let packet = evaluate(packet.to_string().as_bytes(), &options);
    let inquiry = Inquiry::of(&packet, &options).unwrap();
    let versions: Vec<_> =
        inquiry.objects().into_keys().filter_map(|object| object.version).collect();
    assert_eq!(versions, ["v-1"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A stored object of which any byte is another one is not the one referred to.
    #[test]
    fn no_byte_of_an_object_can_change(
        object in any::<prop::sample::Index>(),
        byte in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let mut scene = Scene::new();
        let name = object.get(&scene.example.objects.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = scene.example.objects.get_mut(&name).unwrap();
        let place = byte.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let evaluation = scene.evaluate();
        let found = lines(&evaluation);
        prop_assert_eq!(found.len(), 1);
        prop_assert!(found[0].contains("_OBJECT_DIGEST_MISMATCH"), "{}", found[0]);
    }

    /// A stored document that says less does not pass, whatever follows the change.
    #[test]
    fn no_catalog_passes_with_less(
        catalog in prop::sample::select(vec!["dcat.jsonld", "stac_collection.json", "stac_item.json", "prov.jsonld"]),
        left_out in any::<prop::sample::Index>(),
    ) {
        let mut scene = Scene::new();
        let stored: Value = serde_json::from_slice(&scene.example.objects[catalog]).unwrap();
        let mut all = Vec::new();
        places(&stored, "", &mut all);
        all.retain(|place| !is_free(catalog, place));
        let mut less = stored;
        let place = left_out.get(&all).clone();
        remove(&mut less, &place);
        scene.example.replace(catalog, less.to_string().into_bytes());
        rebind(&mut scene.example.packet);
        prop_assert_ne!(scene.evaluate().status().word(), "PASS", "without {}", place);
    }
}

/// What the rule book does not ask of a catalog document.
fn is_free(catalog: &str, place: &str) -> bool {
    let free: &[&str] = match catalog {
        "dcat.jsonld" => &["/@context", "/dcat:distribution/0/dct:title"],
        "stac_collection.json" => &["/description", "/extent", "/license", "/links/0/type"],
        "stac_item.json" => {
            &["/bbox", "/geometry", "/properties", "/links/0/type", "/links/1/type"]
        }
        _ => &["/@context", "/@graph/0/prov:wasAssociatedWith", "/@graph/1/prov:used"],
    };
    // A value inside of what only has to say something leaves nothing behind, which is found.
    free.iter().any(|start| place == *start || place.starts_with(&format!("{start}/")))
}
