"""Asks another Rego engine: a question a line on standard input, its answer a line on standard output, in their order.

    python ask.py rego-cpp|opa < questions.ndjson
    python ask.py rego-cpp|opa version

A question is {"modules": [[path, text], ...], "data": {...}, "input": ..., "query": "data.x"}. An answer is
{"defined": <document>}, "undefined", "failed" where the engine says that there is no answer, or "died" where its process
ended without one, or had to be ended. Sets are lists, in the order of the engine.

Each question has a process of its own, without an environment, so that none sees another's engine, and a fault or a
loop costs one answer.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# What one question may take, in seconds. Memory is not limited: rego-cpp's allocator reserves too much to start with.
TIME = 10


def rego_cpp(question):
    from regopy import Interpreter, RegoError

    try:
        engine = Interpreter()
        for path, text in question["modules"]:
            engine.add_module(path, text)
        engine.add_data(question["data"])
        engine.set_input(question["input"])
        output = engine.query(question["query"])
    except (RegoError, json.JSONDecodeError):
        # The binding reads the message about some errors of compilation as a document.
        return "failed"
    if not output.ok():
        return "failed"
    return [one for result in output.results for one in result.expressions]


def opa(question):
    from opa_bindings import OpaEngine, OpaError

    try:
        with OpaEngine() as engine:
            for path, text in question["modules"]:
                engine.add_policy(path, text)
            engine.add_data(question["data"])
            results = engine.eval_query("found = " + question["query"], input=question["input"])
    except OpaError:
        return "failed"
    return [one["found"] for one in results]


def rego_cpp_version():
    from regopy import rego_version

    return rego_version()


def opa_version():
    # The library does not say; what Go wrote into it about its parts does.
    from opa_bindings import _native

    part = rb"dep\tgithub.com/open-policy-agent/opa\tv([0-9.]+)\t"
    return re.search(part, _native._LIB_PATH.read_bytes())[1].decode()


ENGINES = {"rego-cpp": (rego_cpp, rego_cpp_version), "opa": (opa, opa_version)}


def one(engine):
    # An engine may write to standard output itself: what it says there is not the answer.
    channel = os.dup(1)
    os.dup2(2, 1)
    found = ENGINES[engine][0](json.load(sys.stdin))
    if isinstance(found, list):
        found = {"defined": found[0]} if found else "undefined"
    os.write(channel, json.dumps(found, sort_keys=True, allow_nan=False).encode())


def ask(engine, line):
    command = [sys.executable, "-I", __file__, engine, "one"]
    try:
        done = subprocess.run(
            command, input=line, capture_output=True, text=True, timeout=TIME, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return '"died"'
    return done.stdout if done.returncode == 0 and done.stdout else '"died"'


def main():
    engine, *mode = sys.argv[1:]
    if mode == ["one"]:
        return one(engine)
    if mode == ["version"]:
        return print(ENGINES[engine][1]())
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for text in workers.map(lambda line: ask(engine, line), sys.stdin):
            print(text, flush=True)


if __name__ == "__main__":
    main()
