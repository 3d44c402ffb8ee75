use regorus::Engine;

use crate::heads::Moved;
use crate::syntax;

fn tree(modules: &[(String, String)]) -> serde_json::Value {
    let mut engine = Engine::new();
    for (path, text) in modules {
        engine.add_policy(path.clone(), text.clone()).unwrap();
    }
    syntax::tree(&engine).unwrap()
}

fn named(texts: &[&str]) -> Vec<(String, String)> {
    let named = texts.iter().enumerate();
    named.map(|(at, text)| (format!("{at}.rego"), format!("package p\n{text}"))).collect()
}

fn moved(texts: &[&str]) -> Moved {
    let modules = named(texts);
    let tree = tree(&modules);
    Moved::new(modules, tree).unwrap()
}

/// The rewritten rules, after they have been verified; the variables that were added are called `v0`, `v1`, ….
fn rewritten(rules: &str) -> String {
    let moved = moved(&[rules]);
    assert!(moved.is_what_was_written(tree(&moved.modules)), "{rules}\n{}", moved.modules[0].1);
    let text = moved.modules[0].1.strip_prefix("package p\n").unwrap();
    text.replace(&moved.prefix, "v")
}

#[test]
fn values_and_keys_are_bound_in_the_body() {
    for (rules, expected) in [
        (
            "deny contains one.code if some one in input.list",
            "deny contains v0  if {\nsome one in input.list\nv0 := one.code\n}",
        ),
        (
            "level[one.name] := one.level if { some one in input.list }",
            "level[ v0 ] := v1  if { some one in input.list \nv0 := one.name\nv1 := one.level\n}",
        ),
        (
            "v := one.code if {\n\tsome one in input.list\n}",
            "v := v0  if {\n\tsome one in input.list\n\nv0 := one.code\n}",
        ),
        ("v = input.a if true", "v = v0  if {\ntrue\nv0 := input.a\n}"),
        ("f(x) := x.a if x.b", "f(x) := v0  if {\nx.b\nv0 := x.a\n}"),
        ("f({\"a\": a}, [1, b]) := a + b", "f({\"a\": a}, [1, b]) := v0  if {\nv0 := a + b\n}"),
        (
            "t[input.x[_]].b[\"c\"][d] contains e if d := 1\ne := 2",
            "t[ v0 ].b[\"c\"][d] contains v1  if {\nd := 1\nv0 := input.x[_]\nv1 := e\n}\ne := 2",
        ),
        ("p[input.x] if input.y", "p[ v0 ] if {\ninput.y\nv0 := input.x\n}"),
        ("p contains input.l[_]", "p contains v0  if {\nv0 := input.l[_]\n}"),
    ] {
        // The text that is taken begins behind the operator, with its white space.
        assert_eq!(rewritten(rules).replace(":=  ", ":= "), expected, "{rules}");
    }
}

#[test]
fn an_else_binds_its_own_value_and_the_keys() {
    for (rules, expected) in [
        (
            "v := input.a if input.b else := input.c if input.d else := input.e",
            "v := v0  if {\ninput.b\nv0 := input.a\n} else := v1  if {\ninput.d\nv1 := input.c\n} else := v2  if {\nv2 := input.e\n}",
        ),
        ("v := input.a if input.b else := 1", "v := v0  if {\ninput.b\nv0 := input.a\n} else := 1"),
        // It says true.
        (
            "v := input.a if input.b else if input.c",
            "v := v0  if {\ninput.b\nv0 := input.a\n} else if input.c",
        ),
        (
            "o[input.k] := 1 if input.b else := 2 if input.c",
            "o[ v0 ] := 1 if {\ninput.b\nv0 := input.k\n} else := 2 if {\ninput.c\nv0 := input.k\n}",
        ),
        // It says what the head says.
        (
            "o[k] := input.a if k := 1 else if k := 2",
            "o[k] := v0  if {\nk := 1\nv0 := input.a\n} else if {\nk := 2\nv0 := input.a\n}",
        ),
    ] {
        assert_eq!(rewritten(rules).replace(":=  ", ":= "), expected, "{rules}");
    }
}

#[test]
fn what_cannot_be_undefined_stays() {
    for rules in [
        "default allow := false\nallow if input.a",
        "deny contains \"A\" if not input.a",
        "p contains `é` if true",
        "a := 1\nb := true\nc := null\nd := -1.5e3 if false",
        "o[name] := 1 if some name in input.names",
        "o[\"a\"][1].b := \"c\" if input.a",
        "f(x) if x.a\ntest_f if f({\"a\": 1})",
        "default f(_) := {\"a\": [1]}",
    ] {
        assert_eq!(rewritten(rules), rules);
    }
}

/// Each is verified; what a span is worth, what is in comments and how a line ends are what could go wrong.
#[test]
fn whatever_is_written_can_be_moved() {
    for rules in [
        "a := input.a == `x`",
        "a := \"é\" in input.é if false",
        "a contains \"é\" in input.l if \"é\" in input.l",
        "a := input.x == \"\" if `x` in input.l else := [\"\"] if \"\" == `` else := `` in [``]",
        "a := input.s if \"}\" in input.l # }\nb := 1",
        "a[\"k\"][input.a][`q`] := \"x\" in input.l if input.a == \"x\"",
        "a := (input.a + 1) * (2 - input.b)",
        "a := ( # (\n (input.a) # )\n) if (input.b)",
        "a contains (\n(input.a)) if { (input.b) }",
        "a[(input.a # ]\n)] := ((\"x\" in input.l))",
        "a := set()\nb := 1",
        "a := set() if input.c == set()",
        "a contains set()\nb := 1",
        "a contains (set()) if true\nb := 1",
        "a := {\"a\": 1, \"b\": input.b}\nb := {\"a\": {}} if true",
        "a := [x | some x in input.l] if {1, 2} == {2, 1}",
        "a := {x: y | some x, y in input.l} if {\"a\": 1} == input.o",
        "a := {x | x := input.l[_]} if { {1, 2} == input.s }",
        "a := input.b if { some x in input.l # { x\n # }\n}",
        "a := input.b if { # {\n x := 1; y := x # }\n not y == 2 # é }\n}",
        "a := input.b if input.c with input.c as \"d\"",
        "a := input.b if input.c with input as {\"c\": 1} with data.d as {} # c",
        "a := input.b if every k, v in input.l { k == v }",
        "a := input.b if { every v in input.l { v } }",
        "a := input.b if { some i; input.l[i] } else := input.c # else\nb := 2",
        "a := input.b\r\nb := input.a if {\r\n\tinput.c # c\r\n}\r\n",
        "a contains input.b # contains\nb contains # contains\n input.b # if\n if input.c",
        "a := 1, 2 in input.o if 1, 2 in [3]",
        "a := f(input.a)[0].b[\"c\"] if true\nf(x) := [x]",
        "a := input.a if input.b else = input.c if input.d",
        "a.b.c := input.d\na.b.d contains input.d if input.e",
        "a := sprintf(\"%s }\", [`{\n`]) if true",
        "a := input\nb := data.p.a if input.x = [1, y]",
    ] {
        let rules = rules.replace("input.é", "input[\"é\"]");
        assert!(rewritten(&rules).contains("v0 := "), "{rules}");
    }
}

#[test]
fn imports_keep_their_names() {
    let text = "import rego.v1\nimport input.list as l\nimport data.q\na contains x.b if some x in l\nb := q.c";
    assert!(
        rewritten(text)
            .starts_with("import rego.v1\nimport input.list as l\nimport data.q\na contains v0 ")
    );
}

#[test]
fn variables_that_are_added_are_in_no_module_and_behind_all_names() {
    let moved = moved(&["zz := input.zzz_head_0", "a := \"zzzz_head\" if zy := 1"]);
    assert_eq!(moved.prefix, "zzzzz_head_");
    assert!(moved.is_what_was_written(tree(&moved.modules)));
    let texts: Vec<_> = moved.modules.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "package p\nzz := zzzzz_head_0  if {\nzzzzz_head_0 :=  input.zzz_head_0\n}",
            "package p\na := \"zzzz_head\" if zy := 1"
        ]
    );
}

/// What a mistake in the rewriting would look like.
#[test]
fn other_rules_are_not_what_was_written() {
    let rules = "deny contains one.code if some one in input.list\na[input.k] := input.b if input.c else := input.d";
    let moved = moved(&[rules]);
    let text = &moved.modules[0].1;
    let names = |at| format!("{}{at}", moved.prefix);
    for (from, to) in [
        // Another value, collection, condition, or name.
        ("one.code".to_owned(), "one.cod".to_owned()),
        ("input.list".to_owned(), "input.lists".to_owned()),
        ("input.c".to_owned(), "not input.c".to_owned()),
        ("some one".to_owned(), "some other".to_owned()),
        ("deny".to_owned(), "denies".to_owned()),
        // Not bound, bound twice, to something else, or not only that.
        (format!("{} :=  one.code\n", names(0)), String::new()),
        (format!("\n{} := ", names(0)), format!("\n{} := 1\n{} := ", names(9), names(0))),
        (format!("{} := ", names(0)), format!("{} = ", names(0))),
        (" one.code\n".to_owned(), " one.code with input as 1\n".to_owned()),
        (
            format!("{} := input.k\n{} := ", names(1), names(3)),
            format!("{} := input.j\n{} := ", names(1), names(3)),
        ),
        (format!("contains {}", names(0)), format!("contains {}", names(1))),
        (format!(":= {}", names(3)), format!(":= {}", names(2))),
        // A rule more, or another.
        ("deny".to_owned(), "x := 1\ndeny".to_owned()),
        (text.split_once("\na[").unwrap().1.to_owned(), "1] := 1".to_owned()),
    ] {
        let wrong = text.replace(&from, &to);
        assert_ne!(wrong, *text, "{from}");
        assert!(!moved.is_what_was_written(tree(&[("0.rego".to_owned(), wrong)])), "{from} {to}");
    }
    assert!(moved.is_what_was_written(tree(&moved.modules)));
}

#[test]
fn a_set_in_an_older_spelling_cannot_be_moved() {
    let modules = named(&["p[input.x]\nq := 1"]);
    let tree = tree(&modules);
    assert!(Moved::new(modules, tree).is_none());
}
