resource "kfm_zone" "audit" {
  zone      = "audit"
  retention = { days = 1 }
}
