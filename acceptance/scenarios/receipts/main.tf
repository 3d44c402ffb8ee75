variable "receipt_writer" {
  type = string
}

resource "kfm_zone" "audit" {
  zone            = "audit"
  retention       = { days = 1 }
  receipt_writers = [var.receipt_writer]
}
