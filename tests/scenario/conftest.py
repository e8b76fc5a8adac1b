"""A small scenario to change: antimony from Tajikistan to Japan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

SMALL: Mapping[str, str] = {
    "scenario.toml": """\
name = "small"
title = "Small"
years = [2026, 2030]
network = "links"
""",
    "commodities.csv": """\
id,element,stage,price [USD/t],content [t/t],source
concentrate,antimony,concentrate,10000,0.5,USGS
metal,antimony,refined,22575,1,USGS
""",
    "sites.csv": """\
id,country,longitude [degree],latitude [degree],kind,source
konchoch,TJK,68.3,39.28,mine,im-mining
isfara,TJK,70.63,40.12,plant,Talco
tokyo,JPN,139.7,35.6,market,Natural Earth
""",
    "markets.csv": """\
id,countries,sites,source
JPN,JPN,tokyo,by definition
""",
    "processes.csv": """\
id,site,recipe,status,capacity [t/a],capex [USD/(t/a)],opex [USD/t],max_size [t/a],lead_time [a],opens,source
mine,konchoch,-> 1 concentrate,operating,2300,,,,,,Talco
smelter,isfara,1 concentrate -> 0.9 metal,operating,1800,,,,,,Talco
new-mine,konchoch,-> 1 concentrate,candidate,,12500,800,16000,3,2027,im-mining
""",
    "demands.csv": """\
market,commodity,year,quantity [t/a],growth [%/a],source
JPN,metal,2024,7000,2,METI
""",
    "costs.csv": """\
mode,country,cost [USD/(t*km)],speed [km/h],emissions [g/(t*km)],source
rail,*,0.05,40,11,UIC
sea,*,0.004,30,8,IMO
""",
    "capital.csv": """\
country,rate [%/a],source
*,8,Damodaran
TJK,13.5,Damodaran
""",
}

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Function that writes the small scenario and returns its folder.

    ``edits`` maps a file to (old, new) texts; ``files`` to whole contents, or to None for a file to leave out.
    """

    def write(
        name: str = "small",
        *,
        edits: Mapping[str, tuple[str, str]] | None = None,
        files: Mapping[str, str | None] | None = None,
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        contents: dict[str, str | None] = {**SMALL, **(files or {})}
        for file, (old, new) in (edits or {}).items():
            text = contents[file]
            assert text is not None
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
            contents[file] = text.replace(old, new)
        for file, text in contents.items():
            if text is not None:
                path = folder / file
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="")
        return folder

    return write
