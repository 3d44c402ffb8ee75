//! Which ways between zones this gate guards.

use crate::ZoneKind;
use crate::promotion::verdict::Code;

use super::codes;

/// The rule that keeps this gate from opening the way between two zones; none where it guards that
/// way. The profile knows no zone of logs.
#[must_use]
pub fn transition_refusal(from: ZoneKind, to: ZoneKind) -> Option<Code> {
    let known = |zone: ZoneKind| Some(zone).filter(|zone| *zone != ZoneKind::Logs);
    refusal(known(from), known(to))
}

/// Why the way between two zones is not opened here; none where it is guarded by this gate.
pub(super) fn refusal(from: Option<ZoneKind>, to: Option<ZoneKind>) -> Option<Code> {
    use ZoneKind as Z;
    let (Some(from), Some(to)) = (from, to) else { return Some(codes::X_ZONE_UNKNOWN) };
    match (from, to) {
        (Z::Quarantine, _) => Some(codes::X_QUARANTINE_NOT_PROMOTABLE),
        (Z::Raw | Z::Work, Z::Catalog | Z::Triplet | Z::Published) => {
            Some(codes::X_RAW_TO_SERVED_BLOCKED)
        }
        (Z::Raw, Z::Work | Z::Quarantine)
        | (Z::Work, Z::Quarantine | Z::Processed)
        | (Z::Catalog, Z::Triplet)
        | (_, Z::Audit) => Some(codes::X_TRANSITION_NOT_GATED),
        (Z::Processed, Z::Catalog) | (Z::Catalog | Z::Triplet, Z::Published) => None,
        _ => Some(codes::X_TRANSITION_FORBIDDEN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promotion::contract::zones::zone;

    #[test]
    fn three_ways_are_guarded_and_the_rest_is_refused() {
        let table = [
            ("processed", "catalog", ""),
            ("catalog", "published", ""),
            ("triplet", "published", ""),
            ("raw", "work", "PC_X_TRANSITION_NOT_GATED"),
            ("raw", "quarantine", "PC_X_TRANSITION_NOT_GATED"),
            ("work", "quarantine", "PC_X_TRANSITION_NOT_GATED"),
            ("work", "processed", "PC_X_TRANSITION_NOT_GATED"),
            ("catalog", "triplet", "PC_X_TRANSITION_NOT_GATED"),
            ("quarantine", "work", "PC_X_QUARANTINE_NOT_PROMOTABLE"),
            ("logs", "published", "PC_X_ZONE_UNKNOWN"),
            ("quarantine", "logs", "PC_X_ZONE_UNKNOWN"),
        ];
        let listed = |from, to| table.iter().find(|row| (row.0, row.1) == (from, to));
        let zones: Vec<_> = ZoneKind::ALL.into_iter().map(ZoneKind::as_str).collect();
        for from in &zones {
            for to in &zones {
                let expected = match listed(*from, *to) {
                    Some(row) => row.2,
                    None if *from == "logs" || *to == "logs" => "PC_X_ZONE_UNKNOWN",
                    None if *from == "quarantine" => "PC_X_QUARANTINE_NOT_PROMOTABLE",
                    None if *to == "audit" => "PC_X_TRANSITION_NOT_GATED",
                    None if ["raw", "work"].contains(from)
                        && ["catalog", "triplet", "published"].contains(to) =>
                    {
                        "PC_X_RAW_TO_SERVED_BLOCKED"
                    }
                    None => "PC_X_TRANSITION_FORBIDDEN",
                };
                let refusal = refusal(zone(from), zone(to)).map_or("", |code| code.name);
                assert_eq!(refusal, expected, "{from} to {to}");
            }
        }
    }
}
