# What the endpoint does not offer is asked for, of a zone that exists and of a new one.

resource "kfm_zone" "catalog" {
  zone             = "catalog"
  object_lifecycle = { abort_multipart_days = 3 }
}

resource "kfm_zone" "logs" {
  zone = "logs"
}

resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = kfm_zone.logs.bucket }
}
