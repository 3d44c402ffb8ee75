"""Who signed a request, and for which service: Signature Version 4, in the header or in the query."""

from urllib.parse import parse_qs


def headers_of(scope) -> dict:
    """The headers of a request by their lower-case names."""
    headers = scope.get("headers", [])
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def query_of(scope) -> dict:
    """The query of a request: a list of values for each name, also for names without a value."""
    return parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def credential_of(scope) -> tuple[str, str]:
    """Access key and service of the credential scope; empty in a request without a signature."""
    header = headers_of(scope).get("authorization", "")
    credential = header.partition("Credential=")[2].partition(",")[0]
    if not credential:
        credential = query_of(scope).get("X-Amz-Credential", [""])[0]
    key, _, rest = credential.partition("/")
    return key, (rest.split("/") + [""] * 3)[2]
