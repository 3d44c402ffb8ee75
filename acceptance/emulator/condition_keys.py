"""Condition keys that AWS documents and MiniStack 1.5.33 does not fill.

A policy that names a key which the emulator leaves empty is not tested: a Deny
on it never applies, and a `Null` on it always does. Each key below is filled
the way AWS describes it:

    s3:if-none-match, s3:if-match, s3:ObjectCreationOperation
        "Enforce conditional writes on Amazon S3 buckets" (S3 user guide). The
        last is true for PutObject, CopyObject and CompleteMultipartUpload, which
        create an object, and false for CreateMultipartUpload and UploadPart(Copy),
        which take no conditional header.
    s3:RequestObjectTag/<key>, s3:RequestObjectTagKeys, s3:x-amz-storage-class,
    s3:x-amz-content-sha256, s3:x-amz-copy-source,
    s3:x-amz-server-side-encryption-aws-kms-key-id,
    s3:x-amz-server-side-encryption-customer-algorithm
        "Actions, resources, and condition keys for Amazon S3" (service
        authorization reference), action PutObject.
    s3:ExistingObjectTag/<key>
        Same page, the actions on the tags of objects; and where the bucket is another
        account's.
    s3:authType, s3:signatureAge
        "Amazon S3 Signature Version 4 authentication specific policy keys" (S3 API
        reference): REST-HEADER or REST-QUERY-STRING; the age is in milliseconds
        and exists for presigned requests only.
    aws:PrincipalArn
        "AWS global condition context keys" (IAM user guide): for an assumed role it
        is the ARN of the role, path included, not that of the session.
    aws:PrincipalIsAWSService
        Same page: present in every signed request, false for users and roles.

What rests on this file is marked as such in acceptance/README.md.
"""

from datetime import datetime, timezone
from urllib.parse import parse_qsl

#: Request headers that are condition keys under their own name.
PUT_HEADERS = (
    "if-match",
    "if-none-match",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
)


#: Actions that have the tags of the object in their context.
TAGGED = (
    "s3:DeleteObjectTagging",
    "s3:DeleteObjectVersionTagging",
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionTagging",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
)


def first(query: dict, name: str) -> str | None:
    values = query.get(name)
    return values[0] if isinstance(values, list) and values else values or None


def put_object_keys(query: dict, headers: dict) -> dict:
    keys = {f"s3:{name}": headers[name] for name in PUT_HEADERS if headers.get(name)}
    part_of_upload = "uploads" in query or "partNumber" in query
    keys["s3:ObjectCreationOperation"] = "false" if part_of_upload else "true"
    tags = parse_qsl(headers.get("x-amz-tagging", ""), keep_blank_values=True)
    keys.update({f"s3:RequestObjectTag/{name}": value for name, value in tags})
    if tags:
        keys["s3:RequestObjectTagKeys"] = [name for name, _ in tags]
    return keys


def object_tags(query: dict, bucket: str, key: str) -> dict:
    from ministack.core.responses import get_region, request_scope
    from ministack.services import s3

    owner = s3._bucket_owner_account(bucket)
    if owner is None:
        return {}
    with request_scope(owner, get_region()):
        tags = s3.object_tags_for_condition(bucket, key, query)
    return {f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()}


def signature_keys(query: dict, headers: dict, now: datetime) -> dict:
    if headers.get("authorization"):
        return {"s3:authType": "REST-HEADER"}
    if not (first(query, "X-Amz-Signature") or first(query, "Signature")):
        return {}
    keys = {"s3:authType": "REST-QUERY-STRING"}
    try:
        signed = datetime.strptime(first(query, "X-Amz-Date") or "", "%Y%m%dT%H%M%SZ")
    except ValueError:
        return keys
    age = now - signed.replace(tzinfo=timezone.utc)
    keys["s3:signatureAge"] = str(int(age.total_seconds() * 1000))
    return keys


def install() -> None:
    """Add the keys to MiniStack; to be called before its application is imported."""
    from ministack.core import iam_actions, iam_evaluator

    known_context = iam_actions.s3_service_context
    known_key = iam_evaluator._resolve_condition_key

    def s3_service_context(iam_action, query_params, path="", headers=None):
        query = query_params or {}
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        context = known_context(iam_action, query_params, path, headers)
        context.update(signature_keys(query, lower, datetime.now(timezone.utc)))
        bucket, _, key = path.lstrip("/").partition("/")
        if iam_action == "s3:PutObject" and key:
            context.update(put_object_keys(query, lower))
        if iam_action in TAGGED and key:
            context.update(object_tags(query, bucket, key))
        return context

    def resolve_condition_key(key, context):
        name = key.lower()
        if name == "aws:principalisawsservice" and context.principal_type:
            return "false"
        if name == "aws:principalarn" and context.principal_type == "AssumedRole":
            from ministack.services import iam

            role_name = iam_evaluator._role_name_from_assumed_arn(context.principal_arn)
            role = iam._roles.get_scoped(context.principal_account, None, role_name)
            if role and role.get("Arn"):
                return role["Arn"]
        return known_key(key, context)

    iam_actions.s3_service_context = s3_service_context
    iam_evaluator._resolve_condition_key = resolve_condition_key
