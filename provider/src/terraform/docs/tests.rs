use super::markdown::{from_doc, in_list, with_sentence};
use super::*;
use crate::model;
use crate::terraform::attribute::{Mode, Nesting};
use crate::terraform::model::{List, Map, Model, Set};

model! {
    /// What a lock says.
    struct LockModel {
        /// For how long, in days.
        days: i64 => required, replace;
        /// Who may lift it.
        lifters: Set<String> => optional;
    }
}

model! {
    /// A box with a `lid`.
    ///
    /// It is closed, and
    /// stays so:
    ///
    /// - by day,
    ///   and
    /// - by night.
    struct BoxModel {
        /// The zone's name.
        zone: String => required, replace;
        /// How it is locked.
        ///
        /// Locks are forever. See [`LockModel`] and [the rules](https://example.org/a::b).
        lock: LockModel => optional, replace;
        /// Locks by name.
        locks: Map<LockModel> => optional;
        /// Whether it is open.
        open: bool => optional, computed;
        /// Its labels, one of
        ///
        /// ```hcl
        /// labels = { a = [`b`] }
        /// ```
        labels: Map<String> => computed;
        /// Its [`days`](crate::terraform::docs) of rest.
        age: List<i64> => computed;
    }
}

const EXAMPLE: &str = "resource \"kfm_box\" \"a\" {\n  zone = \"raw\"\n}\n";
const IMPORT: &str = "# By name.\nterraform import kfm_box.a 'dev:raw'\n";

fn schema() -> Schema {
    Schema { version: 0, doc: BoxModel::DOC, attributes: BoxModel::attributes() }
}

fn page<'a>(schema: &'a Schema, import: &'a str) -> ResourcePage<'a> {
    ResourcePage { provider: "kfm", name: "kfm_box", schema, example: EXAMPLE, import }
}

#[test]
fn a_resource_page_has_the_layout_of_the_registry() {
    let schema = schema();
    let page = page(&schema, IMPORT);
    assert_eq!(page.path(), "resources/box.md");
    let text = page.render().unwrap();
    let expected = r##"---
# Written by `make docs` from the provider's schema and examples/.
page_title: "kfm_box Resource - kfm"
subcategory: ""
description: |-
  A box with a lid.
---

# kfm_box (Resource)

A box with a `lid`.

It is closed, and stays so:

- by day, and
- by night.

## Example Usage

```terraform
resource "kfm_box" "a" {
  zone = "raw"
}
```

## Schema

### Required

- `zone` (String) The zone's name. Changing this replaces the resource.

### Optional

- `lock` (Attributes) How it is locked.

  Locks are forever. See `LockModel` and [the rules](https://example.org/a::b). Changing this replaces the resource. (see [below for nested schema](#nestedatt--lock))
- `locks` (Attributes Map) Locks by name. (see [below for nested schema](#nestedatt--locks))
- `open` (Boolean) Whether it is open.

### Read-Only

- `age` (List of Number) Its `days` of rest.
- `labels` (Map of String) Its labels, one of

  ```hcl
  labels = { a = [`b`] }
  ```

<a id="nestedatt--lock"></a>
### Nested Schema for `lock`

Required:

- `days` (Number) For how long, in days. Changing this replaces the resource.

Optional:

- `lifters` (Set of String) Who may lift it.

<a id="nestedatt--locks"></a>
### Nested Schema for `locks`

Required:

- `days` (Number) For how long, in days. Changing this replaces the resource.

Optional:

- `lifters` (Set of String) Who may lift it.

## Import
"##;
    let (before, import) = text.split_once("\nThe [`terraform import` command]").unwrap();
    assert_eq!(before, expected);
    assert!(import.contains("```shell\n# By name.\nterraform import kfm_box.a 'dev:raw'\n```\n"));
    assert!(
        import.ends_with("```terraform\nimport {\n  to = kfm_box.a\n  id = \"dev:raw\"\n}\n```\n"),
        "{import}"
    );
}

#[test]
fn a_provider_page_shows_the_block() {
    let schema = schema();
    let page = ProviderPage { provider: "kfm", schema: &schema, example: "provider \"kfm\" {}\n" };
    let text = page.render();
    assert!(text.contains("page_title: \"kfm Provider\"\n") && text.contains("\n# kfm Provider\n"));
    assert!(
        text.contains("## Example Usage\n\n```terraform\nprovider \"kfm\" {}\n```\n\n## Schema")
    );
    assert!(!text.contains("## Import"));
}

#[test]
fn the_page_of_a_data_source_is_one_of_a_resource_without_an_import() {
    let schema = schema();
    let example = "data \"kfm_box\" \"a\" {}\n";
    let page = DataSourcePage { provider: "kfm", name: "kfm_box", schema: &schema, example };
    assert_eq!(page.path(), "data-sources/box.md");
    let text = page.render();
    assert!(text.contains("\npage_title: \"kfm_box Data Source - kfm\"\n"), "{text}");
    assert!(text.contains("\n# kfm_box (Data Source)\n\nA box with a `lid`.\n"), "{text}");
    let example = "```terraform\ndata \"kfm_box\" \"a\" {}\n```\n\n## Schema";
    assert!(text.contains(example), "{text}");
    assert!(!text.contains("## Import"));
}

#[test]
fn a_page_without_an_import_of_the_resource_is_refused() {
    let schema = schema();
    for script in ["", "terraform import kfm_zone.a b\n", "terraform import kfm_box.a\n"] {
        let error = page(&schema, script).render().unwrap_err().to_string();
        assert_eq!(error, "has no line `terraform import kfm_box.<label> <id>`", "{script}");
    }
}

#[test]
fn a_nested_object_in_a_nested_object_has_a_path_and_an_anchor_of_its_own() {
    let leaf = Attribute {
        name: "leaf",
        kind: Kind::Plain(Type::Map(Box::new(Type::Bool))),
        mode: Mode::Computed,
        replace: false,
        doc: " A leaf.\n",
    };
    let nested = |name, attributes| Attribute {
        name,
        kind: Kind::Nested { nesting: Nesting::List, attributes },
        mode: Mode::Optional,
        replace: false,
        doc: "",
    };
    let attributes = vec![nested("tree", vec![nested("branch", vec![leaf])])];
    let text = schema::section(&Schema { version: 0, doc: "", attributes });
    let link =
        "- `branch` (Attributes List) (see [below for nested schema](#nestedatt--tree--branch))";
    assert!(text.contains(link), "{text}");
    let section = "<a id=\"nestedatt--tree--branch\"></a>\n### Nested Schema for `tree.branch`\n\n\
                   Read-Only:\n\n- `leaf` (Map of Boolean) A leaf.\n";
    assert!(text.ends_with(section), "{text}");
}

#[test]
fn what_nobody_described_is_named() {
    let plain = |name, doc, ty| Attribute {
        name,
        kind: Kind::Plain(ty),
        mode: Mode::Optional,
        replace: false,
        doc,
    };
    let object = Type::Object([("a".to_owned(), Type::String)].into());
    let nested = Attribute {
        name: "outer",
        kind: Kind::Nested {
            nesting: Nesting::Map,
            attributes: vec![plain("inner", " \n", Type::Bool), plain("fine", " x", Type::Bool)],
        },
        mode: Mode::Optional,
        replace: false,
        doc: " Described.",
    };
    let attributes = vec![
        nested,
        plain("bare", "", Type::String),
        plain("objects", " Described.", Type::List(Box::new(object))),
    ];
    let found = undescribed(&attributes);
    assert_eq!(found, ["outer.inner", "bare", "objects"]);
    assert_eq!(undescribed(&schema().attributes), Vec::<String>::new());
}

#[test]
fn paragraphs_are_unfolded_and_everything_else_keeps_its_lines() {
    for (doc, text) in [
        (" One\n two.\n\n Three.\n", "One two.\n\nThree."),
        (" - a\n   b\n - c\n", "- a b\n- c"),
        (" 1. a\n 2. b\n", "1. a\n2. b"),
        (" Years:\n 1999.5 and\n 2000 x\n", "Years: 1999.5 and 2000 x"),
        (" | a |\n |---|\n | b |\n", "| a |\n|---|\n| b |"),
        (" # A\n b\n > c\n > d\n", "# A\nb\n> c\n> d"),
        (" x\n\n     code\n     more\n", "x\n\n    code\n    more"),
        (" ```\n a\n b\n\n ```\n c\n d\n", "```\na\nb\n\n```\nc d"),
    ] {
        assert_eq!(from_doc(doc), text, "{doc}");
    }
}

#[test]
fn links_to_items_become_their_text_and_others_stay() {
    for (doc, text) in [
        ("See [`Zone`].", "See `Zone`."),
        ("See [the\n zone](super::zone::Zone).", "See the zone."),
        (
            "See [`x`](https://example.org/), `[y](crate::z)`.",
            "See [`x`](https://example.org/), `[y](crate::z)`.",
        ),
        ("A [bracket], a lone ` and a [", "A [bracket], a lone ` and a ["),
        ("```\n[`Zone`]\n```", "```\n[`Zone`]\n```"),
    ] {
        assert_eq!(from_doc(doc), text, "{doc}");
    }
}

#[test]
fn a_sentence_joins_the_last_paragraph_but_no_list_and_no_code() {
    assert_eq!(with_sentence("", "S."), "S.");
    assert_eq!(with_sentence("- a\n\nB.", "S."), "- a\n\nB. S.");
    for end in ["- a\n- b", "- a\n\n  b", "```\nx\n```", "| a |"] {
        assert_eq!(with_sentence(end, "S."), format!("{end}\n\nS."));
    }
    assert_eq!(in_list("a\n\nb\nc", "  "), "a\n\n  b\n  c");
}
