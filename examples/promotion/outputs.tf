output "gate" {
  description = "What keeps the gate closed, or the role that the promoter assumes."
  value = {
    status   = kfm_promotion_gate.release.status
    findings = [for found in kfm_promotion_gate.release.findings : "${found.gate} ${found.status} ${found.code} at ${found.path}"]
    role_arn = kfm_promotion_gate.release.role_arn
    until    = kfm_promotion_gate.release.expires_at
  }
}

output "roles" {
  description = "ARN of each workload's role."
  value       = local.arns
}
