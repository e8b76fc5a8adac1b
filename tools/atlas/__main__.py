"""``python -m tools.atlas [fetch | build | verify]``: makes the atlas and checks that it can be made again."""

from __future__ import annotations

import argparse

from tools.atlas.build import FOLDER, build, differences
from tools.atlas.fetch import fetch


def main() -> None:
    """Run one step, or without a name build and verify; every step fetches what the cache lacks."""
    parser = argparse.ArgumentParser(prog="python -m tools.atlas", description=__doc__)
    parser.add_argument("step", nargs="?", choices=["fetch", "build", "verify"])
    step = parser.parse_args().step
    sources = fetch()
    if step == "fetch":
        for name, path in sources.items():
            print(f"{name}: {path}")
    if step in {"build", None}:
        manifest = build(sources)
        total = sum(table["bytes"] for table in manifest["tables"].values())
        print(f"{len(manifest['tables'])} tables, {total / 1e6:.1f} MB in {FOLDER}")
    if step in {"verify", None}:
        if changed := differences(sources):
            raise SystemExit("rebuilding gives other bytes: " + ", ".join(changed))
        print("rebuilding gives the same checksums")


if __name__ == "__main__":
    main()
