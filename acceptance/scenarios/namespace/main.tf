resource "kfm_zone" "catalog" {
  zone             = "catalog"
  bucket_namespace = "account-regional"
}

resource "kfm_zone" "work" {
  zone             = "work"
  bucket_namespace = "account-regional"
  bucket           = "soils-work-123456789012-us-east-1-an"
}
