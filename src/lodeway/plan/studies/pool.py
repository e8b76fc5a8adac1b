"""Does many tasks with one kept model each: here, on processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from lodeway.errors import UsageError

__all__ = ["Crew", "Work", "crew"]

P = TypeVar("P")
S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

Done = Callable[[int, int], None]
"""Takes how many tasks are done, and of how many."""

PATIENCE = 10.0
"""Seconds that a cluster has to answer."""


@dataclass(frozen=True, slots=True)
class Work(Generic[P, S]):
    """What each worker needs once: a function of a module and what it makes its model of."""

    prepare: Callable[[P], S]
    payload: P
    token: str
    """Names the payload: a worker of a cluster keeps the model of the last one that it saw."""


@dataclass(frozen=True, slots=True)
class Crew(Generic[S]):
    """Workers that each keep a model; the answer to a task is the same whoever does it."""

    submit: Callable[[Callable[[S, Any], Any], Any], Callable[[], Any]]

    def run(self, perform: Callable[[S, T], R], tasks: Sequence[T], *, done: Done | None = None) -> list[R]:
        """Return the result of ``perform(model, task)`` for every task, in their order.

        Parameters
        ----------
        perform
            A function of a module, so that another process finds it.
        tasks
            What can be sent to another process.
        done
            Called after each task.
        """
        waiting = [self.submit(perform, task) for task in tasks]
        found = []
        for number, result in enumerate(waiting, start=1):
            found.append(result())
            if done:
                done(number, len(waiting))
        return found


@contextmanager
def crew(work: Work[P, S], *, workers: int = 1, cluster: str = "", model: S | None = None) -> Iterator[Crew[S]]:
    """Yield a crew of workers.

    Parameters
    ----------
    work
        What each worker needs once.
    workers
        Processes of this machine; 1 for none but this one.
    cluster
        Address of a Dask scheduler, such as ``tcp://10.0.0.1:8786``; empty for this machine.
    model
        The model of this process where it is there already; made when left out and needed.

    Raises
    ------
    UsageError
        When the cluster's client is not installed, or no cluster answers at the address.
    """
    if cluster:
        yield from _on_cluster(work, cluster)
    elif workers > 1:
        context = get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(work,)) as pool:

            def send(perform: Callable[[S, Any], Any], task: Any) -> Callable[[], Any]:
                future: Future[Any] = pool.submit(_perform, perform, task)
                return future.result

            yield Crew(send)
    else:
        here = work.prepare(work.payload) if model is None else model
        yield Crew(lambda perform, task: lambda: perform(here, task))


_MODELS: dict[str, Any] = {}
"""The model that this process keeps, by token; a worker holds one at a time."""


def _start(work: Work[Any, Any]) -> None:
    _MODELS.clear()
    _MODELS[""] = work.prepare(work.payload)


def _perform(perform: Callable[[Any, Any], Any], task: Any) -> Any:
    return perform(_MODELS[""], task)


def _on_cluster(work: Work[P, S], address: str) -> Iterator[Crew[S]]:
    try:
        from distributed import Client
    except ImportError as missing:
        raise UsageError("--cluster needs the package distributed: pip install 'lodeway[cluster]'") from missing
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as unreachable:
        raise UsageError(f"no Dask scheduler answers at {address!r}: {unreachable}") from unreachable
    try:
        payload = client.scatter(work, broadcast=True, hash=False)

        def send(perform: Callable[[S, Any], Any], task: Any) -> Callable[[], Any]:
            future = client.submit(_perform_there, payload, perform, task, pure=False)
            result: Callable[[], Any] = future.result
            return result

        yield Crew(send)
    finally:
        client.close()


def _perform_there(work: Work[Any, Any], perform: Callable[[Any, Any], Any], task: Any) -> Any:
    if work.token not in _MODELS:
        _MODELS.clear()
        _MODELS[work.token] = work.prepare(work.payload)
    return perform(_MODELS[work.token], task)
