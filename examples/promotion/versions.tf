terraform {
  required_version = ">= 1.8"

  required_providers {
    kfm = {
      source  = "kfm/kfm"
      version = "~> 0.1"
    }
  }
}
