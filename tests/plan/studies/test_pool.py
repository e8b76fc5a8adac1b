"""Many workers give the answer of one, to the last digit."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from lodeway.errors import UsageError
from lodeway.plan.studies import Measure, doubts, near, pareto, partners, pool, secure, tornado
from tests.plan.worlds import random_scenario

CASE = random_scenario(5)


def ask(study: str, **work: Any) -> str:
    """Return everything that a study finds, in full digits."""
    if study == "near":
        found = near(CASE, **work)
        return repr((found.spans, [(row.name, row.plan.parts, row.plan.builds) for row in found.alternatives]))
    if study == "pareto":
        return repr(pareto(CASE, Measure(against="emissions"), points=4, **work))
    if study == "tornado":
        return repr(tornado(CASE, doubts(CASE, 10.0)[:4], **work))
    if study == "secure":
        safe = secure(CASE, share=0.5, where_possible=True, **work)
        return repr((safe.tried, safe.waivers, safe.extra, safe.bound, safe.plan.parts, safe.plan.builds))
    return repr(partners(CASE, [row.id for row in CASE.markets], **work))


@cache
def ask_alone(study: str) -> str:
    """Return what one process finds, asked once."""
    return ask(study)


STUDIES = ("near", "pareto", "tornado", "secure", "partners")


@pytest.mark.parametrize("study", STUDIES)
def test_two_processes_give_the_same(study: str) -> None:
    """Two processes of this machine find the same to the last digit."""
    assert ask(study, workers=2) == ask_alone(study)


def test_a_cluster_gives_the_same() -> None:
    """Two workers of a Dask cluster on this machine find the same to the last digit, one study after another."""
    if not os.environ.get("CI"):
        pytest.importorskip("distributed", reason="not run: needs distributed (pip install 'lodeway[cluster]')")
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:
        for study in STUDIES:
            assert ask(study, cluster=cluster.scheduler_address) == ask_alone(study)


def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which no scheduler listens is a wrong call."""
    monkeypatch.setattr(pool, "PATIENCE", 0.5)
    pytest.importorskip("distributed", reason="not run: needs distributed (pip install 'lodeway[cluster]')")
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        near(replace(CASE), alternatives=0, cluster="tcp://127.0.0.1:1")
