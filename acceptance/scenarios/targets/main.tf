# Where access logs cannot go; the target of each zone in turn.

variable "target" {
  type = string
}

resource "kfm_zone" "logs" {
  zone = "logs"
}

resource "kfm_zone" "work" {
  zone       = "work"
  access_log = { bucket = var.target }
}

resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "soils-catalog"
}
