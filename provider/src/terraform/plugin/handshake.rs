//! The cookie, and the line that tells the host where to connect.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The environment variable by which terraform shows that it, and no user, started the process.
pub const COOKIE_NAME: &str = "TF_PLUGIN_MAGIC_COOKIE";
/// Its value (terraform's `internal/plugin6/serve.go`; the same for every provider).
pub const COOKIE_VALUE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The version of go-plugin's handshake.
const CORE_VERSION: &str = "1";
/// The version of terraform's plugin protocol.
const PROTOCOL_VERSION: &str = "6";

/// The process was not started by terraform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this binary is a Terraform provider: terraform starts it by itself. Name the provider in \
     `required_providers` and run `terraform init`; `--help` tells what it does by hand"
)]
pub struct NotStartedByTerraform;

/// Whether the value of [`COOKIE_NAME`] is terraform's.
///
/// # Errors
/// It is missing or another; `main` prints the error and exits with 1.
pub fn check_cookie(value: Option<&str>) -> Result<(), NotStartedByTerraform> {
    if value == Some(COOKIE_VALUE) { Ok(()) } else { Err(NotStartedByTerraform) }
}

/// The handshake line: `1|6|unix|<socket>|grpc|<certificate>`, the certificate as base64 of its
/// DER form without padding (go-plugin's `client.go`, version 1.6).
pub(super) fn line(socket: &Path, certificate: &[u8]) -> String {
    let certificate = STANDARD_NO_PAD.encode(certificate);
    format!("{CORE_VERSION}|{PROTOCOL_VERSION}|unix|{}|grpc|{certificate}", socket.display())
}

/// A handshake line, as the host reads it.
#[cfg(any(test, feature = "testkit"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::terraform) struct Handshake {
    /// Where to connect.
    pub(in crate::terraform) socket: std::path::PathBuf,
    /// The server's certificate in DER.
    pub(in crate::terraform) certificate: Vec<u8>,
}

#[cfg(any(test, feature = "testkit"))]
impl Handshake {
    /// Reads a line; `None` if it is not a handshake that terraform would accept.
    pub(in crate::terraform) fn parse(line: &str) -> Option<Self> {
        let fields: Vec<_> = line.trim_end().split('|').collect();
        let [CORE_VERSION, PROTOCOL_VERSION, "unix", socket, "grpc", certificate] = fields[..]
        else {
            return None;
        };
        let certificate = STANDARD_NO_PAD.decode(certificate).ok()?;
        Some(Self { socket: socket.into(), certificate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_terraform_has_the_cookie() {
        assert_eq!(check_cookie(Some(COOKIE_VALUE)), Ok(()));
        assert_eq!(check_cookie(Some("")), Err(NotStartedByTerraform));
        assert_eq!(check_cookie(None), Err(NotStartedByTerraform));
    }

    #[test]
    fn the_line_is_what_the_host_reads() {
        let line = line(Path::new("/tmp/x/provider"), &[1, 2, 3, 4]);
        assert_eq!(line, "1|6|unix|/tmp/x/provider|grpc|AQIDBA");
        let expected =
            Handshake { socket: "/tmp/x/provider".into(), certificate: vec![1, 2, 3, 4] };
        assert_eq!(Handshake::parse(&line), Some(expected));
        assert_eq!(Handshake::parse("running 1 test"), None);
    }
}
