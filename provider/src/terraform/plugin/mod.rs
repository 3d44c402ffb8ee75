//! go-plugin: how the host starts this process, talks to it and ends it.
//!
//! | file | what it holds |
//! |---|---|
//! | `handshake.rs` | the cookie, the line that tells the host where to connect |
//! | `tls.rs` | mutual TLS: our certificate, the host's pinned one |
//! | `socket.rs` | the private directory and the socket in it |
//! | `listener.rs` | accepted and authenticated connections |
//! | `controller.rs` | go-plugin's own services |
//! | `ending.rs` | why and how the process ends |

mod controller;
mod ending;
mod handshake;
mod listener;
mod socket;
mod tls;

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::transport;

#[cfg(feature = "testkit")]
pub(super) use handshake::Handshake;
pub use handshake::{COOKIE_NAME, COOKIE_VALUE, NotStartedByTerraform, check_cookie};

use super::resource::Provider;
use super::server::Server;
use super::wire::proto::plugin::grpc_controller_server::GrpcControllerServer;
use super::wire::proto::plugin::grpc_stdio_server::GrpcStdioServer;
use super::wire::proto::tfplugin6::provider_server::ProviderServer;
use socket::PrivateSocket;
use tls::TlsIdentity;

/// The largest message, either way: terraform's own limit (`grpc.MaxCallRecvMsgSize` in its
/// plugin client, terraform 1.11).
pub(super) const MAX_MESSAGE: usize = 256 << 20;

/// What the process was given by the host. `main` fills it: nothing else reads the environment.
pub struct PluginEnvironment {
    /// `PLUGIN_CLIENT_CERT`: the host's certificate as PEM. Serving without it is refused.
    pub client_certificate: Option<String>,
    /// Where temporary directories go.
    pub temp_dir: PathBuf,
    /// Where the handshake line goes: standard output.
    pub output: Box<dyn Write + Send>,
}

impl fmt::Debug for PluginEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginEnvironment")
            .field("temp_dir", &self.temp_dir)
            .finish_non_exhaustive()
    }
}

/// Why serving failed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The host sent no certificate.
    #[error(
        "the host sent no certificate in `PLUGIN_CLIENT_CERT`: this provider holds the operator's \
         credentials and answers nobody but the terraform that started it"
    )]
    NoClientCertificate,
    /// The host's certificate is not readable.
    #[error("the certificate in `PLUGIN_CLIENT_CERT` is not readable")]
    ClientCertificate(#[source] rustls::pki_types::pem::Error),
    /// Our own certificate could not be made.
    #[error("the server's certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    /// TLS could not be set up.
    #[error("TLS could not be set up")]
    Tls(#[from] rustls::Error),
    /// The socket could not be made or the handshake not be written.
    #[error("cannot {action}")]
    Io {
        /// What was tried.
        action: String,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The transport failed.
    #[error("the transport failed")]
    Transport(#[from] transport::Error),
}

impl ServeError {
    fn io(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::Io { action, source }
    }
}

/// Serves `provider` as the process that terraform started, until terraform ends it or is gone.
///
/// SIGINT is ignored, because a terminal sends it to the provider too: terraform handles it and
/// calls StopProvider. SIGTERM ends the process in good order.
///
/// # Errors
/// There is no host certificate, or the socket could not be served.
pub async fn serve<P: Provider>(
    provider: P,
    environment: PluginEnvironment,
) -> Result<(), ServeError> {
    let end = CancellationToken::new();
    ending::watch_process(&end).map_err(ServeError::io("handle signals"))?;
    serve_until(provider, environment, end).await
}

/// Serves `provider` until `end` is cancelled or the host calls Shutdown. Touches nothing that
/// belongs to the whole process.
///
/// # Errors
/// As [`serve`].
pub(super) async fn serve_until<P: Provider>(
    provider: P,
    environment: PluginEnvironment,
    end: CancellationToken,
) -> Result<(), ServeError> {
    let PluginEnvironment { client_certificate, temp_dir, mut output } = environment;
    let host = client_certificate.filter(|pem| !pem.is_empty());
    let host = host.ok_or(ServeError::NoClientCertificate)?;
    let identity = TlsIdentity::for_host(&host)?;
    // Dropped last, which removes the directory.
    let (socket, listener) = PrivateSocket::bind(&temp_dir)?;
    let line = handshake::line(socket.path(), &identity.certificate);
    writeln!(output, "{line}")
        .and_then(|()| output.flush())
        .map_err(ServeError::io("write the handshake"))?;
    let connections = listener::accept(listener, identity.acceptor, end.clone());
    run(Server::new(provider), ReceiverStream::new(connections), end).await
}

async fn run<P: Provider>(
    server: Server<P>,
    connections: ReceiverStream<io::Result<listener::Connection>>,
    end: CancellationToken,
) -> Result<(), ServeError> {
    let operations = server.operations();
    let controller = Arc::new(controller::Controller { end: end.clone() });
    let served = transport::Server::builder()
        .add_service(GrpcControllerServer::from_arc(Arc::clone(&controller)))
        .add_service(GrpcStdioServer::from_arc(controller))
        .add_service(
            ProviderServer::new(server)
                .max_decoding_message_size(MAX_MESSAGE)
                .max_encoding_message_size(MAX_MESSAGE),
        )
        .serve_with_incoming_shutdown(connections, end.clone().cancelled_owned());
    ending::drain(served, &operations, &end).await
}
