//! A typed function behind its wire form; CallFunction.

use super::{Server, guard};
use crate::terraform::attribute::{Attribute, Mode};
use crate::terraform::diag::{AttributePath, Step};
use crate::terraform::dynamic;
use crate::terraform::function::{ArgumentError, Function, Signature};
use crate::terraform::model::{Field as _, ShapeError};
use crate::terraform::resource::Provider;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::tfplugin6::call_function::{Request, Response};
use crate::terraform::wire::proto::tfplugin6::{DynamicValue, FunctionError};
use crate::terraform::wire::value;

/// A function behind its wire form. Every [`Function`] is one.
pub trait DynFunction: Send + Sync {
    /// What is told of it.
    fn signature(&self) -> Signature;
    /// See [`Function::call`]; `arguments` is an object of all parameters.
    ///
    /// # Errors
    /// Those of [`Function::call`], or an argument has not the shape of its parameter.
    fn call(&self, arguments: Tree) -> Result<Tree, Vec<ArgumentError>>;
}

impl<F: Function> DynFunction for F {
    fn signature(&self) -> Signature {
        Signature::of::<F>()
    }

    fn call(&self, arguments: Tree) -> Result<Tree, Vec<ArgumentError>> {
        let arguments =
            F::Parameters::decode(arguments).map_err(|error| vec![ArgumentError::from(error)])?;
        Ok(Function::call(self, arguments)?.encode())
    }
}

/// A function with what its calls need each time.
pub(super) struct ServedFunction {
    pub(super) signature: Signature,
    pub(super) function: Box<dyn DynFunction>,
}

impl<P: Provider> Server<P> {
    pub(super) async fn call(&self, request: Request) -> Response {
        let error = match guard::catch(async { self.try_call(&request) }).await {
            Ok(Ok(result)) => {
                return Response { result: Some(value::encode(&result)), error: None };
            }
            Ok(Err(error)) => error,
            Err(panic) => {
                let diag = panic.diag("call", &request.name, "Nothing was changed.");
                whole(format!("{}. {}", diag.summary, diag.detail))
            }
        };
        Response { result: None, error: Some(error) }
    }

    fn try_call(&self, request: &Request) -> Result<Tree, FunctionError> {
        let Some(served) = self.functions.get(request.name.as_str()) else {
            return Err(whole(format!(
                "this version of the provider has no function `{}`: check its name and the \
                 provider's version",
                request.name
            )));
        };
        let parameters = &served.signature.parameters;
        let (taken, given) = (parameters.len(), request.arguments.len());
        if taken != given {
            let name = served.signature.name;
            return Err(whole(format!("`{name}` takes {taken} arguments, {given} were given")));
        }
        let mut arguments = Vec::new();
        let mut errors = Vec::new();
        for (parameter, sent) in parameters.iter().zip(&request.arguments) {
            match argument(parameter, sent) {
                Ok(tree) => arguments.push((parameter.name.to_owned(), tree)),
                Err(error) => {
                    errors.push(error.inside(Step::Attribute(parameter.name.to_owned())).into());
                }
            }
        }
        if !errors.is_empty() {
            return Err(refused(parameters, errors));
        }
        // Terraform does not call with what it does not know. Whoever does gets what it would say.
        if arguments.iter().any(|(_, argument)| argument.has_unknown()) {
            return Ok(Tree::Unknown);
        }
        let arguments = Tree::Map(arguments.into_iter().collect());
        served.function.call(arguments).map_err(|errors| refused(parameters, errors))
    }
}

fn argument(parameter: &Attribute, sent: &DynamicValue) -> Result<Tree, ShapeError> {
    let tree = dynamic::open(value::decode(&parameter.kind.ty(), Some(sent))?)?;
    if tree == Tree::Null && parameter.mode == Mode::Required {
        let message = "must not be null".to_owned();
        return Err(ShapeError { path: AttributePath::root(), message });
    }
    Ok(tree)
}

/// An error that is of no argument.
fn whole(text: String) -> FunctionError {
    let text = text.trim_end_matches('.').to_owned();
    FunctionError { text, function_argument: None }
}

/// All errors in one, at the first argument that has one: the protocol takes no more. Terraform
/// names that argument and ends the sentence.
fn refused(parameters: &[Attribute], mut errors: Vec<ArgumentError>) -> FunctionError {
    let position = |error: &ArgumentError| match error.path.steps().first() {
        Some(Step::Attribute(name)) => parameters.iter().position(|one| one.name == name),
        _ => None,
    };
    errors.sort_by_key(position);
    let function_argument = errors.first().and_then(position);
    let function_argument = function_argument.and_then(|position| i64::try_from(position).ok());
    let text = match errors.as_slice() {
        [only] if only.path.steps().len() <= 1 => only.message.clone(),
        [only] => line(only),
        several => {
            let lines: Vec<_> = several.iter().map(|error| format!("- {}", line(error))).collect();
            format!("{} problems:\n{}", several.len(), lines.join("\n"))
        }
    };
    FunctionError { text, function_argument }
}

fn line(error: &ArgumentError) -> String {
    format!("`{}`: {}", error.path, error.message)
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;
    use crate::terraform::diag::Diags;
    use crate::terraform::model::List;
    use crate::terraform::server::DynResource;
    use crate::terraform::value::Value;

    crate::model! {
        /// Counts.
        struct Parameters {
            /// The texts.
            texts: List<String> => required;
            /// Anything.
            rest: dynamic::Dynamic => optional;
        }
    }

    struct Count;

    impl Function for Count {
        type Parameters = Parameters;
        type Returns = i64;
        const NAME: &'static str = "count";
        fn call(&self, arguments: Parameters) -> Result<i64, Vec<ArgumentError>> {
            let rest = i64::from(arguments.rest.known().is_some());
            let texts = arguments.texts.into_known().map_or(0, |texts| texts.0.len());
            Ok(i64::try_from(texts).unwrap() + rest)
        }
    }

    struct Nothing;

    #[async_trait]
    impl Provider for Nothing {
        type Model = Parameters;
        type Reader = ();
        type Writer = ();
        fn validate(&self, _: &Parameters) -> Diags {
            Diags::new()
        }
        async fn configure(&self, _: Parameters, _: &str) -> Result<((), ()), Diags> {
            Ok(((), ()))
        }
        fn resources(&self) -> Vec<Box<dyn DynResource<(), ()>>> {
            Vec::new()
        }
        fn functions(&self) -> Vec<Box<dyn DynFunction>> {
            vec![Box::new(Count)]
        }
    }

    async fn call(arguments: [DynamicValue; 2]) -> Response {
        let request = Request { name: "count".to_owned(), arguments: arguments.into() };
        Server::new(Nothing).call(request).await
    }

    fn json(text: &str) -> DynamicValue {
        DynamicValue { msgpack: Vec::new(), json: text.as_bytes().to_vec() }
    }

    #[tokio::test]
    async fn arguments_are_taken_in_either_encoding() {
        let texts = Tree::List(vec![Tree::String("a".into()), Tree::String("b".into())]);
        let rest = dynamic::Dynamic(Tree::Bool(true)).encode();
        let three = Some(value::encode(&Value::Known(3_i64).encode()));
        let rest_json = json(r#"{"type": "bool", "value": true}"#);
        for (texts, rest) in [
            (value::encode(&texts), value::encode(&rest)),
            (json(r#"["a", "b"]"#), rest_json.clone()),
            (value::encode(&texts), rest_json),
        ] {
            let response = call([texts, rest]).await;
            assert_eq!((response.result, response.error), (three.clone(), None));
        }
    }

    #[tokio::test]
    async fn a_null_of_some_type_is_a_null() {
        let typed = Tree::Dynamic { ty: br#""string""#.to_vec(), value: vec![0xc0] };
        for rest in [value::encode(&typed), value::encode(&Tree::Null), json("null")] {
            let response = call([json("[]"), rest]).await;
            assert_eq!(response.result, Some(value::encode(&Value::Known(0_i64).encode())));
        }
    }

    #[tokio::test]
    async fn bytes_that_are_no_value_are_refused_at_their_argument() {
        for broken in [json("["), DynamicValue { msgpack: vec![0xc1], json: Vec::new() }] {
            let error = call([broken, json("null")]).await.error.unwrap();
            assert_eq!(error.function_argument, Some(0), "{}", error.text);
        }
        let broken = Tree::Dynamic { ty: Vec::new(), value: vec![0xc1] };
        let error = call([json("[]"), value::encode(&broken)]).await.error.unwrap();
        assert_eq!(error.function_argument, Some(1), "{}", error.text);
    }
}
