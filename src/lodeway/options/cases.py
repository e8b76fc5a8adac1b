"""Writes tracts as cases of a scenario's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lodeway.errors import UsageError
from lodeway.options.branches import branches, explored
from lodeway.options.rows import case_text, expected_mine, mine, site
from lodeway.options.tracts import Prospect
from lodeway.scenario.model import Scenario

__all__ = ["write_cases"]


def write_cases(
    folder: Path, scenario: Scenario, prospects: Sequence[Prospect], *, draws: int = 20_000, seed: int = 1
) -> dict[str, Any]:
    """Write a case for the expectation and for each outcome of exploring each tract, and one with every expectation.

    Parameters
    ----------
    folder
        A scenario's folder; its ``cases`` are written to, and files of the same names replaced.
    scenario
        What was read of it.
    prospects
        Tracts.
    draws, seed
        Of the assessments.

    Returns
    -------
    dict
        ``files``, ``cases`` with the chance of each outcome, and ``without``, tracts in which nothing would be mined.

    Raises
    ------
    UsageError
        When the folder is none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: cases are files; `lodeway new` copies an example to one")
    texts: dict[str, str] = {}
    cases: list[dict[str, Any]] = []
    without: list[str] = []
    bought = []
    for prospect in prospects:
        found = branches(prospect, explored(prospect, draws=draws, seed=seed))
        whole = expected_mine(prospect, found)
        if whole is None:
            without.append(prospect.id)
            continue
        bought.append((site(prospect), whole))
        name = f"{prospect.id}-explored"
        question = f"Does it pay to explore {prospect.name}, with what is expected there?"
        texts[name] = case_text(
            scenario, f"{prospect.name}: exploration may be bought", question, [site(prospect)], [whole]
        )
        cases.append({"name": name, "chance": None})
        for branch in found:
            row = mine(prospect, branch, scenario.years[0])
            title = f"{prospect.name}: a {branch.name} find"
            question = f"What would the plan do with a {branch.name} find (chance {branch.chance:.3f})?"
            texts[row.id] = case_text(scenario, title, question, [site(prospect)], [row])
            cases.append({"name": row.id, "chance": branch.chance})
    if bought:
        places, mines = zip(*bought, strict=True)
        question = "Which of the tracts does it pay to explore, with what is expected of each?"
        texts["explored-all"] = case_text(scenario, "Every tract may be explored", question, places, mines)
        cases.append({"name": "explored-all", "chance": None})
    (folder / "cases").mkdir(exist_ok=True)
    files = []
    for name, text in texts.items():
        path = folder / "cases" / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        files.append(str(path))
    return {"files": files, "cases": cases, "without": without}
