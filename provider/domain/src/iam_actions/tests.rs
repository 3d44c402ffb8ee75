use super::*;

fn named(name: &str) -> &'static Action {
    find(name).unwrap_or_else(|| panic!("{name} is not in the reference"))
}

#[test]
fn no_line_of_the_tables_is_lost() {
    for (text, actions) in [(include_str!("s3.tsv"), s3()), (include_str!("kms.tsv"), kms())] {
        let lost: Vec<_> = table::lines(text)
            .filter(|line| {
                let name = line.split('\t').next();
                !actions.iter().any(|action| Some(action.name) == name)
            })
            .collect();
        assert!(lost.is_empty(), "not understood: {lost:#?}");
    }
    let types = include_str!("resources.tsv");
    assert_eq!(table::resources(types).len(), table::lines(types).count());
    for resource in Resource::ALL {
        assert!(resource.arn().starts_with("arn:"), "{resource:?} is not in resources.tsv");
    }
}

#[test]
fn there_are_as_many_actions_as_the_services_have_at_least() {
    assert!(s3().len() > 150, "{}", s3().len());
    assert!(kms().len() > 45, "{}", kms().len());
}

#[test]
fn actions_and_keys_are_sorted_and_unique() {
    for (prefix, actions) in [("s3:", s3()), ("kms:", kms())] {
        assert!(actions.is_sorted_by(|left, right| left.name < right.name));
        for action in actions {
            assert!(action.name.starts_with(prefix), "{}", action.name);
            assert!(action.keys.is_sorted_by(|left, right| left < right), "{}", action.name);
            assert!(action.resources.is_sorted_by(|left, right| left < right), "{}", action.name);
        }
    }
}

/// A needed action is checked against each of its types, all others against one of them: the
/// tables have no mixture, for which `needs_each` would be too little.
#[test]
fn the_types_of_an_action_are_either_all_needed_or_none() {
    for line in table::lines(include_str!("s3.tsv")).chain(table::lines(include_str!("kms.tsv"))) {
        let types: Vec<_> = line.split('\t').nth(2).unwrap().split(',').collect();
        let needed = types.iter().filter(|name| name.ends_with('*')).count();
        assert!(needed == 0 || needed == types.len(), "{line}");
    }
    assert!(named("kms:CreateAlias").needs_each);
    assert!(!named("s3:GetObject").needs_each);
}

#[test]
fn an_action_is_found_whatever_its_case() {
    assert_eq!(named("S3:getobject").name, "s3:GetObject");
    assert_eq!(named("kms:decrypt").name, "kms:Decrypt");
    for unknown in ["s3:HeadBucket", "s3:Get*", "GetObject", "iam:GetRole", ""] {
        assert!(find(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn bucket_and_object_actions_are_told_apart() {
    for name in ["s3:ListBucket", "s3:GetBucketPolicy", "s3:CreateBucket", "s3:ListBucketVersions"]
    {
        assert!(named(name).on_bucket() && !named(name).on_object(), "{name}");
    }
    for name in ["s3:GetObject", "s3:PutObject", "s3:BypassGovernanceRetention"] {
        assert!(named(name).on_object() && !named(name).on_bucket(), "{name}");
    }
    for name in ["s3:ListAllMyBuckets", "kms:ListKeys", "kms:CreateKey"] {
        assert!(named(name).resources.is_empty(), "{name}");
    }
    assert_eq!(*named("kms:Decrypt").resources, [Resource::Key]);
}

#[test]
fn levels_are_those_of_the_reference() {
    for (name, level) in [
        ("s3:ListBucket", AccessLevel::List),
        ("s3:GetObject", AccessLevel::Read),
        ("s3:PutObjectTagging", AccessLevel::Tagging),
        ("s3:PutObject", AccessLevel::Write),
        ("s3:PutBucketPolicy", AccessLevel::PermissionsManagement),
        ("kms:CreateGrant", AccessLevel::PermissionsManagement),
    ] {
        assert_eq!(named(name).level, level, "{name}");
    }
}

#[test]
fn keys_of_the_action_and_of_its_resources_are_taken() {
    let put = named("s3:PutObject");
    for key in [
        "s3:if-none-match",
        "S3:TLSVERSION",
        "s3:RequestObjectTag/release",
        "s3:DataAccessPointArn",
        "aws:ResourceTag/team",
    ] {
        assert!(put.takes_key(key), "{key}");
    }
    for key in ["s3:prefix", "s3:RequestObjectTag/", "s3:RequestObjectTa", "kms:ViaService"] {
        assert!(!put.takes_key(key), "{key}");
    }
    assert!(named("s3:ListBucket").takes_key("s3:prefix"));
    assert!(named("kms:Decrypt").takes_key("kms:EncryptionContext:aws:s3:arn"));
    assert!(named("kms:Decrypt").takes_key("kms:ResourceAliases"), "of the key");
}

fn expanded(pattern: &str) -> Vec<&'static str> {
    expand(pattern).map(|action| action.name).collect()
}

#[test]
fn a_pattern_means_the_actions_that_fit_it() {
    assert_eq!(expanded("*").len(), s3().len() + kms().len());
    assert_eq!(expanded("s3:*").len(), s3().len());
    assert_eq!(expanded("KMS:*").len(), kms().len());
    assert_eq!(expanded("kms:ReEncrypt*"), ["kms:ReEncryptFrom", "kms:ReEncryptTo"]);
    assert_eq!(expanded("s3:getobjectac?"), ["s3:GetObjectAcl"]);
    assert_eq!(expanded("s3:GetObject"), ["s3:GetObject"]);
    assert_eq!(
        expanded("s3:*Bucket*Policy*"),
        [
            "s3:DeleteBucketPolicy",
            "s3:GetBucketPolicy",
            "s3:GetBucketPolicyStatus",
            "s3:PutBucketPolicy"
        ]
    );
    for nothing in ["", "s3", "s3:", "iam:*", "s3:GetObject?cl?", "s3:Nothing*"] {
        assert_eq!(expanded(nothing), Vec::<&str>::new(), "{nothing}");
    }
}

#[test]
fn stars_take_as_much_as_they_must() {
    for (pattern, text) in [
        ("*", ""),
        ("**", "ab"),
        ("a*b*c", "aXbYbZc"),
        ("*ab", "aab"),
        ("a?*", "ab"),
        ("*a*a*a*a*b", "aaaaaaaaaab"),
    ] {
        assert!(pattern::fits(pattern, text), "{pattern} {text}");
    }
    for (pattern, text) in
        [("", "a"), ("?", ""), ("a*b", "ab!"), ("a?", "a"), ("*a*a*b", "aaaaaaaaaaaa")]
    {
        assert!(!pattern::fits(pattern, text), "{pattern} {text}");
    }
}
