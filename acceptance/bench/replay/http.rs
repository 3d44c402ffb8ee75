//! TLS of the server, and the way to the emulator behind it.

use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Request, client};
use hyper_util::rt::TokioIo;
use kfm_acceptance::certificate::Certificate;
use kfm_acceptance::{Context, Result};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::recording::Answer;

/// The emulator.
pub(super) struct Upstream {
    /// Host and port.
    authority: String,
    connector: TlsConnector,
}

impl std::fmt::Debug for Upstream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Upstream").field(&self.authority).finish()
    }
}

impl Upstream {
    /// At `https://<authority>`, with a certificate that is trusted alone.
    pub(super) fn new(endpoint: &str, certificate: &Certificate) -> Result<Self> {
        let authority = endpoint.strip_prefix("https://").doing("the endpoint has no TLS")?;
        let mut roots = RootCertStore::empty();
        let trusted = CertificateDer::from_pem_file(&certificate.authority);
        let trusted = trusted.doing("reading the authority")?;
        roots.add(trusted).doing("trusting the authority")?;
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .doing("setting up TLS")?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));
        Ok(Self { authority: authority.to_owned(), connector })
    }

    /// Passes a request on, over a connection of its own.
    pub(super) async fn send(&self, head: &Parts, body: Bytes) -> Result<Answer> {
        let stream = TcpStream::connect(&self.authority).await.doing("reaching the emulator")?;
        let host = self.authority.split(':').next().unwrap_or_default().to_owned();
        let host = ServerName::try_from(host).doing("naming the emulator")?;
        let stream = self.connector.connect(host, stream).await.doing("reaching the emulator")?;
        let (mut sender, connection) = client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .doing("reaching the emulator")?;
        let connection = tokio::spawn(connection);
        let mut request = Request::new(Full::new(body));
        request.method_mut().clone_from(&head.method);
        request.uri_mut().clone_from(&head.uri);
        request.headers_mut().clone_from(&head.headers);
        let answer = sender.send_request(request).await.doing("asking the emulator")?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.doing("hearing the emulator")?.to_bytes();
        connection.abort();
        let of_the_connection = [CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING];
        let headers = head.headers.iter().filter(|(name, _)| !of_the_connection.contains(name));
        let headers = headers
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        Ok(Answer { status: head.status.as_u16(), headers: headers.collect(), body })
    }
}

/// TLS with the server's certificate.
pub(super) fn acceptor(certificate: &Certificate) -> Result<TlsAcceptor> {
    let chain = CertificateDer::from_pem_file(&certificate.certificate);
    let chain = vec![chain.doing("reading the certificate")?];
    let key = PrivateKeyDer::from_pem_file(&certificate.key).doing("reading the key")?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .doing("setting up TLS")?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .doing("setting up TLS")?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
