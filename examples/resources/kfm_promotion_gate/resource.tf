resource "kfm_zone" "processed" {
  zone = "processed"
}

resource "kfm_zone" "catalog" {
  zone = "catalog"
}

resource "kfm_zone" "published" {
  zone = "published"
}

resource "kfm_zone" "audit" {
  zone      = "audit"
  retention = { days = 365 }
}

# One gate a release. It is closed until its evidence passes, and ends by itself a day after it opens.
resource "kfm_promotion_gate" "soils" {
  candidate = {
    dataset = "soils"
    version = "2026-02.abcd1234"
    from    = "catalog"
    to      = "published"
  }
  target  = kfm_zone.published
  sources = [kfm_zone.catalog, kfm_zone.processed, kfm_zone.audit]

  evidence = {
    uri    = "s3://kfm-dev-catalog-123456789012/soils/2026-02.abcd1234/promotion.json"
    sha256 = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  }
  policy = {
    uri    = "s3://kfm-dev-processed-123456789012/policy/kfm.promotion/1.0.0/promotion.rego"
    digest = "sha256:d075fe9663e576c2fa5edd1b17aebc2a6129fe7f58fe831b6b310706dc57be95"
  }
  promoter = { principals = ["arn:aws:iam::123456789012:role/ci/promoter"] }
}

# The role that the promoter assumes while the gate is open; null while it is closed.
output "soils_gate" {
  value = kfm_promotion_gate.soils.role_arn
}
