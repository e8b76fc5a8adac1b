# Every check and chore by name; `just` lists them. `.ci/run` calls these same recipes.

uv := env("UV", `command -v uv || echo python3 -m uv`)

# List the recipes.
default:
    @just --list --unsorted

# Everything that needs no browser and no server, in the order in which it fails fastest.
all: lint types imports spell docs bare test

# Style: ruff's rules and its format.
lint:
    {{uv}} run --locked --group dev ruff check
    {{uv}} run --locked --group dev ruff format --check

# Put files into ruff's format and sort imports.
format:
    {{uv}} run --locked --group dev ruff check --fix
    {{uv}} run --locked --group dev ruff format

# Strict types.
types:
    {{uv}} run --locked --group dev mypy

# Data flows one way: imports only point down.
imports:
    {{uv}} run --locked --group dev lint-imports --no-logo

# Spelling in code and prose.
spell:
    {{uv}} run --locked --group dev codespell

# Build the documentation into docs/_build; a warning is an error.
docs:
    {{uv}} run --locked --group dev sphinx-build -q -W --keep-going -b html docs docs/_build/html

# What users install, alone: wheels without development packages, in a fresh environment.
bare:
    {{uv}} run --isolated --no-editable --no-default-groups lodeway --version
    {{uv}} run --isolated --no-editable --no-default-groups lodeway check central-asia

# Tests; those that need a browser or a database say so and are skipped.
test *options:
    {{uv}} run pytest -n auto {{options}}

# All of it, as the continuous integration does: installs Chromium and PostgreSQL.
ci:
    CI=true bash .ci/run

# The main job on the bundled example.
example case="diversify":
    {{uv}} run --no-default-groups lodeway plan central-asia --case {{case}}

# Times and memory of the main steps, as JSON lines.
bench:
    {{uv}} run python benchmarks/bench_import.py
    PYTHONPATH=. {{uv}} run python benchmarks/bench_ledger.py
    {{uv}} run python benchmarks/bench_assess.py
    {{uv}} run python benchmarks/bench_network.py
    {{uv}} run python benchmarks/bench_explore.py
    {{uv}} run python benchmarks/bench_tiles.py
    {{uv}} run python benchmarks/bench_failures.py
    {{uv}} run python benchmarks/bench_lapse.py
    {{uv}} run python benchmarks/bench_graph.py
    {{uv}} run python benchmarks/bench_plan.py
    {{uv}} run python benchmarks/bench_risk.py
    {{uv}} run python benchmarks/bench_world.py

# Measure how time and memory of the world's plan grow; the documentation draws what it writes.
growth:
    {{uv}} run python benchmarks/growth.py

# Compare with other people's programs; installs them beside, not into the project.
peers:
    {{uv}} run --with scgraph python benchmarks/peer_scgraph.py
    {{uv}} run --with scgraph==3.6.0 --with scgraph_data==2.0.0 --with igraph --with rustworkx --with networkx python benchmarks/peer_graph.py
    PYTHONPATH=. {{uv}} run python benchmarks/peer_linopy.py
    {{uv}} run python benchmarks/peer_risk.py
    {{uv}} run --with pypsa python benchmarks/peer_plan.py
    {{uv}} run --with pypsa python benchmarks/peer_failures.py mid full

# Compare with EIS Toolkit, in an environment of its own: it states Python 3.10 at most, but what is compared runs on 3.11 too, and asks, for what is not compared, for GDAL's headers and TensorFlow.
eis:
    {{uv}} venv -q --clear --seed --python 3.11 .sources/eis
    .sources/eis/bin/python -m pip install -q --no-deps --ignore-requires-python eis-toolkit==1.1.6
    {{uv}} pip install -q --python .sources/eis/bin/python "scipy==1.11.4" "pandas>=2,<3" "numpy<2" rasterio "geopandas<1" "fiona<1.10" "beartype<0.14" "scikit-learn<1.5" "matplotlib<3.9"
    {{uv}} run python benchmarks/bench_explore.py --eis .sources/eis/bin/python

# Compare with MapMark4 in R; FOLDER holds the sources of github.com/USGS-R/MapMark4 (CC0). Needs Debian's r-base-core.
mapmark4 folder:
    {{uv}} run python benchmarks/peer_mapmark4.py {{folder}}

# Compare with spatstat in R on the gold of Murchison. Needs Debian's r-base-core, r-cran-spatstat.model and r-cran-spatstat.data.
spatstat:
    {{uv}} run python benchmarks/peer_spatstat.py

# Memory of a map of 20,000 x 20,000 cells and five layers (some 7 GB of disk).
tiles side="20000":
    {{uv}} run python benchmarks/bench_tiles.py {{side}}

# Is the map the same, byte for byte, on a cluster, after a kill, and from GeoTIFF, COG, NetCDF and Zarr?
same-map:
    {{uv}} run pytest tests/cli/test_explore_map.py -q

# Do Brightway and openLCA's schema read the exported factors? Installs them beside the project; warnings of their own are none of ours.
lca:
    {{uv}} run --with bw2io --with bw2data --with olca-schema pytest tests/risk/test_exporting.py -q -W default

# Does PyPSA say what a plan costs? Installs it beside the project; its warnings are none of ours.
pypsa:
    {{uv}} run --with pypsa pytest tests/plan/test_peers.py -q -W default

# Fetch the pinned sources and rebuild the atlas; ends with a check of its checksums.
atlas:
    {{uv}} run --group tools python -m tools.atlas

# Refresh the README's picture and output from a real run (needs Chromium).
readme:
    {{uv}} run python tools/readme.py

# Collect the changelog fragments into CHANGELOG.md.
changelog version:
    {{uv}} run --locked --group dev towncrier build --yes --version {{version}}
