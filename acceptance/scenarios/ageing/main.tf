resource "kfm_zone" "work" {
  zone = "work"

  object_lifecycle = {
    abort_multipart_days = 3
    noncurrent_days      = 30
    noncurrent_versions  = 5
    transitions          = [{ days = 60, storage_class = "STANDARD_IA", prefix = "models/" }]
    expire_prefixes      = { "scratch/" = 14 }
  }
}
