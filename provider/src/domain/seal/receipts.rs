//! Writers of receipts in the audit zone: they add below `apply/`, and do nothing else.

use super::{Seal, administration};
use crate::domain::access::actions::{CONFIGURATION_READS, RECEIPT_WRITES};
use crate::domain::policy_document::{Actions, Comparison, Condition, Resources, Statement};
use crate::domain::principal::PrincipalArn;

/// Where receipts of applies lie.
const RECEIPTS_PREFIX: &str = "apply/";

impl Seal<'_> {
    /// The receipt writers that count.
    pub(super) fn receipt_writers(&self) -> &[PrincipalArn] {
        if self.kind.takes_receipts() { self.receipt_writers } else { &[] }
    }

    /// Those who are administrator and receipt writer: each statement only takes away, so a
    /// principal in two classes needs a statement that leaves it both.
    pub(super) fn writing_administrators(&self) -> Vec<String> {
        self.partition(true)
    }

    fn partition(&self, administrators: bool) -> Vec<String> {
        let writers = self.receipt_writers().iter();
        writers
            .filter(|writer| self.administrators.include(writer) == administrators)
            .map(ToString::to_string)
            .collect()
    }

    /// A condition that leaves principals out, if there are any.
    pub(super) fn not_those(&self, principals: &[String]) -> Option<Condition> {
        let principals = principals.iter().cloned();
        (principals.len() > 0)
            .then(|| Condition::any(Comparison::ArnNotLike, "aws:PrincipalArn", principals))
    }

    /// What the classes of receipt writers may not.
    pub(super) fn receipts(&self, more: &[&'static str]) -> Vec<Statement> {
        let who =
            |arns: Vec<String>| vec![Condition::any(Comparison::ArnLike, "aws:PrincipalArn", arns)];
        let mut statements = Vec::new();
        let both = self.writing_administrators();
        if !both.is_empty() {
            let allowed = administration(more).chain(RECEIPT_WRITES);
            statements.push(self.deny(
                "KfmReceiptAdministrators",
                Actions::all_but(allowed),
                self.everything(),
                who(both),
            ));
        }
        let writers = self.partition(false);
        if !writers.is_empty() {
            let allowed = CONFIGURATION_READS.into_iter().chain(RECEIPT_WRITES);
            statements.push(self.deny(
                "KfmReceiptWriters",
                Actions::all_but(allowed),
                self.everything(),
                who(writers),
            ));
        }
        let all: Vec<_> = self.receipt_writers().iter().map(ToString::to_string).collect();
        if !all.is_empty() {
            let below = format!("{}/{RECEIPTS_PREFIX}*", self.bucket.arn(self.region));
            statements.push(self.deny(
                "KfmReceiptPrefix",
                Actions::only(RECEIPT_WRITES),
                Resources::AllBut([below].into()),
                who(all),
            ));
        }
        statements
    }
}
