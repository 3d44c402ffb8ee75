use super::*;

const LIMITS: Limits = Limits { bytes: 10_000, values: 100, safe_integers: false };

fn read(text: &str) -> Result<Json, Unreadable> {
    Json::read(text.as_bytes(), LIMITS)
}

#[test]
fn values_keep_their_types() {
    let read = read(r#" {"a": [null, true, 1, 1.0, "x"], "b": {}} "#).unwrap();
    let expected = [
        Json::Null,
        Json::Bool(true),
        Json::Number(Number::Integer(1)),
        Json::Number(Number::Real(1.0)),
        Json::String("x".to_owned()),
    ];
    assert_eq!(read.get("a").as_array(), Some(expected.as_slice()));
    assert_eq!(read.member("b").and_then(Json::as_object).map(BTreeMap::len), Some(0));
    assert_eq!(read.member("c"), None);
    assert!(read.get("c").get("d").is_null());
}

#[test]
fn what_is_not_strict_json_is_refused() {
    let refused = [
        "",
        " ",
        "\u{feff}{}",
        "{} {}",
        "{},",
        "[1,]",
        "{\"a\":1,}",
        "// x\n1",
        "/* x */ 1",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "True",
        "'a'",
        "\"\t\"",
        "\"\u{0}\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u12\"",
        "\"a",
        "[",
        "{\"a\"}",
        "{a:1}",
        "\u{a0}1",
        "\u{b}1",
        "1e400",
        "-1e400",
        "tru",
        "[1 2]",
    ];
    for text in refused {
        assert_eq!(read(text), Err(Unreadable::Invalid), "{text:?}");
    }
    let accepted = ["0", "-0", "\t\r\n 1 ", "1e-400", "\"\u{7f}\"", "\"\\ud83c\\udf0d\""];
    for text in accepted {
        assert!(read(text).is_ok(), "{text:?}");
    }
}

#[test]
fn bytes_are_strict_utf_8() {
    for bytes in
        [&b"\"\xff\""[..], b"\"\xed\xa0\x80\"", b"\"\xc0\x80\"", b"\xff\xfe{\0}\0", b"1\xff"]
    {
        assert_eq!(Json::read(bytes, LIMITS), Err(Unreadable::Invalid), "{bytes:?}");
    }
}

#[test]
fn a_name_occurs_once_in_an_object() {
    for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"b":{"a":1,"a":null}}]"#] {
        assert_eq!(read(text), Err(Unreadable::DuplicateName), "{text}");
    }
    assert!(read(r#"{"a":{"a":1},"A":[{"a":1},{"a":1}]}"#).is_ok());
}

#[test]
fn integers_are_exact_and_bounded() {
    let digits = |count: usize| "7".repeat(count);
    assert!(read(&digits(512)).is_ok());
    assert!(read(&format!("-{}", digits(512))).is_ok());
    assert_eq!(read(&digits(513)), Err(Unreadable::Invalid));
    assert!(read(&format!("0.{}", digits(2_000))).is_ok(), "only integers are limited");
    let number = |text: &str| read(text).unwrap().as_number().cloned().unwrap();
    assert_eq!(number("-0"), Number::Integer(0));
    assert_eq!(number("9223372036854775807"), Number::Integer(i64::MAX));
    assert_eq!(number("9223372036854775808"), Number::Long("9223372036854775808".to_owned()));
    assert!(number("-99999999999999999999").approximate() < -1e18);
    assert_eq!(number("1e-400"), Number::Real(0.0));
}

#[test]
fn integers_beyond_doubles_stay_numbers() {
    let value = |text: &str| serde_json::Value::from(&read(text).unwrap());
    let long = "9".repeat(400);
    assert_eq!(value(&long).as_f64(), Some(f64::MAX));
    assert_eq!(value(&format!("-{long}")).as_f64(), Some(f64::MIN));
    assert_eq!(value("-9223372036854775809").as_f64(), Some(-9_223_372_036_854_775_808.0));
}

#[test]
fn safe_integers_end_at_2_to_the_53() {
    let limits = Limits { safe_integers: true, ..LIMITS };
    let safe = |text: &str| Json::read(text.as_bytes(), limits);
    for text in ["9007199254740991", "-9007199254740991", "1e300", "9007199254740993.0"] {
        assert!(safe(text).is_ok(), "{text}");
    }
    for text in
        ["9007199254740992", "-9007199254740992", "[99999999999999999999]", "-9223372036854775808"]
    {
        assert_eq!(safe(text), Err(Unreadable::Invalid), "{text}");
    }
}

#[test]
fn size_depth_and_count_are_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(65)).is_ok(), "the innermost list has depth 64");
    assert_eq!(read(&nested(66)), Err(Unreadable::Invalid));
    assert_eq!(read(&"[".repeat(9_999)), Err(Unreadable::Invalid));
    let list = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    assert!(read(&list(99)).is_ok());
    assert_eq!(read(&list(100)), Err(Unreadable::Invalid));
    let padded = |size: usize| format!("{:<size$}", "1");
    assert!(read(&padded(10_000)).is_ok());
    assert_eq!(read(&padded(10_001)), Err(Unreadable::TooLarge));
    assert_eq!(
        Json::read(&[0xff; 10_001], LIMITS),
        Err(Unreadable::TooLarge),
        "size is tested first"
    );
}
