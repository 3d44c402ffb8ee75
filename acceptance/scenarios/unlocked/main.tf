variable "agreed" {
  type    = string
  default = null
}

import {
  to = kfm_zone.raw
  id = "raw:soils-raw"
}

import {
  to = kfm_zone.catalog
  id = "catalog:soils-catalog"
}

resource "kfm_zone" "raw" {
  zone                     = "raw"
  bucket                   = "soils-raw"
  retention                = { days = 30 }
  acknowledge_irreversible = var.agreed
}

resource "kfm_zone" "catalog" {
  zone   = "catalog"
  bucket = "soils-catalog"
}
