//! `gate receipt`: whether receipts of promotions are what they say.

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::input::{self, InputFault};
use super::{Edges, Exit};
use crate::domain::promotion::receipt::{Fault, MAX_BYTES, Receipt};

#[derive(Debug, Args)]
pub(super) struct ReceiptArguments {
    /// Write one line of JSON a receipt
    #[arg(long)]
    json: bool,
    /// Receipts in the form `kfm/promotion-receipt/v1`; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(arguments: &ReceiptArguments, edges: &mut Edges) -> io::Result<Exit> {
    let mut exit = Exit::Good;
    for file in &arguments.files {
        let text = input::read(file, MAX_BYTES, &mut *edges.input);
        let receipt = match text {
            Ok(text) => Receipt::read(&text),
            Err(InputFault::NotFile) => Err(Fault::NotFile),
            Err(InputFault::Unreadable(_)) => Err(Fault::Unreadable),
        };
        let (digest, faults) = match &receipt {
            Ok(receipt) => (receipt.digest(), receipt.faults()),
            Err(fault) => (None, vec![*fault]),
        };
        let codes: Vec<_> = faults.iter().map(|fault| fault.code()).collect();
        if !codes.is_empty() {
            exit = Exit::Bad;
        }
        if arguments.json {
            writeln!(edges.output, "{}", json!({"codes": codes, "receipt_digest": digest}))?;
        } else {
            let digest = digest.as_deref().unwrap_or("none");
            let codes = if codes.is_empty() { "none".to_owned() } else { codes.join(", ") };
            writeln!(edges.output, "{}: digest {digest}, codes {codes}", file.display())?;
        }
    }
    Ok(exit)
}
