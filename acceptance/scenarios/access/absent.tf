# A bucket that is not there is an error, and so is a configuration that cannot be asked.

data "kfm_access" "absent" {
  bucket = "kfm-dev-raw-123456789012"
}
