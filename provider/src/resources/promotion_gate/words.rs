//! What a gate says to people.

use super::resolve::Resolved;
use crate::gate::Verdict;
use crate::terraform::diag::Diag;

/// As many findings as a message lists.
const TOLD: usize = 20;

/// The gate's name in messages.
pub(super) fn name(resolved: &Resolved) -> String {
    match (&resolved.candidate, &resolved.target) {
        (Some(candidate), Some(target)) => {
            format!("`{}/{}` into `{}`", candidate.dataset(), candidate.version(), target.bucket)
        }
        (Some(candidate), None) => format!("`{}/{}`", candidate.dataset(), candidate.version()),
        _ => "a candidate that is not known yet".to_owned(),
    }
}

/// What keeps a gate closed: codes and places, then why what could not be evaluated could not be.
pub(super) fn reasons(verdict: &Verdict, causes: &[String]) -> String {
    let mut text = match verdict.findings.len() {
        0 => format!("The verdict is {}.", verdict.status),
        1 => format!("The verdict is {}, for one finding:", verdict.status),
        many => format!("The verdict is {}, for {many} findings:", verdict.status),
    };
    for found in verdict.findings.iter().take(TOLD) {
        text += &format!("\n- {} {} {} at {}", found.gate, found.status, found.code, found.path);
    }
    if let Some(more) = verdict.findings.len().checked_sub(TOLD).filter(|more| *more > 0) {
        text += &format!("\n- and {more} more, in `findings`");
    }
    for cause in causes.iter().take(TOLD) {
        text += &format!("\n\n{cause}.");
    }
    text
}

/// A plan shows a verdict that opens nothing.
pub(super) fn stays_closed(name: &str, verdict: &Verdict, causes: &[String]) -> Diag {
    Diag::warning(
        format!("The gate of {name} stays closed: {}", verdict.status),
        format!(
            "{}\n\nEvery apply evaluates the evidence once more.\n\n{CHECK}",
            reasons(verdict, causes)
        ),
    )
}

/// A plan shows that an open gate is closed.
pub(super) fn closes(name: &str, verdict: &Verdict, causes: &[String]) -> Diag {
    Diag::warning(
        format!("The gate of {name} is closed by this apply: {}", verdict.status),
        format!(
            "{}\n\nUntil then it is open, and ends by itself at the time that `expires_at` tells. \
             `terraform-provider-kfm gate close` closes it at once.\n\n{CHECK}",
            reasons(verdict, causes)
        ),
    )
}

/// A plan shows a verdict that opens a gate, as far as this apply sees the same.
pub(super) fn opens(name: &str, verdict: &Verdict) -> Diag {
    let ends = verdict.ends.as_deref().unwrap_or_default();
    Diag::warning(
        format!("The gate of {name} opens by this apply: PASS"),
        format!(
            "The evidence passes, its approval is proved, and it holds until {ends}. The apply evaluates it once more, \
             and opens the gate only if it passes then too. What is then below the source prefix can be copied."
        ),
    )
}

/// Evidence that passes at apply, where the plan has shown a gate that stays closed.
pub(super) fn passes_now(name: &str) -> Diag {
    Diag::warning(
        format!("The gate of {name} stays closed, as planned, although its evidence passes now"),
        "What is opened is what a plan has shown. Plan again to open it.",
    )
}

/// The time of a gate is over, which was asked otherwise in between.
pub(super) fn is_over(name: &str, until: &str) -> Diag {
    Diag::warning(
        format!("The gate of {name} stays closed: its time was over at {until}"),
        "A gate is not renewed for the same packet and the same `expires`: name other evidence, or another `expires`.",
    )
}

/// A role of a gate that is being made was there before.
pub(super) fn was_there(name: &str) -> Diag {
    Diag::warning(
        format!("The gate of {name} had a role before it was made here"),
        "Another state has a gate of the same id, or lost one. The role was closed to its end, with its sessions. If \
         another state has the gate, remove it from one of the two: they close each other's role.",
    )
}

/// A packet that passes, and that nothing binds to this plan.
pub(super) fn unbound(name: &str, verdict: &Verdict) -> Diag {
    let digest = verdict.packet.as_deref().unwrap_or_default();
    Diag::warning(
        format!("The gate of {name} does not open by this apply: its evidence is not pinned"),
        format!(
            "The evidence passes now, but the packet at `evidence.uri` may be another one at apply, and no plan would \
             have shown it. This apply makes the gate, closed; the plan after it sees the packet and opens the gate. \
             To open it by this apply, pin the packet: `sha256 = \"{digest}\"`."
        ),
    )
}

/// Evidence that cannot be evaluated yet.
pub(super) fn undecided(name: &str) -> Diag {
    Diag::warning(
        format!("The evidence of the gate of {name} is evaluated at apply"),
        "Something that it depends on is known after apply, or the provider block is not known yet, \
         or there are no valid credentials. The gate opens only if the evidence passes then.",
    )
}

/// A verdict that is an error, as `on_block = "fail"` has it.
pub(super) fn blocked(name: &str, verdict: &Verdict, causes: &[String], state: &str) -> Diag {
    Diag::error(
        format!("The gate of {name} is blocked: {}", verdict.status),
        format!("{}\n\n`on_block` is `fail`. {state}\n\n{CHECK}", reasons(verdict, causes)),
    )
}

const CHECK: &str =
    "`terraform-provider-kfm gate check` evaluates a packet without Terraform, and says the same.";
