//! Whatever the bytes, as a module, as an archive, and as what lies in an archive: a bundle that can be evaluated, or a
//! fault. Digests, gzip and the checksums of tar are put in order first: bytes at random do not get past them.

use std::collections::BTreeSet;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use kfm_domain::promotion::bundle::{Bundle, BundleFault, OPA_BUNDLE, REGO_MODULE};
use sha2::{Digest as _, Sha256};

pub(crate) fn run(data: &[u8]) {
    read(data, REGO_MODULE);
    read(data, OPA_BUNDLE);
    if let Some(zipped) = zip(data) {
        read(&zipped, OPA_BUNDLE);
    }
    if let Some(zipped) = zip(&with_checksums(data)) {
        read(&zipped, OPA_BUNDLE);
    }
}

fn read(bytes: &[u8], media_type: &str) {
    let pin = format!("sha256:{}", hex::encode(Sha256::digest(bytes)));
    let read = Bundle::read(bytes, media_type, &pin);
    assert_ne!(read, Err(BundleFault::NotPinned));
    assert_ne!(read, Err(BundleFault::MediaType));
    assert_eq!(read, Bundle::read(bytes, media_type, &pin), "one bundle for the same bytes");
    let other = format!("sha256:{}", hex::encode(Sha256::digest(pin.as_bytes())));
    assert_eq!(Bundle::read(bytes, media_type, &other), Err(BundleFault::NotPinned));
    if let Ok(bundle) = read {
        holds(&bundle);
    }
}

fn holds(bundle: &Bundle) {
    assert!(!bundle.modules.is_empty());
    let paths: Vec<_> = bundle.modules.iter().map(|module| module.path.as_str()).collect();
    assert!(paths.is_sorted_by(|one, next| one < next), "in order, and each once");
    for path in paths {
        assert!(path.ends_with(".rego"));
        assert!(path.split('/').all(|segment| !matches!(segment, "" | "." | "..")));
        assert!(!path.contains(['\\', ':', '\0']));
    }
    let roots: BTreeSet<_> = bundle.roots.iter().collect();
    assert_eq!(roots.len(), bundle.roots.len(), "roots do not overlap");
    assert!(bundle.roots.iter().all(|root| bundle.owns(root)));
    // Data lies below a root, or on the way to one.
    let on_the_way = |name: &str| {
        bundle.roots.iter().any(|root| root.strip_prefix(name).is_some_and(|r| r.starts_with('/')))
    };
    assert!(bundle.data.keys().all(|name| bundle.owns(name) || on_the_way(name)));
}

/// Not compressed: the fuzzer sees its own bytes.
fn zip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

const BLOCK: usize = 512;

/// The bytes as a tar whose headers have the checksums that they should have.
fn with_checksums(bytes: &[u8]) -> Vec<u8> {
    let mut tar = bytes.to_vec();
    let mut at = 0;
    while let Some(header) = tar.get_mut(at..at + BLOCK) {
        if header.iter().all(|byte| *byte == 0) {
            break;
        }
        at += BLOCK + size(header).div_ceil(BLOCK).saturating_mul(BLOCK);
        let Some(field) = header.get_mut(148..156) else { break };
        field.fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        let digits = format!("{sum:06o}\0 ");
        if let Some(field) = header.get_mut(148..156) {
            field.copy_from_slice(digits.as_bytes());
        }
    }
    tar
}

/// What a header says of the size of its content, in octal digits.
fn size(header: &[u8]) -> usize {
    let digits = header.get(124..136).unwrap_or_default();
    let digits =
        digits.iter().skip_while(|byte| **byte == b' ').take_while(|byte| byte.is_ascii_digit());
    // More than a tar of the fuzzer has ends the walk.
    digits.fold(0, |size: usize, digit| (size << 3 | usize::from(digit & 7)).min(1 << 30))
}
