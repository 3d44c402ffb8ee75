//! Functions: without a provider block, with arguments of every kind.

use kfm_provider::terraform::attribute::Type;
use kfm_provider::terraform::client::CallError;
use kfm_provider::terraform::dynamic::Dynamic;
use kfm_provider::terraform::model::Field as _;
use kfm_provider::terraform::value::Number;
use serde_json::json;

use super::*;

const JOIN: &str = "join";

/// A client of a provider that was given no block.
async fn unconfigured() -> Client {
    Client::start(Sample::default()).await.unwrap()
}

async fn joined<const N: usize>(client: &Client, json: [Json; N]) -> Result<Tree, CallError> {
    let arguments = client.arguments(JOIN, json).unwrap();
    client.call_function(JOIN, &arguments).await.unwrap()
}

#[tokio::test]
async fn a_function_is_listed_with_its_parameters_and_its_result() {
    let client = unconfigured().await;
    assert_eq!(client.metadata().await.unwrap().functions, [JOIN]);
    let listed = client.functions().await.unwrap();
    assert_eq!(listed.keys().collect::<Vec<_>>(), [JOIN]);
    for join in [&listed[JOIN], &client.schema().functions[JOIN]] {
        assert_eq!(join.summary, "Joins words.");
        assert_eq!(join.description, "Joins words.\n\nWhatever they are.");
        let told: Vec<_> = join
            .parameters
            .iter()
            .map(|one| (one.name.as_str(), one.ty.clone(), one.nullable))
            .collect();
        let expected = [
            ("separator", Type::String, false),
            ("words", Type::List(Box::new(Type::String)), false),
            ("quote", Type::String, true),
            ("extra", Type::Dynamic, true),
        ];
        assert_eq!(told, expected);
        assert_eq!(join.parameters[1].description, "The words.");
        let Type::Object(attributes) = &join.returns else { panic!("{join:?}") };
        assert_eq!(attributes["count"], Type::Number);
    }
}

#[tokio::test]
async fn a_function_is_called_without_a_provider_block() {
    let client = unconfigured().await;
    let result =
        joined(&client, [json!("-"), json!(["a", "b"]), json!("'"), json!({"x": [1, null]})]).await;
    let result = result.unwrap();
    assert_eq!(attribute(&result, "text"), &text("'a'-'b'"));
    assert_eq!(attribute(&result, "count"), &Tree::Number(Number::Signed(2)));
    let extra = r#"Map({"x": List([Number(Signed(1)), Null])})"#;
    assert_eq!(attribute(&result, "extra"), &text(extra));

    let result = joined(&client, [json!("-"), json!([]), Json::Null, Json::Null]).await.unwrap();
    assert_eq!(attribute(&result, "text"), &text(""));
    assert_eq!(attribute(&result, "extra"), &Tree::Null);
}

#[tokio::test]
async fn a_null_is_refused_where_it_may_not_be() {
    let client = unconfigured().await;
    let refused = joined(&client, [json!("-"), Json::Null, Json::Null, Json::Null]).await;
    let expected = CallError { text: "must not be null".to_owned(), argument: Some(1) };
    assert_eq!(refused, Err(expected));
}

#[tokio::test]
async fn an_argument_of_the_wrong_type_is_named() {
    let client = unconfigured().await;
    let mut arguments =
        client.arguments(JOIN, [json!("-"), json!(["a"]), json!(null), json!(null)]).unwrap();
    arguments[1] = Tree::List(vec![text("a"), Tree::Bool(true)]);
    let error = client.call_function(JOIN, &arguments).await.unwrap().unwrap_err();
    assert_eq!(error.argument, Some(1));
    assert_eq!(error.text, "`words[1]`: expected a string, found bool");
    arguments[0] = Tree::Map([].into());
    let error = client.call_function(JOIN, &arguments).await.unwrap().unwrap_err();
    assert_eq!(error.argument, Some(0));
    assert!(error.text.starts_with("2 problems:\n- `separator`: expected"), "{}", error.text);
}

#[tokio::test]
async fn all_that_is_wrong_with_the_arguments_is_told_at_the_first() {
    let client = unconfigured().await;
    let error = joined(&client, [json!("-"), json!(["a"]), json!("bad"), json!(null)]).await;
    assert_eq!(error, Err(CallError { text: "is bad".to_owned(), argument: Some(2) }));
    let error = joined(&client, [json!("-"), json!(["bad"]), json!("bad"), json!(null)]).await;
    let error = error.unwrap_err();
    assert_eq!(error.text, "2 problems:\n- `words[0]`: is bad\n- `quote`: is bad");
    assert_eq!(error.argument, Some(1));
}

#[tokio::test]
async fn what_is_not_known_is_not_calculated_with() {
    let client = unconfigured().await;
    let known = client.arguments(JOIN, [json!("-"), json!([]), json!(null), json!(1)]).unwrap();
    let inside = Tree::Map([("x".to_owned(), Tree::Unknown)].into());
    for (index, unknown) in
        [(0, Tree::Unknown), (1, Tree::List(vec![Tree::Unknown])), (3, Dynamic(inside).encode())]
    {
        let mut arguments = known.clone();
        arguments[index] = unknown;
        let result = client.call_function(JOIN, &arguments).await.unwrap();
        assert_eq!(result, Ok(Tree::Unknown), "{index}");
    }
}

#[tokio::test]
async fn another_name_or_number_of_arguments_is_refused() {
    let client = unconfigured().await;
    let error = client.call_function("split", &[]).await.unwrap().unwrap_err();
    assert!(error.text.contains("no function `split`"), "{}", error.text);
    assert_eq!(error.argument, None);
    let error = client.call_function(JOIN, &[text("-")]).await.unwrap().unwrap_err();
    assert_eq!(error.text, "`join` takes 4 arguments, 1 were given");
}

#[tokio::test]
async fn a_panic_in_a_function_is_a_message_and_serving_goes_on() {
    let client = unconfigured().await;
    let call = async |separator: &str| {
        joined(&client, [json!(separator), json!([]), json!(null), json!(null)]).await
    };
    let error = call("panic").await.unwrap_err();
    assert!(error.text.starts_with("The provider failed to call `join`. "), "{}", error.text);
    assert!(error.text.contains("asked to fail. "), "{}", error.text);
    assert!(error.text.ends_with("with this message"), "{}", error.text);
    assert_eq!(error.argument, None);
    assert!(call("-").await.is_ok());
}
