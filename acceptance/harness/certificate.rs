//! The emulator's certificate and the authority that signed it, made anew for each emulator.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use crate::error::{Context, Result};

/// Files with a server certificate for this machine and with its authority.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate of the server, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// The authority to trust, PEM.
    pub authority: PathBuf,
    /// The text of `authority`.
    pub authority_pem: String,
}

impl Certificate {
    /// Makes both and writes them into `directory`.
    pub fn make(directory: &Path) -> Result<Self> {
        let (certificate, key, authority) = sign().doing("making a certificate")?;
        let write = |name: &str, text: &str| {
            let path = directory.join(name);
            fs::write(&path, text).doing(format!("writing `{}`", path.display())).map(|()| path)
        };
        Ok(Self {
            certificate: write("server.crt", &certificate)?,
            key: write("server.key", &key)?,
            authority: write("authority.crt", &authority)?,
            authority_pem: authority,
        })
    }
}

fn sign() -> std::result::Result<(String, String, String), rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(DnType::CommonName, "kfm acceptance authority");
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    server.distinguished_name.push(DnType::CommonName, "kfm acceptance emulator");
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server_key = KeyPair::generate()?;
    let server_pem = server.signed_by(&server_key, &issuer)?.pem();
    Ok((server_pem, server_key.serialize_pem(), authority_pem))
}
