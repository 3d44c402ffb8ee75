resource "kfm_zone" "logs" {
  zone             = "logs"
  object_lifecycle = { expire_prefixes = { "" = 400 } }
}

resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = kfm_zone.logs.bucket }
}

resource "kfm_zone" "catalog" {
  zone       = "catalog"
  access_log = { bucket = kfm_zone.logs.bucket, prefix = "own/" }
}
