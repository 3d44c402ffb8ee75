//! What a provider function implements. Typed: the server turns wire values into models.

use super::attribute::{Attribute, Kind};
use super::diag::AttributePath;
use super::model::{Field, Model, ShapeError};

/// A function of the provider: pure, and served before the provider block is known.
///
/// The parameters are the fields of a [`model!`](crate::model), in their order: a `required` one
/// may not be null, an `optional` one may. What is not known yet never arrives: Terraform does not
/// call then. The doc comment of the model describes the function, its first paragraph sums it up;
/// those of the fields describe the parameters.
pub trait Function: Send + Sync + 'static {
    /// The parameters.
    type Parameters: Model;
    /// The result. Where it is a model, its attributes are `computed`.
    type Returns: Field;

    /// The name in HCL, after `provider::<provider>::`.
    const NAME: &'static str;

    /// Calculates. The same arguments give the same result: Terraform calls more than once, and
    /// refuses a provider whose answers differ.
    ///
    /// # Errors
    /// Everything that is wrong with the arguments, at once.
    fn call(&self, arguments: Self::Parameters) -> Result<Self::Returns, Vec<ArgumentError>>;
}

/// What is wrong with an argument, or with a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError {
    /// Where: the first step is the parameter.
    pub path: AttributePath,
    /// What is wrong, without a full stop: Terraform ends the sentence.
    pub message: String,
}

impl ArgumentError {
    /// An error at `path`.
    pub fn new(path: AttributePath, message: impl Into<String>) -> Self {
        Self { path, message: message.into() }
    }
}

impl From<ShapeError> for ArgumentError {
    fn from(ShapeError { path, message }: ShapeError) -> Self {
        Self { path, message }
    }
}

/// What is told of a function: the single definition from which wire form and documentation come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// Its registry description: the doc comment of the parameters' model.
    pub doc: &'static str,
    /// Its parameters, in order.
    pub parameters: Vec<Attribute>,
    /// What it returns.
    pub returns: Kind,
}

impl Signature {
    /// That of a function.
    pub fn of<F: Function>() -> Self {
        Self {
            name: F::NAME,
            doc: F::Parameters::DOC,
            parameters: F::Parameters::attributes(),
            returns: F::Returns::kind(),
        }
    }
}
