#!/bin/sh
# Install the policy oracle, or leave it alone when it is up to date. Prints nothing when there is nothing to do.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
oracle=${CARGO_TARGET_DIR:-$here/../../target}/oracle

if cmp -s "$here/package-lock.json" "$oracle/installed.json"; then
    exit 0
fi

echo "Installing the policy oracle into $oracle" >&2
rm -rf "$oracle"
mkdir -p "$oracle"
cp "$here/package.json" "$here/package-lock.json" "$oracle/"
npm ci --prefix "$oracle" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
cp "$here/package-lock.json" "$oracle/installed.json"
