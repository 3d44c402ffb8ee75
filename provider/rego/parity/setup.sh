#!/bin/sh
# Make the virtual environment of the other Rego engines, or leave it alone when it is up to date.
# Prints nothing when there is nothing to do.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../../target}
venv=$target/parity
stamp=$venv/requirements.installed
wanted=$(cat "$here/requirements.txt" "$here/requirements-opa.txt")

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

echo "Installing rego-cpp and OPA into $venv" >&2
mkdir -p "$target"
rm -rf "$venv"
"${PYTHON:-python3}" -m venv "$venv"
install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps \
        --require-hashes --requirement "$@" && return
    printf '%s\n' 'There are wheels for CPython 3.10 to 3.14 on Linux with glibc 2.34, and on macOS 15. They come from' \
        'the Python package index (https://pypi.org): is it, or the mirror in PIP_INDEX_URL, reachable?' >&2
    exit 1
}
install "$here/requirements.txt"
install "$here/requirements-opa.txt" --ignore-requires-python
printf '%s\n' "$wanted" >"$stamp"
