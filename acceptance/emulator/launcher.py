"""Run MiniStack as the AWS emulator of the acceptance tests.

    launcher.py [--certificate FILE --key FILE] [--lacks SUB-RESOURCE]… [--drops HEADER]…

The server listens on 127.0.0.1 only, on two ports that the kernel picks: one
speaks TLS, the other plain HTTP (to show that policies refuse it). When both
accept connections, one line of JSON goes to standard output:

    {"ready": {"https": 40123, "http": 40124, "ca": "/…/server.crt"}}

The process lives as long as its standard input: when the parent ends, however
it ends, the server ends too and its temporary directory goes with it. The
parent may write commands, one a line; each is answered by one line of JSON:

    hold <action>     keep the next requests for this IAM action, e.g. kms:CreateKey,
                      unanswered and not executed; {"held": "<action>"} tells that one came
    release           execute what is held and hold nothing more
    calls             {"calls": {"<action>": <number since the last reset>}}
    reset-calls       start counting anew

Standard error carries the log of the server. Authorisation is on: a policy
that denies, denies. `--lacks` and `--drops` make a lesser endpoint of it: see
lesser.py.
"""

import argparse
import asyncio
import collections
import json
import os
import shutil
import socket
import sys
import tempfile
import threading

from lesser import Lesser
from signed import credential_of, headers_of, query_of

LOOPBACK = "127.0.0.1"


def tell(message: dict) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def listening_socket() -> socket.socket:
    """A bound socket on a free port: bound before anyone is told, so nothing can take the port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind((LOOPBACK, 0))
    listener.listen(128)
    return listener


def settings(directory: str, port: int, certificate: str | None, key: str | None) -> None:
    """MiniStack reads its configuration from the environment when it is imported."""
    for name in list(os.environ):
        # The caller's AWS settings would become the identity and region of the emulator itself.
        if name.startswith(("AWS_", "MINISTACK_")):
            del os.environ[name]
    os.environ.update(
        AUTH="true",
        BIND_HOST=LOOPBACK,
        GATEWAY_PORT=str(port),
        TMPDIR=directory,
        USE_SSL="1",
        LOG_LEVEL=os.environ.get("KFM_EMULATOR_LOG", "WARNING"),
        # Listeners that nothing here uses.
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
    )
    if certificate and key:
        os.environ.update(MINISTACK_SSL_CERT=certificate, MINISTACK_SSL_KEY=key)
    tempfile.tempdir = directory


class Gate:
    """Stands before the application: counts requests by IAM action and holds those asked for."""

    def __init__(self, application, name_of_request):
        self._application = application
        self._name_of_request = name_of_request
        self._held_action = None
        self._released = asyncio.Event()
        self.calls = collections.Counter()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            action = self._name_of_request(scope)
            self.calls[action] += 1
            if action == self._held_action:
                released = self._released
                tell({"held": action})
                await released.wait()
        await self._application(scope, receive, send)

    def command(self, line: str) -> None:
        word, _, argument = line.partition(" ")
        if word == "hold" and argument:
            self._held_action = argument
            self._released = asyncio.Event()
            tell({"done": line})
        elif word == "release":
            self._held_action = None
            self._released.set()
            tell({"done": line})
        elif word == "calls":
            tell({"calls": dict(sorted(self.calls.items()))})
        elif word == "reset-calls":
            self.calls.clear()
            tell({"done": line})
        else:
            tell({"unknown": line})


def name_of_request(scope) -> str:
    """The IAM action of an S3 or KMS request; for others the signing service."""
    from ministack.core import iam_actions

    target = headers_of(scope).get("x-amz-target", "")
    if target.startswith("TrentService."):
        return "kms:" + target.partition(".")[2]
    _, service = credential_of(scope)
    if service in ("", "s3"):
        return f"s3:{iam_actions._s3_action(scope['method'], scope['path'], query_of(scope))}"
    return service


def follow_parent(loop, gate: Gate, directory: str) -> None:
    """Pass the parent's commands to the server and end with the parent.

    The process ends at once, without waiting for clients: there is nothing to save.
    """

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(gate.command, line.strip())
        shutil.rmtree(directory, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=read, daemon=True, name="parent").start()


async def serve(https: socket.socket, http: socket.socket, directory: str, lacks: list, drops: list) -> None:
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config

    from ministack.app import app
    from ministack.core import tls

    config = Config()
    config.bind = [f"fd://{https.fileno()}"]
    config.insecure_bind = [f"fd://{http.fileno()}"]
    config.certfile, config.keyfile = tls.resolve_tls_material()
    config.loglevel = os.environ["LOG_LEVEL"]
    config.keep_alive_timeout = 75
    # A connection lives as long as its client. Hypercorn would end it after 1,000 requests, and
    # those on their way with it: an error that AWS does not make.
    config.keep_alive_max_requests = sys.maxsize

    application = Lesser(app, lacks, drops) if lacks or drops else app
    gate = Gate(application, name_of_request)
    # Both sockets listen already: a connection made from here on waits in the backlog.
    tell({"ready": {
        "https": https.getsockname()[1],
        "http": http.getsockname()[1],
        "ca": config.certfile,
    }})
    follow_parent(asyncio.get_running_loop(), gate, directory)
    await hypercorn_serve(gate, config)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--certificate", help="PEM file; without it MiniStack makes one with openssl")
    parser.add_argument("--key", help="PEM file with the private key of the certificate")
    parser.add_argument("--lacks", action="append", default=[], help="an S3 sub-resource, e.g. logging")
    parser.add_argument("--drops", action="append", default=[], help="a response header of S3")
    arguments = parser.parse_args()

    directory = tempfile.mkdtemp(prefix="kfm-emulator-")
    status = 1
    try:
        https, http = listening_socket(), listening_socket()
        settings(directory, https.getsockname()[1], arguments.certificate, arguments.key)

        import callers
        import condition_keys
        import policy_variables

        condition_keys.install()
        policy_variables.install()
        callers.install()
        asyncio.run(serve(https, http, directory, arguments.lacks, arguments.drops))
    except KeyboardInterrupt:
        status = 130
    except ImportError as error:
        sys.stderr.write(f"launcher: {error}; run acceptance/emulator/setup.sh\n")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
