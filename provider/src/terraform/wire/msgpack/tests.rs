use proptest::prelude::*;

use super::*;
use crate::terraform::attribute::Type;
use crate::terraform::value::{Number, Tree};

/// Any type, a few levels deep.
pub(crate) fn types() -> impl Strategy<Value = Type> {
    let leaf =
        prop_oneof![Just(Type::String), Just(Type::Number), Just(Type::Bool), Just(Type::Dynamic)];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| Type::List(Box::new(item))),
            inner.clone().prop_map(|item| Type::Set(Box::new(item))),
            inner.clone().prop_map(|item| Type::Map(Box::new(item))),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..4).prop_map(Type::Object),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::Signed),
        (-200_i64..200).prop_map(Number::Signed),
        (i64::MAX.unsigned_abs() + 1..).prop_map(Number::Unsigned),
        any::<f64>()
            .prop_filter("no NaN in terraform", |value| !value.is_nan())
            .prop_map(Number::Float),
        "-?[1-9][0-9]{20,40}".prop_map(Number::Decimal),
    ]
}

/// Any value of `ty`, with nulls and unknowns anywhere.
pub(crate) fn values(ty: &Type) -> BoxedStrategy<Tree> {
    let known = match ty {
        Type::String => ".{0,40}".prop_map(Tree::String).boxed(),
        Type::Number => numbers().prop_map(Tree::Number).boxed(),
        Type::Bool => any::<bool>().prop_map(Tree::Bool).boxed(),
        Type::Dynamic => "[a-z]{0,8}"
            .prop_map(|text| Tree::Dynamic {
                ty: br#""string""#.to_vec(),
                value: encode(&Tree::String(text)),
            })
            .boxed(),
        Type::List(item) | Type::Set(item) => {
            prop::collection::vec(values(item), 0..20).prop_map(Tree::List).boxed()
        }
        Type::Map(item) => prop::collection::btree_map("[a-z]{0,4}", values(item), 0..5)
            .prop_map(Tree::Map)
            .boxed(),
        Type::Object(attributes) => attributes
            .iter()
            .map(|(name, ty)| (Just(name.clone()), values(ty)))
            .collect::<Vec<_>>()
            .prop_map(|entries| Tree::Map(entries.into_iter().collect()))
            .boxed(),
    };
    prop_oneof![6 => known, 1 => Just(Tree::Null), 1 => Just(Tree::Unknown)].boxed()
}

fn typed_values() -> impl Strategy<Value = (Type, Tree)> {
    types().prop_flat_map(|ty| (Just(ty.clone()), values(&ty)))
}

proptest! {
    #[test]
    fn a_value_survives_the_wire((ty, tree) in typed_values()) {
        prop_assert_eq!(decode(&ty, &encode(&tree)), Ok(tree));
    }

    #[test]
    fn hostile_bytes_are_refused_without_a_panic(
        ty in types(),
        bytes in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let _ = decode(&ty, &bytes);
        let _ = decode_untyped(&bytes);
    }

    #[test]
    fn a_damaged_value_never_panics(
        (ty, tree) in typed_values(),
        index in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = encode(&tree);
        let index = index.index(bytes.len());
        bytes[index] = byte;
        let _ = decode(&ty, &bytes);
        let _ = decode(&ty, &bytes[..index]);
        let _ = decode_untyped(&bytes);
    }
}

#[test]
fn unknown_is_the_extension_value_that_terraform_knows() {
    assert_eq!(encode(&Tree::Unknown), [0xd4, 0, 0]);
}

#[test]
fn a_refined_unknown_is_unknown() {
    // Extension 12 with the refinement "not null" (go-cty 1.13 and later).
    let refined = [0xc7, 0x03, 0x0c, 0x81, 0x01, 0xc2];
    assert_eq!(decode(&Type::String, &refined), Ok(Tree::Unknown));
    assert_eq!(decode(&Type::List(Box::new(Type::Bool)), &refined), Ok(Tree::Unknown));
}

#[test]
fn unknown_elements_of_a_set_stay_apart() {
    let ty = Type::Set(Box::new(Type::String));
    let tree = Tree::List(vec![Tree::Unknown, Tree::Unknown, Tree::String("a".into())]);
    assert_eq!(decode(&ty, &encode(&tree)), Ok(tree));
}

#[test]
fn a_claimed_length_allocates_nothing() {
    let huge = [0xdd, 0xff, 0xff, 0xff, 0xff];
    let error = decode(&Type::List(Box::new(Type::String)), &huge).unwrap_err();
    assert_eq!(error.message, "the value ends too early");
    assert!(decode(&Type::String, &[0xdb, 0xff, 0xff, 0xff, 0xff, b'a']).is_err());
    assert!(decode(&Type::Map(Box::new(Type::Bool)), &[0xdf, 0x7f, 0xff, 0xff, 0xff]).is_err());
}

#[test]
fn deep_nesting_in_a_dynamic_value_is_refused() {
    let mut bytes = vec![0x92, 0xc4, 0x01, b'x'];
    bytes.extend([0x91; 100_000]);
    for error in [decode(&Type::Dynamic, &bytes), decode_untyped(&bytes[4..])] {
        assert_eq!(error.unwrap_err().message, "the value is nested too deeply");
    }
}

#[test]
fn trailing_bytes_and_unknown_attributes_are_refused() {
    assert!(decode(&Type::Bool, &[0xc2, 0xc2]).is_err());
    let ty = Type::Object([("inner".to_owned(), Type::Object([].into()))].into());
    let tree = Tree::Map(
        [("inner".to_owned(), Tree::Map([("odd".to_owned(), Tree::Null)].into()))].into(),
    );
    let error = decode(&ty, &encode(&tree)).unwrap_err();
    assert_eq!(error.path.to_string(), "inner.odd");
}

#[test]
fn a_missing_attribute_is_null() {
    let ty = Type::Object([("a".to_owned(), Type::Bool)].into());
    let expected = Tree::Map([("a".to_owned(), Tree::Null)].into());
    assert_eq!(decode(&ty, &encode(&Tree::Map([].into()))), Ok(expected));
}

#[test]
fn a_value_without_a_type_is_read_by_its_bytes() {
    let entries = [
        ("bool", Tree::Bool(false)),
        ("text", Tree::String("a".into())),
        ("whole", Tree::Number(Number::Signed(-300))),
        ("float", Tree::Number(Number::Float(0.5))),
        ("large", Tree::Number(Number::Unsigned(u64::MAX))),
        ("list", Tree::List(vec![Tree::Null, Tree::Unknown, Tree::Map([].into())])),
    ];
    let tree = Tree::Map(entries.map(|(name, value)| (name.to_owned(), value)).into());
    assert_eq!(decode_untyped(&encode(&tree)), Ok(tree));
    assert_eq!(
        decode_untyped(&[0xc4, 0x00]).unwrap_err().message,
        "expected a number, found bytes"
    );
    assert!(decode_untyped(&[0xc2, 0xc2]).is_err());
}

#[test]
fn nothing_sent_is_null() {
    assert_eq!(decode(&Type::Bool, &[]), Ok(Tree::Null));
}
