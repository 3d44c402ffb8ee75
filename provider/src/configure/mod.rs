//! The provider block: what it says, and the clouds that it gives to the resources.

pub mod connection;
pub mod model;
pub mod parse;
pub mod settings;
pub mod trust;

pub use connection::{Edges, Reader, Writer};
pub use model::ProviderModel;
pub use settings::Settings;
