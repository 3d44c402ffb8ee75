resource "kfm_zone" "work" {
  zone = "work"

  object_lifecycle = {
    noncurrent_days = 40
    transitions     = [{ days = 10, storage_class = "GLACIER_IR", noncurrent = true }]
  }
}
