package kfm.promotion

import rego.v1

default allow := false

deny contains "EMERGENCY_DENY" if not input.emergency_deny == false
deny contains "LICENSE_MISSING" if not input.rights.license.spdx
deny contains "REVIEW_NOT_APPROVED" if not input.review.decision == "approve"
deny contains "LABEL_NOT_PUBLIC" if {
	input.transition.audience == "public"
	not input.sensitivity.policy_label in {"public", "public_generalized"}
}

allow if {
	input.kfm_policy_input_version == "kfm.promotion_input.v1"
	count(deny) == 0
}

obligations contains o.type if some o in input.sensitivity.obligations
