variable "agreed" {
  type    = string
  default = null
}

resource "kfm_zone" "raw" {
  zone                     = "raw"
  retention                = { days = 60, class = "R2", mode = "COMPLIANCE" }
  acknowledge_irreversible = var.agreed
}

resource "kfm_zone" "catalog" {
  zone      = "catalog"
  retention = { class = "R0", days = 10 }
}
