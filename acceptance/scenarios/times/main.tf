variable "times" {
  type    = map(string)
  default = null
}

variable "owner" {
  type    = string
  default = "soils"
}

resource "kfm_zone" "work" {
  zone     = "work"
  timeouts = var.times
  tags     = { owner = var.owner }
}
