data "kfm_access" "bucket" {
  bucket = "Work" # error: Invalid `bucket` | bucket name `Work`
}

data "kfm_access" "principals" {
  bucket     = "kfm-dev-work-123456789012"
  principals = ["*"] # error: Invalid `principals` | is a wildcard
}

data "kfm_access" "actions" {
  bucket  = "kfm-dev-work-123456789012"
  actions = ["kms:Decrypt"] # error: Invalid `actions` | is asked neither of a bucket nor of an object
}

data "kfm_access" "keys" {
  bucket = "kfm-dev-work-123456789012"
  keys   = [] # error: Invalid `keys` | nothing would be asked
}
