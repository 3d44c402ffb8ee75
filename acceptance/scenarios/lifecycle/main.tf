resource "kfm_zone" "raw" {
  zone      = "raw"
  tags      = { owner = "soils", stage = "first" }
  retention = { days = 1 }
}

resource "kfm_zone" "work" {
  zone = "work"
}

output "raw_bucket" {
  value = kfm_zone.raw.bucket
}

output "raw_arn" {
  value = kfm_zone.raw.arn
}
