//! What a crash between any two steps leaves.

use super::*;
use crate::evaluator::{Caller, Context, Identity, Policies, Request, evaluate};
use crate::gate::standing::anything;
use crate::policy_document::PolicyDocument;

/// What crashes of an opening leave, from nothing to the open gate.
fn openings(gate: &Gate) -> Vec<Standing> {
    let steps = opening(gate);
    let crashed = |count| Standing::default().after(gate, &steps[..count], &moment(NOW));
    (0..=steps.len()).map(crashed).collect()
}

#[test]
fn only_the_last_step_opens() {
    for multipart_copy in [false, true] {
        let gate = Gate::new(WantedGate { multipart_copy, ..wanted(&words()) }).unwrap();
        let all = openings(&gate);
        let usable: Vec<_> = all.iter().map(|one| one.is_usable(&gate, &moment(NOW))).collect();
        assert_eq!(usable, [false, false, false, false, false, true]);
    }
}

#[test]
fn an_open_gate_ends_by_itself() {
    let gate = gate();
    let open = openings(&gate).pop().unwrap();
    assert!(open.sessions && open.is_usable(&gate, &moment("2026-11-25T17:59:59Z")));
    assert!(!open.is_usable(&gate, &moment(EXPIRES)));
}

#[test]
fn every_step_of_closing_leaves_a_gate_closed_wherever_it_starts() {
    let gate = gate();
    let (at, steps) = (moment(NOW), closing(&moment(NOW)));
    let open = openings(&gate).pop().unwrap();
    assert!(open.is_usable(&gate, &at), "nothing is done yet");
    let mut seen = 0;
    for start in openings(&gate) {
        for count in 1..=steps.len() {
            let left = start.clone().after(&gate, &steps[..count], &at);
            assert!(!left.is_usable(&gate, &at), "{count} {left:?}");
            // Closing again from there, also after another crash.
            for again in 1..=steps.len() {
                let closed = left.clone().after(&gate, &steps[..again], &at);
                assert!(!closed.is_usable(&gate, &at), "{count} {again} {closed:?}");
                seen += 1;
            }
        }
        assert_eq!(start.after(&gate, &steps, &at), Standing::default());
    }
    assert_eq!(seen, 216);
}

/// Trust that closes first leaves those in who became the role before; so does a denial that goes
/// before what it denies.
#[test]
fn other_orders_are_open_to_sessions_that_have_begun() {
    let gate = gate();
    let (at, steps) = (moment(NOW), closing(&moment(NOW)));
    let open = openings(&gate).pop().unwrap();
    let after = |order: &[usize]| {
        let steps: Vec<_> = order.iter().map(|at| steps[*at].clone()).collect();
        open.clone().after(&gate, &steps, &at).is_usable(&gate, &at)
    };
    assert!(after(&[1]), "trust first");
    assert!(after(&[0, 1, 3]), "the denial taken away first");
    assert!(!after(&[0, 1, 2]));
}

#[test]
fn what_a_crash_left_is_not_opened() {
    let gate = gate();
    let at = moment(NOW);
    let open = openings(&gate).pop().unwrap();
    for count in 1..=closing(&at).len() {
        let left = open.clone().after(&gate, &closing(&at)[..count], &at);
        let opened = left.clone().after(&gate, &opening(&gate), &at);
        let gone = left == Standing::default();
        assert_eq!(opened.is_usable(&gate, &at), gone, "{count}");
        assert_eq!(opened == left, !gone, "{count}");
    }
}

#[test]
fn no_role_is_without_its_boundary() {
    let gate = gate();
    let at = moment(NOW);
    let mut all = openings(&gate);
    let open = all.last().cloned().unwrap();
    all.extend((0..6).map(|count| open.clone().after(&gate, &closing(&at)[..count], &at)));
    for one in &all {
        assert!(one.role.is_none() || one.boundary == Some(permissions(&gate)), "{one:?}");
    }
    let unbounded = Standing::default().after(&gate, &opening(&gate)[1..], &at);
    assert_eq!(unbounded, Standing::default());
    let kept = open.clone().after(&gate, &[Step::DeleteBoundary], &at);
    assert_eq!(kept, open);
}

#[test]
fn exactly_the_promoters_become_the_role() {
    let promoters = promoters(&["ci/promoter", "ci/other"], Some("ticket:42"));
    let gate = Gate::new(WantedGate { promoters, ..wanted(&words()) }).unwrap();
    let open = openings(&gate).pop().unwrap();
    let admits = |caller: &Caller, id, at| open.admits(&gate, caller, id, &moment(at)).is_allowed();
    let promoter = Caller::role(role("ci/promoter").to_string());
    let (right, late) = (Some("ticket:42"), EXPIRES);
    assert!(admits(&promoter, right, NOW));
    assert!(admits(&Caller::role(role("ci/other").to_string()), right, NOW));
    assert!(!admits(&promoter, right, late) && !admits(&promoter, None, NOW));
    assert!(!admits(&promoter, Some("ticket:43"), NOW));
    for arn in [
        role("promoter").to_string(),
        role("admin").to_string(),
        "arn:aws:iam::210987654321:role/ci/promoter".to_owned(),
        gate.role_arn().to_string(),
    ] {
        assert!(!admits(&Caller::role(arn.as_str()), right, NOW), "{arn}");
    }
    for identity in [
        Identity::Root { account: ACCOUNT.to_owned(), partition: "aws".to_owned() },
        Identity::Service { name: "ec2.amazonaws.com".to_owned() },
        Identity::Federated { provider: "accounts.google.com".to_owned() },
        Identity::Anonymous,
    ] {
        assert!(!admits(&Caller::of(identity.clone()), right, NOW), "{identity:?}");
    }
}

#[test]
fn an_open_role_takes_no_tags_and_a_closed_one_nobody() {
    let gate = gate();
    let promoter = Caller::role(role("ci/promoter").to_string());
    let asks = |trust: &PolicyDocument, action: &str| {
        let context = Context::new().with("aws:CurrentTime", NOW);
        let (own, arn) = (anything(), gate.role_arn());
        let request = Request {
            caller: &promoter,
            action,
            resource: arn.as_str(),
            resource_account: ACCOUNT,
            context: &context,
        };
        let policies = Policies {
            identity: vec![&own],
            resource: Some(trust),
            gatekeeper: crate::evaluator::Gatekeeper::Role,
            ..Policies::default()
        };
        evaluate(&request, &policies).is_allowed()
    };
    let open = open_trust(&gate);
    assert!(asks(&open, "sts:AssumeRole") && asks(&open, "sts:SetSourceIdentity"));
    for action in ["sts:TagSession", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"] {
        assert!(!asks(&open, action), "{action}");
    }
    for action in ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] {
        assert!(!asks(&closed_trust(), action), "{action}");
    }
}

/// Also where the denial of everything was taken away by hand.
#[test]
fn sessions_from_before_are_revoked() {
    let at = moment("2026-11-24T13:00:00Z");
    let mut document = revocation(&at);
    let caller = Caller::role(gate().role_arn().to_string());
    let refuses = |document: &PolicyDocument, issued: &str| {
        let (own, context) = (anything(), Context::new().with("aws:TokenIssueTime", issued));
        let request = Request {
            caller: &caller,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::abc/x",
            resource_account: ACCOUNT,
            context: &context,
        };
        let policies = Policies { identity: vec![&own, document], ..Policies::default() };
        evaluate(&request, &policies).is_refused()
    };
    let (before, after) = ("2026-11-24T12:59:59Z", "2026-11-24T13:00:00Z");
    assert!(refuses(&document, before) && refuses(&document, after));
    document.statements.retain(|one| one.sid.as_deref() == Some("KfmGateRevoked"));
    assert!(refuses(&document, before) && !refuses(&document, after));
}
