# The function decides about the documents of a zone that is planned, and about any others.

resource "kfm_zone" "work" {
  zone = "work"

  lifecycle {
    postcondition {
      condition = provider::kfm::can(
        { resource = self.seal_policy_json },
        "arn:aws:iam::${var.account_id}:role/reader",
        "s3:GetObject",
        "${self.arn}/soils.csv",
        local.over_tls,
      ).decision == "explicitly_denied"
      error_message = "A stranger reads."
    }
  }
}

locals {
  over_tls = { "aws:SecureTransport" = true, "s3:TlsVersion" = 1.3 }

  everything = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Everything", Effect = "Allow", Action = "*", Resource = "*" }]
  })

  nothing = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Deny", Action = "*", Resource = "*" }
  })

  members_only = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = local.reader }, Action = "s3:*", Resource = local.object }]
  })

  reader = "arn:aws:iam::${var.account_id}:role/reader"
  object = "arn:aws:s3:::elsewhere/soils.csv"
}

output "allowed" {
  value = provider::kfm::can({ identity = [local.everything] }, local.reader, "s3:GetObject", local.object, null)
}

output "denied" {
  value = provider::kfm::can(
    { identity = local.everything, boundary = local.nothing, session = [], resource = null },
    local.reader, "s3:GetObject", local.object, {},
  )
}

locals {
  spec      = jsonencode({ dataset_slug = "soils", cadence = "monthly" })
  spec_hash = provider::kfm::spec_hash(local.spec)
  version   = "2026-05.${substr(trimprefix(local.spec_hash, "sha256:"), 0, 8)}"
}

# The same hash, however the specification is written; the key is the hash's.
output "spec_hash" {
  value = provider::kfm::spec_hash("{ \"dataset_slug\": \"soils\",\n  \"cadence\": \"monthly\" }") == local.spec_hash
}

output "key" {
  value = provider::kfm::zone_key("soils", local.version, "artifacts/soils.csv") == "soils/${local.version}/artifacts/soils.csv"
}

# The provider's own digest of a policy is the function's.
output "policy_digest" {
  value = provider::kfm::policy_digest(local.everything) == provider::kfm::policy_digest(jsonencode({
    Version   = "2012-10-17"
    Statement = { Sid = "Everything", Resource = ["*"], Action = ["*"], Effect = "Allow" }
  }))
}

output "receipt_digest" {
  value = provider::kfm::receipt_digest(jsonencode({ a = "b", integrity = { receipt_digest = "c" } })) == "sha256:${sha256("{\"a\":\"b\"}")}"
}

# Not known before the apply: the function is called then.
resource "terraform_data" "later" {
  input = local.everything
}

output "later" {
  value = provider::kfm::can(
    { identity = [local.everything, terraform_data.later.output] },
    local.reader, "s3:GetObject", local.object, {},
  ).decision
}

output "stranger" {
  value = provider::kfm::can(
    { identity = [local.everything], resource = kfm_zone.work.seal_policy_json },
    local.reader, "s3:GetObject", "${kfm_zone.work.arn}/soils.csv", local.over_tls,
  ).decision
}

check "nobody_reads" {
  assert {
    condition = provider::kfm::can(
      { resource = local.members_only }, "*", "s3:GetObject", local.object, {},
    ).decision == "implicitly_denied"
    error_message = "Everyone reads."
  }
}
