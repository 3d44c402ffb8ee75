use super::*;
use crate::policy_document::{
    Actions, Comparison, Condition, Effect, Operator, Principal, Principals, Resources,
};

/// A document of one statement with these members.
fn one(members: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{members}}}]}}"#)
}

/// What is wrong with a text, as `path: rule`.
fn problems(read: Result<PolicyDocument, Vec<ParseProblem>>) -> Vec<(String, String)> {
    let problems = read.err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.path, problem.rule)).collect()
}

/// Asserts that exactly one thing is wrong, where it is, and a word of the rule.
fn assert_only(read: Result<PolicyDocument, Vec<ParseProblem>>, path: &str, word: &str) {
    let problems = problems(read);
    let [(at, rule)] = problems.as_slice() else { panic!("{word}: {problems:?}") };
    assert_eq!(at, path, "{rule}");
    assert!(rule.contains(word), "{rule} lacks {word}");
}

fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    items.into_iter().collect()
}

const ALLOW: &str = r#""Effect":"Allow","Action":"s3:GetObject""#;

#[test]
fn every_form_of_a_document_is_read() {
    let text = r#"{
        "Id": "mine",
        "Statement": {
            "Sid": "Both forms",
            "Effect": "Deny",
            "NotPrincipal": {
                "AWS": ["arn:aws:iam::123456789012:root", "123456789012", "*"],
                "Service": "s3.amazonaws.com",
                "Federated": ["accounts.example.com"],
                "CanonicalUser": "79a59df900b949e55d96a1e698fbaced"
            },
            "NotAction": ["s3:Get*", "s3:Get*", "s3:List*"],
            "NotResource": "arn:aws:s3:::a/${aws:username}/*",
            "Condition": {
                "Bool": {"aws:SecureTransport": false},
                "forAnyValue:stringLikeIfExists": {"aws:TagKeys": ["a", "b"], "s3:prefix": []},
                "NumericLessThan": {"s3:max-keys": [10, 1.5, "x"]},
                "Sounds": {"aws:username": "alike"}
            }
        }
    }"#;
    let document = PolicyDocument::parse(text, PolicyKind::Bucket).unwrap();
    assert_eq!((document.version, document.id.as_deref()), (Version::V2008, Some("mine")));
    let [statement] = document.statements.as_slice() else { panic!("{document:?}") };
    assert_eq!(statement.sid.as_deref(), Some("Both forms"));
    assert_eq!(statement.effect, Effect::Deny);
    let principals = set([
        Principal::Everyone,
        Principal::Aws("123456789012".to_owned()),
        Principal::Aws("arn:aws:iam::123456789012:root".to_owned()),
        Principal::Service("s3.amazonaws.com".to_owned()),
        Principal::Federated("accounts.example.com".to_owned()),
        Principal::CanonicalUser("79a59df900b949e55d96a1e698fbaced".to_owned()),
    ]);
    assert_eq!(statement.principals, Some(Principals::AllBut(principals)));
    assert_eq!(statement.actions, Actions::all_but(["s3:Get*", "s3:List*"]));
    let resources = set(["arn:aws:s3:::a/${aws:username}/*".to_owned()]);
    assert_eq!(statement.resources, Some(Resources::AllBut(resources)));
    let like = Operator::from(Comparison::StringLike).for_any_value().if_exists();
    let unknown = Comparison::Unknown("Sounds".to_owned());
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let conditions = [
        Condition::one(Comparison::Bool, "aws:SecureTransport", "false"),
        Condition::any(like.clone(), "aws:TagKeys", texts(&["a", "b"])),
        Condition::any(like, "s3:prefix", []),
        Condition::any(Comparison::NumericLessThan, "s3:max-keys", texts(&["10", "1.5", "x"])),
        Condition::one(unknown, "aws:username", "alike"),
    ];
    assert_eq!(statement.conditions, conditions);
}

#[test]
fn everyone_has_two_forms() {
    let read = |principal: &str| {
        let text = one(&format!(r#"{ALLOW},"Resource":"*","Principal":{principal}"#));
        let document = PolicyDocument::parse(&text, PolicyKind::Bucket).unwrap();
        document.statements.into_iter().next().unwrap().principals
    };
    for form in [r#""*""#, r#"{"AWS":"*"}"#, r#"{"AWS":["*"]}"#] {
        assert_eq!(read(form), Some(Principals::everyone()), "{form}");
    }
    let service = Principals::from(Principal::Service("*".to_owned()));
    assert_eq!(read(r#"{"Service":"*"}"#), Some(service));
}

#[test]
fn versions_are_the_two_that_there_are() {
    let read = |version: &str| {
        let text = format!(r#"{{{version}"Statement":{{{ALLOW},"Resource":"*"}}}}"#);
        PolicyDocument::parse(&text, PolicyKind::Identity)
    };
    let version = |text: &str| read(text).map(|document| document.version);
    assert_eq!(version(r#""Version":"2012-10-17","#), Ok(Version::V2012));
    assert_eq!(version(r#""Version":"2008-10-17","#), Ok(Version::V2008));
    assert_eq!(version(""), Ok(Version::V2008));
    assert_only(read(r#""Version":"2026-01-01","#), "Version", "neither");
    assert_only(read(r#""Version":20121017,"#), "Version", "must be text");
}

#[test]
fn what_breaks_the_grammar_is_refused_where_it_is() {
    let resource = r#""Resource":"*""#;
    for (members, path, word) in [
        (r#""Effect":"allow","Action":"*","Resource":"*""#, "Effect", "neither"),
        (r#""Effect":true,"Action":"*","Resource":"*""#, "Effect", "a boolean"),
        (r#""Action":"*","Resource":"*""#, "", "no `Effect`"),
        (r#""Effect":"Allow","Resource":"*""#, "", "neither `Action` nor"),
        (r#""Effect":"Allow","Action":"*""#, "", "neither `Resource` nor"),
        (&format!(r#"{ALLOW},{resource},"NotAction":"a:b""#), "", "both `Action`"),
        (&format!(r#"{ALLOW},{resource},"NotResource":"a""#), "", "both `Resource`"),
        (&format!(r#"{ALLOW},{resource},"Effect":"Allow""#), "Effect", "twice"),
        (&format!(r#"{ALLOW},{resource},"Comment":"x""#), "Comment", "not an element"),
        (&format!(r#"{ALLOW},{resource},"sid":"x""#), "sid", "written `Sid`"),
        (&format!(r#"{ALLOW},{resource},"Sid":["x"]"#), "Sid", "a list"),
        (&format!(r#"{ALLOW},"Resource":[]"#), "Resource", "empty list"),
        (&format!(r#"{ALLOW},"Resource":["a",1]"#), "Resource[1]", "a number"),
        (&format!(r#"{ALLOW},"Resource":["a",""]"#), "Resource[1]", "is empty"),
        (&format!(r#"{ALLOW},"Resource":["a",["b"]]"#), "Resource[1]", "a list"),
        (&format!(r#"{ALLOW},"Resource":null"#), "Resource", "null"),
        (r#""Effect":"Deny","Action":[],"Resource":"*""#, "Action", "empty list"),
        (r#""Effect":"Deny","NotAction":{},"Resource":"*""#, "NotAction", "an object"),
        (&format!(r#"{ALLOW},{resource},"Condition":null"#), "Condition", "null"),
        (&format!(r#"{ALLOW},{resource},"Condition":[]"#), "Condition", "a list"),
        (&format!(r#"{ALLOW},{resource},"Condition":{{"Bool":{{}}}}"#), "Condition.Bool", "no con"),
        (&format!(r#"{ALLOW},{resource},"Condition":{{"Bool":"x"}}"#), "Condition.Bool", "object"),
    ] {
        let at = ["Statement[0]", path].into_iter().filter(|part| !part.is_empty());
        let at = at.collect::<Vec<_>>().join(".");
        assert_only(PolicyDocument::parse(&one(members), PolicyKind::Identity), &at, word);
    }
}

#[test]
fn conditions_are_refused_where_they_are() {
    for (condition, path, word) in [
        (r#"{"Bool":{"a:b":null}}"#, "Bool.a:b", "null"),
        (r#"{"Bool":{"a:b":[true,{}]}}"#, "Bool.a:b[1]", "an object"),
        (r#"{"Bool":{"a:b":[[]]}}"#, "Bool.a:b[0]", "a list"),
        (r#"{"Bool":{"a:b":"1","A:B":"2"}}"#, "Bool.A:B", "twice"),
        (r#"{"Bool":{"a:b":"1"},"bool":{"c:d":"2"}}"#, "bool", "twice"),
        (r#"{"Odd":{"a:b":"1"},"Odd":{"c:d":"2"}}"#, "Odd", "twice"),
        (r#"{"Bool":{"":"1"}}"#, "Bool.", "empty condition key"),
    ] {
        let text = one(&format!(r#"{ALLOW},"Resource":"*","Condition":{condition}"#));
        let path = format!("Statement[0].Condition.{path}");
        assert_only(PolicyDocument::parse_any(&text), &path, word);
    }
    let none = one(&format!(r#"{ALLOW},"Resource":"*","Condition":{{}}"#));
    assert_eq!(PolicyDocument::parse_any(&none).unwrap().statements[0].conditions, []);
}

#[test]
fn principals_are_refused_where_they_are() {
    for (principal, path, word) in [
        (r#""123456789012""#, "Principal", "other than `*`"),
        (r#"["*"]"#, "Principal", "a list"),
        ("{}", "Principal", "is empty"),
        (r#"{"AWS":[]}"#, "Principal.AWS", "empty list"),
        (r#"{"AWS":[""]}"#, "Principal.AWS[0]", "is empty"),
        (r#"{"AWS":123456789012}"#, "Principal.AWS", "a number"),
        (r#"{"aws":"*"}"#, "Principal.aws", "not a kind"),
        (r#"{"AWS":"*","AWS":"*"}"#, "Principal.AWS", "twice"),
    ] {
        let text = one(&format!(r#"{ALLOW},"Resource":"*","Principal":{principal}"#));
        let path = format!("Statement[0].{path}");
        assert_only(PolicyDocument::parse(&text, PolicyKind::Bucket), &path, word);
    }
}

#[test]
fn what_is_not_a_document_is_refused_as_a_whole() {
    let deep = format!(r#"{{"Statement":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
    let statement = format!(r#"{{{ALLOW},"Resource":"*"}}"#);
    let good = format!(r#"{{"Statement":{statement}}}"#);
    for (text, path, word) in [
        ("", "", "not JSON"),
        ("{", "", "not JSON"),
        (&format!("{good} {good}"), "", "trailing"),
        (&format!("\u{feff}{good}"), "", "byte order mark"),
        (&deep, "", "recursion limit"),
        (&format!("{good}{}", " ".repeat(MAX_BYTES)), "", "at most 1048576"),
        ("[]", "", "is a list: it must be an object"),
        ("{}", "", "has no `Statement`"),
        (r#"{"Statement":[]}"#, "Statement", "is empty"),
        (r#"{"Statement":"x"}"#, "Statement", "text: it must be an object"),
        (&format!(r#"{{"Statement":[{statement},[]]}}"#), "Statement[1]", "is a list"),
        (&format!(r#"{{"Statement":{statement},"Statement":[]}}"#), "Statement", "twice"),
        (&format!(r#"{{"Statement":{statement},"Version":null}}"#), "Version", "null"),
        (&format!(r#"{{"Statement":{statement},"Id":1}}"#), "Id", "a number"),
        (&format!(r#"{{"statement":{statement},"Statement":{statement}}}"#), "statement", "writ"),
    ] {
        assert_only(PolicyDocument::parse_any(text), path, word);
    }
    assert!(PolicyDocument::parse_any(&good).is_ok());
    let full = format!("{good}{}", " ".repeat(MAX_BYTES - good.len()));
    assert!(PolicyDocument::parse_any(&full).is_ok());
}

#[test]
fn all_problems_are_found_at_once() {
    let text = r#"{"Version":"2013","Statement":[
        {"Effect":"Maybe","Action":[],"Principal":{"Role":"x"}},
        {"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a:b":null}}}
    ]}"#;
    let mut found: Vec<_> = problems(PolicyDocument::parse(text, PolicyKind::Bucket))
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    found.sort();
    let expected = [
        "Statement[0]",
        "Statement[0].Action",
        "Statement[0].Effect",
        "Statement[0].Principal.Role",
        "Statement[1]",
        "Statement[1].Condition.Bool.a:b",
        "Version",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_flood_of_problems_is_cut_off() {
    let name = "n".repeat(100_000);
    let items = vec!["0"; 100_000].join(",");
    let text = one(&format!(r#"{ALLOW},"Resource":[{items}],"{name}":0"#));
    let problems = PolicyDocument::parse_any(&text).unwrap_err();
    assert_eq!(problems.len(), MAX_PROBLEMS);
    assert!(problems.iter().all(|problem| problem.path.len() < 200));
}

/// Members of a statement and the kinds that take it.
#[test]
fn each_kind_has_elements_of_its_own() {
    use PolicyKind::{Boundary, Bucket, Guard, Identity, Key, RoleInline, Session, Trust};
    let resource = r#""Resource":"*""#;
    let everyone = r#""Principal":"*""#;
    let user = r#""Principal":{"CanonicalUser":"79a59df9"}"#;
    let identities = [Identity, RoleInline, Boundary, Session, Guard];
    for (members, kinds) in [
        (format!("{ALLOW},{resource}"), identities.as_slice()),
        (format!("{ALLOW},{resource},{everyone}"), &[Bucket, Key]),
        (format!("{ALLOW},{everyone}"), &[Trust]),
        (format!("{ALLOW},{resource},{user}"), &[Bucket]),
        (format!("{ALLOW},{user}"), &[]),
        (ALLOW.to_owned(), &[]),
        (format!(r#"{ALLOW},{resource},"NotPrincipal":"*""#), &[]),
        (
            format!(r#"{},{resource},"NotPrincipal":"*""#, ALLOW.replace("Allow", "Deny")),
            &[Bucket, Key],
        ),
        (format!(r#"{},"NotPrincipal":"*""#, ALLOW.replace("Allow", "Deny")), &[]),
        (format!(r#"{ALLOW},{resource},"Sid":"Abc1""#), &identities),
        (format!(r#"{ALLOW},{resource},"Sid":"""#), &identities),
        (format!(r#"{ALLOW},{resource},"Sid":"a b""#), &[]),
        (format!(r#"{ALLOW},{resource},{everyone},"Sid":"a b-é""#), &[Bucket, Key]),
        (format!(r#"{ALLOW},{resource},{everyone},"Sid":"a€""#), &[Bucket]),
        (format!(r#"{ALLOW},{everyone},"Sid":"a b""#), &[]),
    ] {
        let text = one(&members);
        let taken: Vec<_> = PolicyKind::ALL
            .into_iter()
            .filter(|kind| PolicyDocument::parse(&text, *kind).is_ok())
            .collect();
        let mut kinds = kinds.to_vec();
        kinds.sort();
        assert_eq!(taken, kinds, "{members}");
        assert!(PolicyDocument::parse_any(&text).is_ok(), "{members}");
    }
}

/// A document of each kind that has all that it must.
fn least(kind: PolicyKind) -> String {
    one(match kind {
        PolicyKind::Trust => r#""Effect":"Deny","Action":"sts:AssumeRole","Principal":"*""#,
        PolicyKind::Bucket | PolicyKind::Key => {
            r#""Effect":"Deny","Action":"s3:*","Principal":"*","Resource":"*""#
        }
        _ => r#""Effect":"Deny","Action":"s3:*","Resource":"*""#,
    })
}

#[test]
fn ids_and_repeated_names_are_for_resources() {
    let twice = |text: &str, sid: &str| {
        let named = text.replace("[{", &format!(r#"[{{"Sid":"{sid}","#));
        let first = named.split_once('[').unwrap().1.trim_end_matches("]}").to_owned();
        named.replace("]}", &format!(",{}]}}", first.replace("Deny", "Allow")))
    };
    for kind in PolicyKind::ALL {
        let text = least(kind);
        assert!(PolicyDocument::parse(&text, kind).is_ok(), "{kind}");
        let of_resource = matches!(kind, PolicyKind::Bucket | PolicyKind::Key | PolicyKind::Trust);
        let id =
            PolicyDocument::parse(&text.replace("\"Version\"", "\"Id\":\"x\",\"Version\""), kind);
        if of_resource {
            assert!(id.is_ok(), "{kind}");
        } else {
            assert_only(id, "Id", &kind.to_string());
        }
        let same = PolicyDocument::parse(&twice(&text, "x"), kind);
        if matches!(kind, PolicyKind::Bucket | PolicyKind::Key) {
            assert_eq!(same.map(|read| read.statements.len()), Ok(2), "{kind}");
        } else {
            assert_only(same, "Statement[1].Sid", "earlier");
        }
        assert!(PolicyDocument::parse(&twice(&text, ""), kind).is_ok(), "{kind}");
    }
}

#[test]
fn a_guard_says_that_it_is_of_2012() {
    let text = least(PolicyKind::Guard);
    let older = text.replace("2012-10-17", "2008-10-17");
    let silent = text.replace(r#""Version":"2012-10-17","#, "");
    for text in [older, silent] {
        assert_only(PolicyDocument::parse(&text, PolicyKind::Guard), "Version", "2012-10-17");
        assert!(PolicyDocument::parse(&text, PolicyKind::Identity).is_ok());
    }
}

#[test]
fn a_problem_reads_as_a_sentence() {
    let sentence = |path: &str| {
        ParseProblem { path: path.to_owned(), rule: "is not JSON".to_owned() }.to_string()
    };
    assert_eq!(sentence(""), "the document is not JSON");
    assert_eq!(sentence("Statement[2].Sid"), "`Statement[2].Sid` is not JSON");
}
