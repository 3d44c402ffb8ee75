"""Who calls, where MiniStack 1.5.33 does not say it as AWS does.

    Callers of another account
        It judges them by a bucket's policy as the root of their account, so that the
        policy cannot name them and finds none of their keys. AWS judges them as who they
        are ("Cross-account policy evaluation logic", IAM user guide).
    aws:ResourceAccount, s3:ResourceAccount
        "AWS global condition context keys" (IAM user guide): the account of the resource,
        whoever calls; here that of the caller, since ARNs of buckets name no account.
    aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalIsAWSService
        Same page: absent from unsigned requests. Here they are "*", "" and "false".
    aws:userid
        "Principal key values" (IAM user guide): "anonymous" in unsigned requests. Here it
        is absent.

What rests on this file is marked as such in acceptance/README.md.
"""

from contextvars import ContextVar
from dataclasses import replace

#: The access key of the request; its signature is checked before any bucket's policy is looked at.
key_of_request: ContextVar[str] = ContextVar("key_of_request", default="")

ANONYMOUS = {
    "aws:principalarn": None,
    "aws:principalaccount": None,
    "aws:principalisawsservice": None,
    "aws:userid": "anonymous",
}


def bucket_of(resource_arn: str) -> str:
    """The bucket of an ARN of S3; empty for any other ARN."""
    name = resource_arn.removeprefix("arn:aws:s3:::")
    return "" if name == resource_arn else name.partition("/")[0]


def install() -> None:
    """Correct MiniStack; to be called before its application is imported."""
    from ministack.core import iam_evaluator

    known_key = iam_evaluator._resolve_condition_key
    known_evaluation = iam_evaluator.evaluate_resource_policy
    known_pin = iam_evaluator.pin_request_caller

    def pin_request_caller(headers, query_params=None):
        from ministack.core.router import extract_access_key_id

        key_of_request.set(extract_access_key_id(headers or {}, query_params or {}) or "")
        known_pin(headers, query_params)

    def resolve_condition_key(key, context):
        name = key.lower()
        if context.principal_type == "Anonymous" and name in ANONYMOUS:
            return ANONYMOUS[name]
        if name in ("aws:resourceaccount", "s3:resourceaccount"):
            from ministack.services import s3

            bucket = bucket_of(context.resource_arn)
            if bucket:
                return s3._bucket_owner_account(bucket)
        return known_key(key, context)

    def as_the_caller(context):
        """The context of a request of S3 with its signer in the place of the signer's root."""
        key = key_of_request.get()
        if context.principal_type != "Root" or not key or not context.action.startswith("s3:"):
            return context
        caller = iam_evaluator.resolve_principal(key, context.principal_account)
        if isinstance(caller, iam_evaluator.AuthError) or caller.account != context.principal_account:
            return context
        return replace(
            context, principal_arn=caller.arn, principal_type=caller.type, principal_keys=caller.keys
        )

    def evaluate_resource_policy(doc, ctx, *args, **kwargs):
        return known_evaluation(doc, as_the_caller(ctx), *args, **kwargs)

    iam_evaluator._resolve_condition_key = resolve_condition_key
    iam_evaluator.evaluate_resource_policy = evaluate_resource_policy
    iam_evaluator.pin_request_caller = pin_request_caller
