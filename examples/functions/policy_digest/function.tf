locals {
  reviewed = "sha256:73431b85512f84953bfaeda23211c55e673b9e60cffa9956c3467cdd989dc181"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:b", "s3:a"], Resource = "*" }]
  })
}

# What is applied is what was reviewed, however it is written.
check "policy_is_the_reviewed_one" {
  assert {
    condition     = provider::kfm::policy_digest(local.policy) == local.reviewed
    error_message = "The policy is not the one that was reviewed."
  }
}
