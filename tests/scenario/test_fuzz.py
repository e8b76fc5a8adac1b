"""Whatever a file holds, the check ends in faults and never in a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodeway.errors import Fault
from lodeway.scenario import check
from tests.scenario.conftest import SMALL

FILES = sorted(SMALL)
pieces = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            ",",
            ";",
            '"',
            "\n",
            "\r",
            "\x00",
            "[",
            "]",
            "[t/a]",
            "[[x]]",
            "nan",
            "inf",
            "1e999",
            "1,234",
            "->",
            "*",
            "= 1",
            "{",
            "#",
        ]
    ),
)
SETTING = st.sampled_from(
    ["name", "years", "price_year", "discount_rate", "network", "target", "sources", "atlas", "other"]
)
VALUE = st.sampled_from(
    ["1", "-1", "inf", "nan", "true", '"x"', "[]", "[1]", "[2026, 2030]", '["a", {b = 1}]', "{}", "{countries = 5}",
     "{countries = [{a = 1}]}", '{date = "2025-13-99"}', "{discount_rate = 1}", "{discount_rate = {source = 1}}", "2026-01-01"]
)  # fmt: skip


@given(file=st.sampled_from(FILES), start=st.integers(0, 400), length=st.integers(0, 40), piece=pieces)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_gives_faults(file: str, start: int, length: int, piece: str) -> None:
    """A stretch of any file replaced by anything gives faults that name existing places, or nothing."""
    text = SMALL[file]
    faults = checked({file: text[:start] + piece + text[start + length :]})
    assert all(fault.file and fault.row >= 0 for fault in faults)


@given(name=SETTING, value=VALUE)
@settings(max_examples=150)
def test_any_value_of_a_setting_gives_faults(name: str, value: str) -> None:
    """A setting of the wrong kind is a fault in scenario.toml and in a case."""
    lines = [line for line in SMALL["scenario.toml"].splitlines() if not line.startswith(f"{name} ")]
    checked({"scenario.toml": "\n".join([*lines, f"{name} = {value}"])})
    checked({"cases/a.toml": f"[scenario]\n{name} = {value}\n"})
    checked({"cases/a.toml": f"{name} = {value}\n"})
    checked({"cases/a.toml": f"[sites.isfara]\nname = {value}\nlongitude = {value}\n"})


def checked(files: dict[str, str]) -> tuple[Fault, ...]:
    """Return the faults of the small scenario with some files replaced."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in {**SMALL, **files}.items():
            path = Path(scratch) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return check(scratch)
