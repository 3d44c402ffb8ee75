//! Serves the sample provider.

mod sample_provider;

use std::error::Error;

use kfm_provider::terraform::plugin::{self, PluginEnvironment};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    plugin::check_cookie(std::env::var(plugin::COOKIE_NAME).ok().as_deref())?;
    let environment = PluginEnvironment {
        client_certificate: std::env::var("PLUGIN_CLIENT_CERT").ok(),
        temp_dir: std::env::temp_dir(),
        output: Box::new(std::io::stdout()),
    };
    plugin::serve(sample_provider::Sample::default(), environment).await?;
    Ok(())
}
