//! Mutual TLS. The host sends its certificate in the environment and takes ours from the
//! handshake line, so each side knows the other's exact certificate and no authority is asked.

use std::sync::Arc;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme,
};
use tokio_rustls::TlsAcceptor;

use super::ServeError;

/// Our side of the connection.
pub(super) struct TlsIdentity {
    /// Our certificate in DER, for the handshake line.
    pub(super) certificate: Vec<u8>,
    /// Takes connections from the host alone.
    pub(super) acceptor: TlsAcceptor,
}

impl TlsIdentity {
    /// A fresh certificate, and an acceptor that answers only the holder of the certificate `pem`.
    pub(super) fn for_host(pem: &str) -> Result<Self, ServeError> {
        let host = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(ServeError::ClientCertificate)?;
        // P-256: the fastest key to make, and the host's Go takes any curve.
        let key = KeyPair::generate()?;
        let certificate = parameters()?.self_signed(&key)?.der().clone();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = PinnedHost { certificate: host, provider: Arc::clone(&provider) };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(Arc::new(verifier))
            .with_single_cert(
                vec![certificate.clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            certificate: certificate.to_vec(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

/// The host checks the name `localhost` (go-plugin's `client.go`, version 1.6).
fn parameters() -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(["localhost".to_owned()])?;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(parameters)
}

/// Accepts one certificate, byte for byte, from whoever proves to hold its key.
///
/// The host's certificate is self-signed, marked as an authority and of curve P-521; the usual
/// verifier refuses an authority as the end of a chain, and only aws-lc-rs knows the curve.
#[derive(Debug)]
struct PinnedHost {
    certificate: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for PinnedHost {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if *end_entity == self.certificate {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
