//! The attributes of `kfm_promotion_gate`.

use crate::configure::model::{PolicyModel, TrustedKeyModel};
use crate::model;
use crate::resources::zone::TimeoutsModel;
use crate::resources::zone_policy::ZoneRefModel;
use crate::terraform::model::{List, Map, Set};

model! {
    /// What is promoted, and between which zones. A change makes another gate.
    pub struct CandidateModel {
        /// Slug of the dataset, e.g. `soils`, with the folders above it, if any.
        dataset: String => required;
        /// Id of the version, e.g. `2026-02.abcd1234`.
        version: String => required;
        /// Kind of the zone that it is copied from: `processed`, `catalog` or `triplet`.
        from: String => required;
        /// Kind of the zone that it is copied to: `catalog` or `published`.
        to: String => required;
        /// Where it lies in the source zone. Default `<dataset>/<version>/`.
        source_prefix: String => optional;
        /// Where it is to lie in the target zone. Default `<dataset>/<version>/`.
        target_prefix: String => optional;
    }
}

model! {
    /// The packet that says why the candidate may be promoted. Exactly one of `uri` and `json`.
    pub struct EvidenceModel {
        /// S3 URI of the packet, in the target or one of `sources`.
        uri: String => optional;
        /// Digest of the packet's bytes, `sha256:<hex>`: pins `uri`, so that one apply can open the
        /// gate. Without it the gate opens with the first plan after the one that saw the packet.
        sha256: String => optional;
        /// The packet itself, e.g. `file("promotion.json")`.
        json: String => optional;
    }
}

model! {
    /// Who promotes.
    pub struct PromoterModel {
        /// ARNs of the roles that may become the gate's role while it is open. None of them may be
        /// able to write evidence.
        principals: Set<String> => required;
        /// External id that they must name.
        external_id: String => optional;
    }
}

model! {
    /// A gate of the profile, or `GUARD` for what is the gate's own.
    pub struct GateStatusModel {
        /// Letter of the gate in the profile, or `CONTROL`.
        gate: String => computed;
        /// `PASS`, `ABSTAIN`, `DENY`, `ERROR` or `NOT_EVALUATED`.
        status: String => computed;
    }
}

model! {
    /// What keeps the gate closed: a code and a place, never content.
    pub struct FindingModel {
        /// Letter of the gate in the profile, `CONTROL`, or `GUARD` for what is no finding of the
        /// profile.
        gate: String => computed;
        /// `ABSTAIN`, `DENY`, `ERROR`, or `APPROVAL_UNPROVEN`.
        status: String => computed;
        /// Code of the rule.
        code: String => computed;
        /// Where: a path in the packet, or a key in the target zone.
        path: String => computed;
    }
}

model! {
    /// A promotion that stays closed until evidence passes. An open gate is a role in IAM that only
    /// the promoters become, that copies one version of a dataset from one zone to another and does
    /// nothing else, and that ends by itself. Any other verdict, other evidence, the kill switch, the
    /// end of its time or a destroy close it. The gate neither decides nor copies. What is opened is
    /// what a plan has shown: packets are bound to plans by their digests.
    pub struct PromotionGateModel {
        /// What is promoted.
        candidate: CandidateModel => required;
        /// The zone that is promoted to: `target = kfm_zone.published`.
        target: ZoneRefModel => required;
        /// The zones that artifacts and evidence may lie in, with the one that is copied from:
        /// `sources = [kfm_zone.catalog, kfm_zone.processed, kfm_zone.audit]`.
        sources: List<ZoneRefModel> => required;
        /// Rule book: `kfm/promotion-contract/A-F/v1` (the default) or
        /// `kfm/promotion-readiness/A-G/v1`.
        profile: String => optional;
        /// Why it may be promoted.
        evidence: EvidenceModel => required;
        /// The policy bundle that is trusted. Default: the provider's `policy_bundle`. The contract
        /// profile needs one.
        policy: PolicyModel => optional;
        /// Who promotes.
        promoter: PromoterModel => required;
        /// When the gate ends, in UTC, e.g. `2026-11-25T18:00:00Z`; at most `max_open` ahead. Default:
        /// `max_open` after it opens. It ends when the evidence does, if that is earlier.
        expires: String => optional;
        /// How long the gate is open at most, at most `168h`. Default `24h`.
        max_open: String => optional;
        /// How long a packet may live at most. Default `720h`.
        max_packet_lifetime: String => optional;
        /// What a verdict that is not `PASS` does: `close` (the default) applies a gate that is
        /// closed and warns; `fail` is an error too, after an open gate is closed.
        on_block: String => optional;
        /// Whether the gate is closed, whatever the evidence says. Default: the provider's.
        emergency_deny: bool => optional;
        /// S3 URI of an object whose existence closes the gate. Default: the provider's.
        emergency_deny_uri: String => optional;
        /// Classes of licences that the rule book does not list: SPDX id or `LicenseRef-…` to `L0` …
        /// `L5`.
        licenses: Map<String> => optional;
        /// Whose signatures prove the approval, by principal. Default: the provider's.
        trusted_keys: Map<TrustedKeyModel> => optional;
        /// Where receipts are written, create-only: `s3://<bucket>/<prefix>/` in an audit or receipts
        /// zone that admits the caller as writer of receipts, below `apply/`. Default: nowhere.
        receipt_to: String => optional;
        /// Whether objects above 5 GB may be copied, which is in parts. Then the role can create
        /// objects of any content below the target prefix. Default false.
        multipart_copy: bool => optional;
        /// How long operations may take.
        timeouts: TimeoutsModel => optional;

        /// `<environment>/<target bucket>/<dataset>/<version>`, for import and `gate close` too.
        id: String => computed;
        /// `PASS`, `ABSTAIN`, `DENY` or `ERROR` by the profile and by what it leaves to the gate;
        /// `APPROVAL_UNPROVEN` where all passes and nothing proves the approval; `EXPIRED` where the
        /// time of the gate is over.
        status: String => computed;
        /// The profile's readiness, `APPROVE_READY` or `BLOCKED`.
        readiness: String => computed;
        /// The profile's gates.
        gates: List<GateStatusModel> => computed;
        /// What keeps the gate closed.
        findings: List<FindingModel> => computed;
        /// What the contract profile advises to do with the candidate: `NONE`, `BLOCK` or
        /// `QUARANTINE`.
        disposition: String => computed;
        /// Whether the gate is open.
        open: bool => computed;
        /// ARN of the gate's role; null while it is closed.
        role_arn: String => computed;
        /// When the gate ends, or ended; null where it was closed before. It is never renewed by
        /// itself: only another candidate, other evidence or another `expires` open the gate again.
        expires_at: String => computed;
        /// Receipt of the last decision.
        receipt_json: String => computed;
        /// Digest of that receipt.
        receipt_digest: String => computed;
        /// Digest of the policy bundle that is trusted.
        policy_bundle_digest: String => computed;
        /// Policy engine that is trusted, by name and version.
        engine: String => computed;
    }
}
