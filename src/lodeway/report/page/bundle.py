"""Joins the page's ES modules into one script, so that it runs from a file without a server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources

__all__ = ["join", "script"]

_IMPORT = re.compile(r'^import \{[^}]*\} from "(?:\./|\.\./\.\./page/static/)([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_ALONE = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"/\*\*(?:(?!\*/).)*\*/ ?", re.DOTALL)
_NAME = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def join(modules: Mapping[str, str], entry: str) -> str:
    r"""Return one script: every module that `entry` needs, each after those it imports.

    Modules may import names of their neighbours and of the report's page (``import { a } from "./b.js"`` or
    ``"../../page/static/b.js"``, no renaming), and share one scope, so that no two may declare the same name at top level.

    Parameters
    ----------
    modules
        File name to source.
    entry
        File name of the module that starts the page.

    Returns
    -------
    str
        The script, which neither imports nor exports.

    Raises
    ------
    ValueError
        If two modules declare the same name, or an import or export stays that cannot be joined.

    Examples
    --------
    >>> print(join({"a.js": 'import { two } from "./b.js";\nshow(two);\n', "b.js": "export const two = 2;\n"}, "a.js"))
    const two = 2;
    show(two);
    <BLANKLINE>
    """
    order: list[str] = []
    _visit(entry, modules, order)
    owner: dict[str, str] = {}
    parts = []
    for name in order:
        source = _EXPORT.sub("", _IMPORT.sub("", modules[name]))
        if left := re.search(r"^(?:import|export)\b.*$", source, re.MULTILINE):
            raise ValueError(f"{name}: cannot join {left.group()!r}")
        for declared in _NAME.findall(source):
            if declared in owner:
                raise ValueError(f"{name} and {owner[declared]} both declare {declared!r}")
            owner[declared] = name
        parts.append(source)
    return "".join(parts)


def _visit(name: str, modules: Mapping[str, str], order: list[str]) -> None:
    if name in order:
        return
    for needed in _IMPORT.findall(modules[name]):
        _visit(needed, modules, order)
    order.append(name)


def script(entry: str = "main.js", *, package: str = "lodeway.report.page") -> str:
    """Return a page's own script, joined from its modules and those of the report's page, without their doc comments.

    Parameters
    ----------
    entry
        File name of the module that starts the page.
    package
        Package whose folder ``static`` holds it.

    Returns
    -------
    str
        Plain JavaScript that holds no ``</``.

    Examples
    --------
    >>> "function createPanel" in script(), "</" in script()
    (True, False)
    """
    modules: dict[str, str] = {}
    for owner in dict.fromkeys(("lodeway.report.page", package)):
        folder = resources.files(owner) / "static"
        own = {item.name: item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".js")}
        if shared := sorted(modules.keys() & own.keys()):
            raise ValueError(f"{owner} has modules of the report's page by name: {', '.join(shared)}")
        modules |= own
    return _INLINE.sub("", _ALONE.sub("", join(modules, entry)))
