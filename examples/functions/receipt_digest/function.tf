variable "receipt" {
  type        = string
  description = "The receipt of a promotion, in JSON."
}

# The receipt says what it is.
check "the_receipt_is_whole" {
  assert {
    condition = (
      provider::kfm::receipt_digest(var.receipt) == jsondecode(var.receipt).integrity.receipt_digest
    )
    error_message = "The receipt was changed after it was written."
  }
}
