# Where the access logs of `work` go is a variable; by default to the zone that takes them.

variable "target" {
  type    = string
  default = null
}

resource "kfm_zone" "logs" {
  zone = "logs"
}

resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = coalesce(var.target, kfm_zone.logs.bucket) }
}

resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "soils-catalog"
}
