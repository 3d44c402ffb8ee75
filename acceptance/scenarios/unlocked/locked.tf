variable "agreed" {
  type    = string
  default = null
}

resource "kfm_zone" "raw" {
  zone      = "raw"
  bucket    = "soils-raw"
  retention = { days = 30 }
}

resource "kfm_zone" "catalog" {
  zone                     = "catalog"
  bucket                   = "soils-catalog"
  retention                = { days = 1 }
  acknowledge_irreversible = var.agreed
}
