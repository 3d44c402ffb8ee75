//! Terraform starts this binary.

use std::io::Write as _;
use std::process::ExitCode;

use kfm_provider::terraform::plugin;

fn main() -> ExitCode {
    let cookie = std::env::var(plugin::COOKIE_NAME).ok();
    match plugin::check_cookie(cookie.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
