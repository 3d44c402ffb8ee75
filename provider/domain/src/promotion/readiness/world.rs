//! Gate C, geometry, and gate D, time.

use super::codes;
use super::shape::{closed, is_object, second};
use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

pub(super) fn geometry(packet: &Json, findings: &mut Findings) {
    let geometry = packet.get("geometry");
    if !is_object(geometry) {
        findings.add(codes::C_GEOMETRY_INVALID, "$.geometry");
        return;
    }
    let known = ["valid", "deterministic", "crs", "bbox"];
    closed(findings, geometry, &known, codes::C_UNDECLARED_FIELD, "$.geometry");
    let is_true = |name| geometry.get(name).as_bool() == Some(true);
    findings.add_if(!is_true("valid"), codes::C_GEOMETRY_INVALID, "$.geometry.valid");
    let (code, path) = (codes::C_GEOMETRY_NONDETERMINISTIC, "$.geometry.deterministic");
    findings.add_if(!is_true("deterministic"), code, path);
    let wrong = !geometry.get("crs").is_str("EPSG:4326");
    findings.add_if(wrong, codes::C_CRS_INVALID, "$.geometry.crs");
    let wrong = !is_box(geometry.get("bbox"));
    findings.add_if(wrong, codes::C_BBOX_INVALID, "$.geometry.bbox");
}

/// West, south, east, north: within the world, its limits included, and in strict order.
fn is_box(value: &Json) -> bool {
    let numbers: Option<Vec<f64>> = value.as_array().and_then(|elements| {
        elements.iter().map(|one| Some(one.as_number()?.approximate())).collect()
    });
    match numbers.as_deref() {
        Some([west, south, east, north]) => {
            *west >= -180.0
                && west < east
                && *east <= 180.0
                && *south >= -90.0
                && south < north
                && *north <= 90.0
        }
        _ => false,
    }
}

pub(super) fn time(packet: &Json, findings: &mut Findings) {
    let wrong = second(packet.get("gate_evaluated_at")).is_none();
    findings.add_if(wrong, codes::D_GATE_EVALUATED_AT_INVALID, "$.gate_evaluated_at");
    let (temporal, path) = (packet.get("temporal"), "$.temporal");
    closed(findings, temporal, &["start", "end"], codes::D_UNDECLARED_FIELD, path);
    match second(temporal.get("start")).zip(second(temporal.get("end"))) {
        None => findings.add(codes::D_TEMPORAL_INVALID, path),
        Some((start, end)) => {
            findings.add_if(start > end, codes::D_TEMPORAL_ORDER_INVALID, path);
        }
    }
}
