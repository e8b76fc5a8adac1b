"""Over how many neighbours deposits are best smoothed: ``python -m tools.models.smoothing``.

Published totals of tracts are themselves simulated, with some 5,000 draws, and printed with two digits. What lies between them and
totals drawn here is counted in their standard errors, beyond the rounding; the sum of squares tells how well a number of neighbours
does. Leaving out each tract in turn shows whether the choice rests on one of them.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from lodeway.explore.assess import Estimate, built_in, mark3
from lodeway.explore.assess.models import smoothed

TRACTS = Path(__file__).parents[2] / "tests/explore/assess/published_tracts.csv"
COUNTS = ("N90", "N50", "N10", "N05", "N01")
METALS = ("Cu", "Mo", "Au", "Ag")
CHANCES = {"Cu95": 95, "Cu90": 90, "Cu50": 50, "Cu10": 10, "Cu05": 5}
TRIALS = 5_000
"""Draws of a published simulation, as far as is known (EMINERS has a few thousand)."""
MOST = 6
"""The most neighbours that are tried."""


def error(total: NDArray[np.float64], chance: float) -> float:
    """Return the standard error [t] of the amount exceeded with a chance [%], in a run of `TRIALS` draws."""
    step = 100 * math.sqrt(chance / 100 * (1 - chance / 100) / TRIALS)
    low, high = np.percentile(total, [max(100 - chance - step, 0), min(100 - chance + step, 100)])
    return float(high - low) / 2


def apart(found: float, told: str, spread: float, half: float | None = None) -> float:
    """Return the square of how many standard errors a figure lies beyond the rounding of the published one."""
    published = float(told)
    rounding = 0.5 * 10 ** (math.floor(math.log10(published)) - 1) if half is None else half
    return (max(abs(found - published) - rounding, 0) / spread) ** 2


def misfit(row: dict[str, str], neighbours: int, draws: int) -> tuple[float, int]:
    """Return the sum of squares of a tract, its metals and copper by chance, and the number of figures in it."""
    generator = np.random.default_rng(3)
    count = mark3(Estimate.of({level: float(row[level]) for level in COUNTS}))
    numbers = generator.choice(count.pmf.size, size=draws, p=count.pmf)
    owner = np.repeat(np.arange(draws), numbers)
    model = built_in(row["model"])
    ore, grades = smoothed(model, owner.size, generator, neighbours=neighbours)
    squares = []
    for metal in METALS:
        total = np.bincount(owner, ore * np.nan_to_num(grades[:, model.metals.index(metal)]), draws).astype(float)
        squares.append(apart(float(total.mean()), row[metal], float(total.std()) / math.sqrt(TRIALS)))
        if metal != "Cu":
            continue
        for column, chance in CHANCES.items():
            if row[column]:
                squares.append(apart(float(np.percentile(total, 100 - chance)), row[column], error(total, chance)))
        above = float(np.mean(total >= total.mean()))
        squares.append(apart(above, row["p_mean"], math.sqrt(above * (1 - above) / TRIALS), half=0.005))
    return sum(squares), len(squares)


@click.command()
@click.option("--draws", default=200_000, show_default=True, help="Simulations of each tract.")
def main(draws: int) -> None:
    """Print the misfit of each number of neighbours, by tract, and the best number without each tract."""
    rows = list(csv.DictReader(TRACTS.read_text(encoding="utf-8").splitlines()))
    table = np.array([[misfit(row, neighbours, draws) for row in rows] for neighbours in range(MOST + 1)])
    squares, figures = table[:, :, 0], table[0, :, 1]
    click.echo(
        "neighbours   " + "  ".join(f"{row['tract']:>11}" for row in rows) + f"  all {figures.sum():.0f} figures"
    )
    for neighbours, line in enumerate(squares):
        click.echo(f"{neighbours:10}   " + "  ".join(f"{value:11.1f}" for value in line) + f"  {line.sum():6.1f}")
    best = [int((squares.sum(axis=1) - squares[:, left]).argmin()) for left in range(len(rows))]
    click.echo("best without " + "  ".join(f"{number:>11}" for number in best))


if __name__ == "__main__":
    main()
