locals {
  # A receipt of a promotion has more members; its digest is taken over all of them but `integrity`.
  receipt = jsonencode({
    promotion_id = "promotion:soils:2026-02"
    integrity = {
      receipt_digest = "sha256:1b7df9b151af35476f1c3fb1d717e746b4a861a33c16c6845c356c4881752619"
    }
  })
}

# The receipt says what it is.
check "the_receipt_is_whole" {
  assert {
    condition = (
      provider::kfm::receipt_digest(local.receipt) == jsondecode(local.receipt).integrity.receipt_digest
    )
    error_message = "The receipt was changed after it was written."
  }
}
