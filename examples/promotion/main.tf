# Two roles that are there before: one reads evidence, the other promotes.
locals {
  gate_reader = "arn:aws:iam::${var.account_id}:role/kfm/gate-reader"
  promoter    = "arn:aws:iam::${var.account_id}:role/ci/promoter"
}

# The version's data, and most of the evidence about it.
resource "kfm_zone" "processed" {
  zone = "processed"
}

# Its descriptions, its packet, and what is copied from here.
resource "kfm_zone" "catalog" {
  zone = "catalog"
}

# Nobody creates here but promotion gates.
resource "kfm_zone" "published" {
  zone = "published"
}

resource "kfm_zone" "audit" {
  zone      = "audit"
  retention = { days = 365 }
}

# Closed until the evidence passes; open for a day at most, for the promoter alone.
resource "kfm_promotion_gate" "release" {
  candidate = {
    dataset = var.dataset
    version = var.dataset_version
    from    = "catalog"
    to      = "published"
  }
  target  = kfm_zone.published
  sources = [kfm_zone.catalog, kfm_zone.processed, kfm_zone.audit]

  evidence = {
    uri    = "s3://${kfm_zone.catalog.bucket}/${var.dataset}/${var.dataset_version}/promotion.json"
    sha256 = var.packet
  }
  policy = {
    uri    = "s3://${kfm_zone.processed.bucket}/bundles/kfm.promotion/1.0.0/promotion.rego"
    digest = var.policy_digest
  }
  trusted_keys = var.trusted_keys
  promoter     = { principals = [local.promoter] }

  # An object here closes every gate that names it.
  emergency_deny_uri = "s3://${kfm_zone.audit.bucket}/emergency_deny"

  # They let the reader in.
  depends_on = [
    kfm_zone_policy.processed,
    kfm_zone_policy.catalog,
    kfm_zone_policy.published,
    kfm_zone_policy.audit,
  ]
}
