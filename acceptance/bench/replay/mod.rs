//! A server that answers for any number of zones what the emulator once answered for one, at once
//! or after a delay. The emulator takes some milliseconds of one core for a call, so what is timed
//! against it is the emulator; behind this server the provider's own part shows.
//!
//! What is replayed are the requests of a refresh and of an empty plan. A request that was not
//! recorded fails the measurement.

mod http;
mod recording;
mod server;
pub(crate) mod stage;
