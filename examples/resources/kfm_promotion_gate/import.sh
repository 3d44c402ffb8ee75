# By the id, which is also what `terraform-provider-kfm gate close` takes. What was asked of the gate is in the
# configuration alone: the plan after it shows everything as new, and a role that is not exactly as asked is made anew.
terraform import kfm_promotion_gate.soils dev/kfm-dev-published-123456789012/soils/2026-02.abcd1234
