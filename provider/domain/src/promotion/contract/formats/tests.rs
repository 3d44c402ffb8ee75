use super::*;

fn check(format: Format, right: &[&str], wrong: &[&str]) {
    for text in right {
        assert!(format(text), "{text:?}");
    }
    for text in wrong {
        assert!(!format(text), "{text:?}");
    }
}

#[test]
fn texts_and_names() {
    let long = "é".repeat(1024);
    check(
        is_text,
        &["x", "a b", &long],
        &["", " x", "x\u{1f}", "a\nb", "a\u{7f}b", &format!("{long}x")],
    );
    check(is_slug, &["a", "0_-", &"a".repeat(128)], &["", "_a", "A", "a.b", &"a".repeat(129)]);
    check(
        is_version,
        &["2026-05.572e3948", "0000-12.00000000"],
        &[
            "2026-00.572e3948",
            "2026-13.572e3948",
            "2026-5.572e3948",
            "2026-05.572E3948",
            "2026-05.572e394",
            "2026-05-572e3948",
        ],
    );
    check(is_id, &["a", "a:b.c-d_e", &"a".repeat(200)], &["", "1", &"a".repeat(201)]);
    check(
        is_principal,
        &["user:a", "svc:x/y@z", "a+b.c-d:E_1"],
        &[
            "user:",
            "user",
            "User:a",
            ":a",
            "user:a b",
            "user:a:b",
            &format!("u:{}", "a".repeat(201)),
        ],
    );
    check(is_environment, &["stage", "a-1"], &["", "1a", "Stage", &"a".repeat(33)]);
    check(is_iri, &["x", "a:~!"], &["", "a b", "é", &"a".repeat(1025)]);
}

#[test]
fn digests_and_versions() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let zeros = format!("sha256:{}", "0".repeat(64));
    check(is_digest, &[&digest], &[&zeros, &format!("jcs:{digest}"), ""]);
    check(
        is_spec_hash,
        &[&digest, &format!("jcs:{digest}")],
        &[&format!("jcs:jcs:{digest}"), &format!("jcs:{zeros}")],
    );
    check(is_commit, &[&"a1".repeat(20), &"a1".repeat(32)], &[&"a1".repeat(21), &"A1".repeat(20)]);
    check(
        is_semver,
        &["1.0.0", "0.10.2-rc.1", "1.2.3+b-1"],
        &["1.0", "1.0.0.0", "1..0", "1.0.0-", "v1.0.0", "1.0.0_1", "1.0.0-é"],
    );
    check(
        is_media_type,
        &["a/b", "application/vnd.x+json"],
        &["a", "a/", "A/b", "a/b; c=d", "a/b/c"],
    );
    check(is_run, &["kfm://run/2026:a.b_c-d"], &["kfm://run/", "kfm://run/a/b", "run/a"]);
    check(is_decision, &["kfm://policy_decision/ex-1"], &["kfm://run/a"]);
}

#[test]
fn places() {
    check(
        is_relative_path,
        &["a", "a/b.c", "..a", "notlatest", "a/latest-1"],
        &["", "/a", "a/", "a//b", ".", "a/..", "latest", "a/Latest.json", "a b", &"a".repeat(513)],
    );
    check(
        is_s3_uri,
        &["s3://abc/d", "s3://a.b-c/d/e@f=g+h:i"],
        &[
            "s3://ab/c",
            "s3://abc/",
            "s3://abc",
            "s3://Abc/d",
            "s3://abc-/d",
            "https://abc/d",
            "s3://abc/../d",
        ],
    );
    check(
        is_s3_prefix,
        &["s3://abc/", "s3://abc/d/"],
        &["s3://abc", "s3://abc//", "s3://abc/../", "s3:///"],
    );
}

#[test]
fn methods_and_evidence() {
    check(
        is_redaction_method,
        &["none", "grid_aggregation_10km", "random_offset_0.5"],
        &["", "grid_aggregation_", "grid_aggregation_10 km", "None"],
    );
    check(is_evidence_iri, &["dcat://x", "doc:a"], &["dcat:", "https://x", "dcat", "DCAT://x"]);
}
