//! The offline suites: no network, no terraform binary.

#[cfg(test)]
mod access;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod docgen;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod lesser_endpoints;
#[cfg(test)]
mod log_targets;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod promotion_gate;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod states;
#[cfg(test)]
mod support;
#[cfg(test)]
mod zone;
#[cfg(test)]
mod zone_inputs;
#[cfg(test)]
mod zone_policy;
