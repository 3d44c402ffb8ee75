use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::json;
use tar::{Builder, EntryType, Header};

use super::*;

const MODULE: &str = "package kfm.promotion\n\nallow := true\n";

/// An archive of entries as they are given: the tar library would refuse to write most of the bad ones.
struct Packing(Builder<Vec<u8>>);

impl Packing {
    fn new() -> Self {
        Self(Builder::new(Vec::new()))
    }

    fn entry(mut self, kind: EntryType, path: &str, content: &[u8]) -> Self {
        let mut header = Header::new_ustar();
        let name = header.as_old_mut();
        name.name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        self.0.append(&header, content).unwrap();
        self
    }

    fn file(self, path: &str, content: &str) -> Self {
        self.entry(EntryType::Regular, path, content.as_bytes())
    }

    fn done(self) -> Vec<u8> {
        zip(&self.0.into_inner().unwrap())
    }
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn pin(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

fn read(bytes: &[u8]) -> Result<Bundle, BundleFault> {
    Bundle::read(bytes, OPA_BUNDLE, &pin(bytes))
}

fn fault(packing: Packing) -> BundleFault {
    read(&packing.done()).unwrap_err()
}

#[test]
fn one_module_is_a_bundle() {
    let bundle = Bundle::read(MODULE.as_bytes(), REGO_MODULE, &pin(MODULE.as_bytes())).unwrap();
    assert_eq!(bundle.modules.len(), 1);
    assert_eq!(bundle.modules[0].text, MODULE);
    assert!(bundle.owns("kfm/promotion"));
}

#[test]
fn bytes_that_are_not_pinned_are_not_read() {
    let other = pin(b"other");
    assert_eq!(Bundle::read(MODULE.as_bytes(), REGO_MODULE, &other), Err(BundleFault::NotPinned));
    let upper = pin(MODULE.as_bytes()).to_uppercase();
    assert_eq!(Bundle::read(MODULE.as_bytes(), REGO_MODULE, &upper), Err(BundleFault::NotPinned));
    let media = Bundle::read(MODULE.as_bytes(), "application/x-tar", &pin(MODULE.as_bytes()));
    assert_eq!(media, Err(BundleFault::MediaType));
    let large = vec![b'x'; MAX_STORED + 1];
    assert_eq!(Bundle::read(&large, REGO_MODULE, &pin(&large)), Err(BundleFault::TooLarge));
    assert_eq!(Bundle::read(b"\xff", REGO_MODULE, &pin(b"\xff")), Err(BundleFault::NotText));
    assert_eq!(Bundle::read(b" \n", REGO_MODULE, &pin(b" \n")), Err(BundleFault::Empty));
}

#[test]
fn an_archive_gives_modules_and_data() {
    let bytes = Packing::new()
        .file(".manifest", r#"{"revision": "7", "roots": ["kfm", "names"], "rego_version": 1}"#)
        .entry(EntryType::Directory, "kfm/", b"")
        .file("/kfm/promotion.rego", MODULE)
        .file("./kfm/labels/data.json", r#"{"known": ["public"]}"#)
        .file("data.json", r#"{"names": {"a": 1}, "kfm": {"x": true}}"#)
        .file("README.md", "read me")
        .file(".signatures.json", "{}")
        .done();
    let bundle = read(&bytes).unwrap();
    assert_eq!(bundle.modules, [Module { path: "kfm/promotion.rego".into(), text: MODULE.into() }]);
    let expected = json!({"names": {"a": 1}, "kfm": {"x": true, "labels": {"known": ["public"]}}});
    assert_eq!(Value::Object(bundle.data.clone()), expected);
    assert!(bundle.owns("kfm/promotion") && bundle.owns("names"));
    assert!(!bundle.owns("kfmx") && !bundle.owns("other"));
}

#[test]
fn entries_that_are_no_files_are_refused() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
        EntryType::Continuous,
        EntryType::GNUSparse,
    ] {
        let packing = Packing::new().file("a.rego", MODULE).entry(kind, "b.rego", b"");
        assert!(matches!(fault(packing), BundleFault::Kind | BundleFault::Broken), "{kind:?}");
    }
    let plain = Packing::new().file("a.rego", MODULE).file("b.rego", MODULE).done();
    assert_eq!(read(&plain).unwrap().modules.len(), 2);
}

#[test]
fn paths_stay_inside_and_occur_once() {
    let climbing = [
        "../a.rego",
        "x/../../a.rego",
        "x/./a.rego",
        "x//a.rego",
        "//a.rego",
        "c:a.rego",
        "x\\a.rego",
        "a\n.rego",
    ];
    for path in climbing {
        assert_eq!(fault(Packing::new().file(path, MODULE)), BundleFault::Path, "{path:?}");
    }
    let deep = format!("{}a.rego", "d/".repeat(32));
    assert_eq!(fault(Packing::new().file(&deep, MODULE)), BundleFault::Path);
    for (first, second) in [("a.rego", "a.rego"), ("a.rego", "./a.rego"), ("/x/a.rego", "x/a.rego")]
    {
        let packing = Packing::new().file(first, MODULE).file(second, MODULE);
        assert_eq!(fault(packing), BundleFault::Twice, "{first} {second}");
    }
    let both = Packing::new().file("a.rego", MODULE).entry(EntryType::Directory, "a.rego/", b"");
    assert_eq!(fault(both), BundleFault::Twice);
}

#[test]
fn data_is_strict_owned_and_placed_once() {
    let with = |path: &str, text: &str| Packing::new().file("a.rego", MODULE).file(path, text);
    for text in ["", "[]", "{\"a\":1,\"a\":1}", "{\"a\":NaN}", "{\"a\":9007199254740993}"] {
        assert_eq!(fault(with("data.json", text)), BundleFault::Data, "{text}");
    }
    assert_eq!(
        fault(with("data.json", "{\"x\":{\"y\":1}}").file("x/y/data.json", "{}")),
        BundleFault::Twice
    );
    assert_eq!(
        fault(with("x/data.json", "{\"y\":1}").file("data.json", "{\"x\":{\"y\":1}}")),
        BundleFault::Twice
    );
    for path in ["data.yaml", "x/data.yml", "policy.wasm", "plan.json"] {
        assert_eq!(fault(with(path, "{}")), BundleFault::Unsupported, "{path}");
    }
    let rooted = |data: &str| with(".manifest", r#"{"roots": ["a/b"]}"#).file("data.json", data);
    assert_eq!(fault(rooted("{\"c\":{}}")), BundleFault::Roots);
    assert_eq!(fault(rooted("{\"a\":{\"c\":{}}}")), BundleFault::Roots);
    assert!(read(&rooted("{}").done()).is_ok(), "nothing is nowhere");
    assert!(read(&rooted("{}").file("a/b/data.json", "{}").done()).is_ok());
    assert_eq!(fault(rooted("{}").file("c/data.json", "{}")), BundleFault::Roots);
}

#[test]
fn manifests_are_followed_or_refused() {
    let with = |text: &str| Packing::new().file(".manifest", text).file("a.rego", MODULE);
    for text in [
        "",
        "[]",
        r#"{"rego_version": 0}"#,
        r#"{"rego_version": "1"}"#,
        r#"{"file_rego_versions": {"a.rego": 0}}"#,
        r#"{"wasm": [{}]}"#,
        r#"{"roots": "a"}"#,
        r#"{"roots": [1]}"#,
        r#"{"unknown": 1}"#,
    ] {
        assert_eq!(fault(with(text)), BundleFault::Manifest, "{text}");
    }
    let many: Vec<_> = (0..1_025).map(|number| format!("\"r{number}\"")).collect();
    assert_eq!(fault(with(&format!("{{\"roots\": [{}]}}", many.join(",")))), BundleFault::Manifest);
    for roots in [r#"["a", "a/b"]"#, r#"["", "a"]"#, r#"["a", "a"]"#] {
        assert_eq!(fault(with(&format!("{{\"roots\": {roots}}}"))), BundleFault::Roots, "{roots}");
    }
    let none = read(&with(r#"{"roots": []}"#).done()).unwrap();
    assert!(!none.owns("kfm/promotion"));
    let beside = read(&with(r#"{"roots": ["a", "ab"], "wasm": null}"#).done()).unwrap();
    assert!(beside.owns("ab/c") && !beside.owns("abc"));
}

#[test]
fn archives_are_whole_and_bounded() {
    let whole = Packing::new().file("a.rego", MODULE).done();
    assert!(read(&whole).is_ok());
    let mut behind = whole.clone();
    behind.push(0);
    assert_eq!(read(&behind), Err(BundleFault::Broken));
    let twice = [whole.clone(), whole.clone()].concat();
    assert_eq!(read(&twice), Err(BundleFault::Broken));
    assert_eq!(read(&whole[..whole.len() - 1]), Err(BundleFault::Broken));
    assert_eq!(read(b"not gzip"), Err(BundleFault::Broken));
    assert_eq!(read(&zip(b"not a tar")), Err(BundleFault::Broken));
    assert_eq!(read(&zip(b"")), Err(BundleFault::Empty));
    assert_eq!(read(&Packing::new().file("a.txt", "").done()), Err(BundleFault::Empty));

    // 33 MiB of zeros are 33 KiB on the wire.
    let bomb = zip(&vec![0; 33 << 20]);
    assert!(bomb.len() < 64 << 10);
    assert_eq!(read(&bomb), Err(BundleFault::TooLarge));
    let many =
        (0..=MAX_ENTRIES).fold(Packing::new(), |packing, at| packing.file(&format!("{at}"), ""));
    assert_eq!(fault(many), BundleFault::TooLarge);

    // A header that promises more than there is.
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_ustar();
    header.set_path("a.rego").unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    builder.append(&header, MODULE.as_bytes()).unwrap();
    assert_eq!(read(&zip(&builder.into_inner().unwrap())), Err(BundleFault::Broken));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes).map(|bundle| bundle.modules.len());
        prop_assert!(read(&zip(&bytes)).map_or(true, |bundle| !bundle.modules.is_empty()));
    }

    #[test]
    fn a_broken_archive_is_never_another_bundle(at in 0_usize..10_000, bit in 0_u8..8) {
        let whole = Packing::new().file("a.rego", MODULE).file("data.json", "{\"a\":1}").done();
        let kept = read(&whole).unwrap();
        let mut broken = whole.clone();
        let at = at % broken.len();
        broken[at] ^= 1 << bit;
        // Its checksum guards what is packed; the rest is the gzip header, which says nothing of the content.
        prop_assert!(read(&broken).map_or(true, |bundle| bundle == kept));
    }
}
