"""A lesser S3-compatible endpoint: what stands before MiniStack when a scenario asks for one.

It lacks sub-resources: every S3 request with `?<sub-resource>` in its query ends as Amazon S3 says
that such things end ("Error responses", S3 API reference): 501 NotImplemented. Where `object-lock`
is lacking, so are the request headers that ask for it. And it drops response headers.

Nothing is lacking for the root of an account, whose access key is the account's id: it is the
harness that looks with it, and it sees what is stored.
"""

from signed import credential_of, headers_of, query_of

LOCK_HEADERS = ("x-amz-bucket-object-lock-", "x-amz-object-lock-")

REFUSAL = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b"<Error><Code>NotImplemented</Code>"
    b"<Message>A header you provided implies functionality that is not implemented.</Message>"
    b"<RequestId>LESSER</RequestId></Error>"
)


class Lesser:
    def __init__(self, application, lacks, drops):
        self._application = application
        self._lacks = frozenset(lacks)
        self._drops = frozenset(name.lower().encode("latin-1") for name in drops)

    async def __call__(self, scope, receive, send):
        if not asks_s3(scope):
            await self._application(scope, receive, send)
        elif self._lacks_for(scope):
            await refuse(scope, receive, send)
        else:
            await self._application(scope, receive, self._dropping(send))

    def _lacks_for(self, scope) -> bool:
        if not self._lacks.isdisjoint(query_of(scope)):
            return True
        asks_for_lock = any(name.startswith(LOCK_HEADERS) for name in headers_of(scope))
        return "object-lock" in self._lacks and asks_for_lock

    def _dropping(self, send):
        async def send_rest(message):
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in self._drops]
                message = {**message, "headers": kept}
            await send(message)

        return send_rest


def asks_s3(scope) -> bool:
    """Whether somebody but the root of an account asks S3."""
    if scope["type"] != "http":
        return False
    key, service = credential_of(scope)
    return service in ("", "s3") and not key.isdigit()


async def refuse(scope, receive, send) -> None:
    # A body that nobody reads would cost the client its connection.
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    body = b"" if scope["method"] == "HEAD" else REFUSAL
    headers = [(b"content-type", b"application/xml"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 501, "headers": headers})
    await send({"type": "http.response.body", "body": body})
