data "kfm_access" "bucket" {
  bucket = "Work" # error: bucket name `Work`
}

data "kfm_access" "principals" {
  bucket     = "kfm-dev-work-123456789012"
  principals = ["*"] # error: is a wildcard
}

data "kfm_access" "actions" {
  bucket  = "kfm-dev-work-123456789012"
  actions = ["kms:Decrypt"] # error: is asked neither of a bucket nor of an object
}

data "kfm_access" "keys" {
  bucket = "kfm-dev-work-123456789012"
  keys   = [] # error: nothing would be asked
}
