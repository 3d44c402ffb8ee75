# Complete: versioned, encrypted with a key of its own, closed to everyone but the administrators' configuration.
resource "kfm_zone" "work" {
  zone = "work"
}

resource "kfm_zone" "processed" {
  zone = "processed"

  # A key that exists already. The zone uses it and never changes it.
  encryption = {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  tags = {
    team = "hydrology"
  }
}
