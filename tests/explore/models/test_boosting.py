"""Boosted trees keep to one thread and give the threads back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models.boosting import Boosted, fit_boosting
from lodeway.explore.settings import ModelSetting


def openmp() -> set[int]:
    """Return how many threads each OpenMP pool of the process may use."""
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "openmp"}


def test_boosting_keeps_to_one_thread(cells: Callable[..., Cells], monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees are grown and asked with one OpenMP thread, and the process has as many as before once they are."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    seen: list[set[int]] = []
    for name in ("fit", "predict"):
        own = getattr(HistGradientBoostingRegressor, name)

        def watched(*given: object, _own: Callable[..., object] = own, **more: object) -> object:
            seen.append(openmp())
            return _own(*given, **more)

        monkeypatch.setattr(HistGradientBoostingRegressor, name, watched)
    layer = np.random.default_rng(0).normal(size=(1, 12, 12))
    learned = cells(layer, np.exp(layer[0] - 2))
    with threadpool_limits(3, user_api="openmp"):
        model = fit_boosting(learned, [Layer("a")], ModelSetting())
        assert isinstance(model, Boosted)
        assert (model.intensity(learned.values) > 0).all()
        assert openmp() == {3}
    assert seen == [{1}, {1}]
