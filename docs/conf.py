"""How the documentation is built: Sphinx with furo and MyST; reference pages are generated from the code."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Lodeway"
author = "The Lodeway developers"
copyright = "The Lodeway developers; maps © OpenStreetMap contributors"
version = release = installed("lodeway")

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "mathml",
    "sphinx.ext.viewcode",
    "sphinx_design",
]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
nitpicky = False
exclude_patterns = ["_build", "_generated/README.md"]
html_theme = "furo"
html_title = "Lodeway"
html_static_path = ["_static"]
html_copy_source = False


IN_REPOSITORY = {
    "../../src/lodeway/examples/central-asia/costs.csv": "../_generated/rates.md",
    "../../tests/network/published_times.csv": "../_generated/published.md",
    "../../src/lodeway/risk/indicators.py": "../_generated/indicators.md",
    "../../atlas/DATA.md": "../_generated/atlas.md",
    "../../benchmarks/growth.json": "../_generated/growth.md",
}
"""What links of the sources lead to, so that they work where the repository is read, and the page made of it for the site."""


def to_pages(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Let links to files of the repository lead to the pages that are made of them."""
    for file, page in IN_REPOSITORY.items():
        source[0] = source[0].replace(f"]({file})", f"]({page})")


def setup(app: Sphinx) -> None:
    """Write the generated reference pages before Sphinx reads the sources."""
    import generate

    app.connect("builder-inited", lambda _app: generate.write(Path(__file__).parent / "_generated"))
    app.connect("source-read", to_pages)
