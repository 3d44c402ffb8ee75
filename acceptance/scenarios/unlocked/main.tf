variable "agreed" {
  type    = string
  default = null
}

import {
  to = kfm_zone.raw
  id = "raw:soils-raw"
}

import {
  to = kfm_zone.work
  id = "work:soils-work"
}

resource "kfm_zone" "raw" {
  zone                     = "raw"
  bucket                   = "soils-raw"
  retention                = { days = 30 }
  acknowledge_irreversible = var.agreed
}

resource "kfm_zone" "work" {
  zone   = "work"
  bucket = "soils-work"
}
