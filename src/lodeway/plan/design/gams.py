"""Runs the small part of the GAMS language in which instances are written: sets, data, assignments, loops.

Parameters are dense arrays over their sets. An index is an axis; an expression is an array that can be spread over the axes of
all indices in play, so that a statement runs over all its elements at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError

__all__ = ["Workspace", "run"]

Array = NDArray[np.float64]

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\""
    r"|(?P<sign>\*\*|<>|<=|>=|[-+*/()$=<>,.;]))"
)
ENTRY = re.compile(r"'[^']*'|\"[^\"]*\"|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?(?![\w])|[+-]?[A-Za-z_][\w]*|\S")
DECLARED = re.compile(r"(parameters?|scalars?|sets?)\b", re.IGNORECASE)
SKIPPED = re.compile(r"(display|option|options|alias|acronym)\b", re.IGNORECASE)
SPECIAL = {"inf": np.inf, "+inf": np.inf, "-inf": -np.inf, "eps": 0.0, "+eps": 0.0}
FOLDED: dict[str, Callable[[Array, tuple[int, ...]], Array]] = {
    "sum": lambda values, axes: values.sum(axis=axes),
    "prod": lambda values, axes: values.prod(axis=axes),
    "smin": lambda values, axes: values.min(axis=axes),
    "smax": lambda values, axes: values.max(axis=axes),
}
FUNCTIONS: dict[str, Callable[..., Array]] = {
    "abs": np.abs, "ceil": np.ceil, "floor": np.floor, "round": np.round, "sign": np.sign, "sqr": np.square,
    "sqrt": np.sqrt, "min": lambda *a: np.minimum.reduce(np.broadcast_arrays(*a)),
    "max": lambda *a: np.maximum.reduce(np.broadcast_arrays(*a)), "power": np.power,
}  # fmt: skip


@dataclass(slots=True)
class Workspace:
    """Names known to a program and what they hold."""

    sets: dict[str, tuple[str, ...]]
    """Elements of each set."""
    alias: dict[str, str]
    """Index name to its set."""
    domains: dict[str, tuple[str, ...]]
    """Parameter to the sets that it runs over; none for a scalar."""
    values: dict[str, Array] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)

    def array(self, name: str) -> Array:
        """Return a parameter's values over its sets, made of zeros where nothing was said."""
        if name not in self.values:
            self.values[name] = np.zeros([len(self.sets[key]) for key in self.domains[name]])
        return self.values[name]


def run(text: str, file: str, *, alias: Mapping[str, str], domains: Mapping[str, Sequence[str]]) -> Workspace:
    """Return what a program's data and statements amount to.

    Parameters
    ----------
    text
        The program.
    file
        Its name, for faults.
    alias
        Index names that stand for a set.
    domains
        Parameters declared elsewhere, with the sets that they run over.

    Returns
    -------
    Workspace
        Sets and parameters after the last statement.

    Raises
    ------
    InputError
        With every statement that was not understood: line, what stands there, what is allowed.

    Examples
    --------
    >>> made = run("Set n / n1*n3 /; Parameter d(n) / n1 4, n3 -4 /; d(n)$(d(n) < 0) = 2 * d(n);", "x",
    ...            alias={"n": "n"}, domains={})
    >>> made.array("d")
    array([ 4.,  0., -8.])
    """
    space = Workspace({}, dict(alias), {name: tuple(sets) for name, sets in domains.items()})
    faults: list[Fault] = []
    for line, statement in _statements(text):
        try:
            if DECLARED.match(statement):
                _declare(space, statement)
            elif not SKIPPED.match(statement):
                _Parser(space, statement).program()
        except _UnknownError as error:
            faults.append(Fault(file, line, found=error.found, allowed=error.allowed, message="not understood"))
    if faults:
        raise InputError(faults)
    return space


class _UnknownError(Exception):
    """A part of a statement that is not understood."""

    def __init__(self, found: str, allowed: str) -> None:
        self.found, self.allowed = found, allowed
        super().__init__(found)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with the line it begins on; a semicolon inside brackets does not end one."""
    kept, skipping = [], False
    for line in text.splitlines():
        lowered = line.lower()
        skipping = (skipping or lowered.startswith("$ontext")) and not lowered.startswith("$offtext")
        kept.append("" if skipping or line.startswith(("*", "$")) else line)
    body = "\n".join(kept)
    depth, start = 0, 0
    for place, letter in enumerate(body + ";"):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth <= 0:
            part = body[start:place]
            if part.strip():
                blank = len(part) - len(part.lstrip())
                yield body.count("\n", 0, start + blank) + 1, part.strip()
            start, depth = place + 1, 0


def _declare(space: Workspace, statement: str) -> None:
    """Take in sets, scalars and parameters with their data."""
    kind, rest = re.split(r"\s+", statement, maxsplit=1)
    is_set = kind.lower().startswith("set")
    pattern = re.compile(r"\s*,?\s*(\w+)\s*(?:\(([^)]*)\))?[^/,\n]*(?:/([^/]*)/)?", re.DOTALL)
    place = 0
    while rest[place:].strip(" \n\t\r,"):
        found = pattern.match(rest, place)
        if found is None or found.end() == place:
            raise _UnknownError(rest[place:].strip()[:40], "name(sets) / data /")
        place = found.end()
        name, domain, data = found.group(1).lower(), found.group(2), found.group(3)
        if is_set:
            if data is not None:
                space.sets[space.alias.get(name, name)] = tuple(_elements(data))
                space.alias.setdefault(name, name)
            continue
        over = tuple(
            space.alias.get(key.strip().lower(), key.strip().lower()) for key in (domain or "").split(",") if key
        )
        for key in over:
            if key not in space.sets:
                raise _UnknownError(key, f"a set: {', '.join(sorted(space.sets))}")
        space.domains[name] = over
        if data is not None:
            _records(space, name, data)


def _elements(data: str) -> Iterator[str]:
    """Yield the elements of a set; ``n1*n4`` is a range."""
    for word in re.split(r"[\s,]+", data.strip()):
        ends = re.fullmatch(r"(\w*?)(\d+)\s*\*\s*(\w*?)(\d+)", word)
        if ends and ends.group(1) == ends.group(3):
            yield from (f"{ends.group(1)}{number}" for number in range(int(ends.group(2)), int(ends.group(4)) + 1))
        elif word:
            yield word.strip("'\"")


def _records(space: Workspace, name: str, data: str) -> None:
    """Take in the data of a parameter: keys, then a number, whatever separates them."""
    over = space.domains[name]
    place = [{element: number for number, element in enumerate(space.sets[key])} for key in over]
    array = space.array(name)
    space.assigned.add(name)
    words = [word for word in ENTRY.findall(data) if word not in (",", ".", "=")]
    size = len(over) + 1
    for start in range(0, len(words), size):
        record = words[start : start + size]
        keys, last = [key.strip("'\"") for key in record[:-1]], record[-1].lower()
        if len(record) < size:
            raise _UnknownError(" ".join(record), f"{len(over)} keys and a number in {name}")
        for key, known, which in zip(keys, place, over, strict=True):
            if key not in known:
                raise _UnknownError(" ".join(record), f"{name}: elements of the set {which}, {len(known)} of them")
        if last not in SPECIAL and not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([ed][+-]?\d+)?", last):
            raise _UnknownError(" ".join(record), f"a number after the keys of {name}")
        value = SPECIAL[last] if last in SPECIAL else float(last.replace("d", "e"))
        array[tuple(known[key] for key, known in zip(keys, place, strict=True))] = value


class _Parser:
    """Reads and runs assignments and loops; axes are the indices in play, outermost first."""

    def __init__(self, space: Workspace, text: str) -> None:
        self.space = space
        self.tokens = list(_tokens(text))
        self.place = 0
        self.axes: list[str] = []
        self.mask: Array | None = None

    def peek(self) -> str:
        """Return the next token, nothing at the end."""
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """Return the next token and go past it; it must be one of those wanted, if any are named."""
        token = self.peek()
        if not token or (wanted and token not in wanted):
            raise _UnknownError(token or "the end", " or ".join(wanted) or "more")
        self.place += 1
        return token

    def program(self) -> None:
        """Run everything up to the end."""
        while self.peek():
            if self.peek() == ";":
                self.take()
            else:
                self.statement()

    def statement(self) -> None:
        """Run a loop or an assignment."""
        if self.peek() == "loop":
            self.loop()
            return
        name = self.name()
        indices = self.indices()
        before = len(self.axes)
        kept = [index for kind, index in indices if kind == "name"]
        self.axes += [index for index in kept if index not in self.axes]
        condition = None
        if self.peek() == "$":
            self.take()
            condition = self.primary()
        self.take("=")
        value = self.disjunction()
        self.store(name, indices, value, condition)
        del self.axes[before:]

    def loop(self) -> None:
        """Run statements for those elements of a domain that satisfy its condition."""
        self.take("loop")
        self.take("(")
        before, outer = len(self.axes), self.mask
        condition = self.domain()
        self.mask = condition if outer is None else (condition * _lift(outer, len(self.axes)))
        self.take(",")
        while self.peek() not in (")", ""):
            self.statement()
            if self.peek() == ";":
                self.take()
        self.take(")")
        self.mask = outer
        del self.axes[before:]

    def domain(self) -> Array:
        """Take in the indices of a loop or a sum; return their condition."""
        if self.peek() == "(":
            self.take()
            names = [self.index_name()]
            while self.peek() == ",":
                self.take()
                names.append(self.index_name())
            self.take(")")
        else:
            names = [self.index_name()]
        self.axes += names
        if self.peek() == "$":
            self.take()
            return _true(self.primary())
        return np.ones([1] * len(self.axes))

    def index_name(self) -> str:
        """Return the next token as the name of an index."""
        name = self.take()
        if name not in self.space.alias:
            raise _UnknownError(name, f"an index: {', '.join(sorted(self.space.alias))}")
        return name

    def name(self) -> str:
        """Return the next token as the name of a parameter."""
        name = self.take()
        if name not in self.space.domains:
            raise _UnknownError(name, f"a parameter: {', '.join(sorted(self.space.domains))}")
        return name

    def indices(self) -> list[tuple[str, str]]:
        """Return the indices after a name: names of indices, or elements in quotes."""
        found: list[tuple[str, str]] = []
        if self.peek() != "(":
            return found
        self.take("(")
        while True:
            kind, token = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
            found.append(("element", self.take()) if kind == "element" else ("name", self.index_name()))
            if not token or self.take(",", ")") == ")":
                return found

    def disjunction(self) -> Array:
        """Return a value joined by ``or``."""
        value = self.conjunction()
        while self.peek() in ("or", "xor"):
            word, other = self.take(), self.conjunction()
            value = (_true(value) != _true(other)) * 1.0 if word == "xor" else np.maximum(_true(value), _true(other))
        return value

    def conjunction(self) -> Array:
        """Return a value joined by ``and``."""
        value = self.comparison()
        while self.peek() == "and":
            self.take()
            value = _true(value) * _true(self.comparison())
        return value

    def comparison(self) -> Array:
        """Return a value, or 1 and 0 for a comparison."""
        if self.peek() == "not":
            self.take()
            return 1.0 - _true(self.comparison())
        value = self.addition()
        words = {
            "<": "<",
            "lt": "<",
            ">": ">",
            "gt": ">",
            "<=": "<=",
            "le": "<=",
            ">=": ">=",
            "ge": ">=",
            "=": "=",
            "eq": "=",
        }
        words |= {"<>": "<>", "ne": "<>"}
        while self.peek() in words:
            sign, other = words[self.take()], self.addition()
            value = {
                "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal, "=": np.equal, "<>": np.not_equal,
            }[sign](value, other).astype(np.float64)  # fmt: skip
        return value

    def addition(self) -> Array:
        """Return a sum."""
        value = self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Array:
        """Return a product."""
        value = self.power()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value = value * self.power()
            else:
                with np.errstate(divide="ignore", invalid="ignore"):
                    value = value / self.power()
        return value

    def power(self) -> Array:
        """Return a power, or a value with its sign."""
        if self.peek() in ("+", "-"):
            return self.power() if self.take() == "+" else -self.power()
        value = self.dollar()
        if self.peek() == "**":
            self.take()
            value = np.power(value, self.power())
        return value

    def dollar(self) -> Array:
        """Return a value that is 0 where its condition does not hold."""
        value = self.primary()
        while self.peek() == "$":
            self.take()
            value = np.where(_true(self.primary()) > 0, value, 0.0)
        return value

    def primary(self) -> Array:
        """Return a number, a parameter, a function's value or what stands in brackets."""
        kind, token = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        if kind == "number":
            return np.full([1] * len(self.axes), float(self.take()))
        if token == "(":
            self.take()
            value = self.disjunction()
            self.take(")")
            return value
        if token in FOLDED:
            return self.folded(self.take())
        if token in FUNCTIONS:
            self.take()
            self.take("(")
            values = [self.disjunction()]
            while self.peek() == ",":
                self.take()
                values.append(self.disjunction())
            self.take(")")
            return FUNCTIONS[token](*values)
        if token in SPECIAL:
            return np.full([1] * len(self.axes), SPECIAL[self.take()])
        name = self.name()
        return self.spread(name, self.indices())

    def folded(self, word: str) -> Array:
        """Return a sum or the like over a domain."""
        self.take("(")
        before = len(self.axes)
        condition = self.domain()
        self.take(",")
        value = self.disjunction()
        self.take(")")
        shape = [1] * before + [len(self.space.sets[self.space.alias[name]]) for name in self.axes[before:]]
        idle = {"sum": 0.0, "prod": 1.0, "smin": np.inf, "smax": -np.inf}[word]
        chosen = np.where(condition > 0, value, idle)
        full = np.broadcast_to(chosen, np.broadcast_shapes(chosen.shape, tuple(shape)))
        inner = tuple(range(before, len(self.axes)))
        del self.axes[before:]
        return FOLDED[word](full, inner)

    def spread(self, name: str, indices: list[tuple[str, str]]) -> Array:
        """Return a parameter over the axes in play."""
        array = self.space.array(name)
        over = self.space.domains[name]
        if len(indices) != len(over):
            raise _UnknownError(f"{name} with {len(indices)} indices", f"{len(over)}")
        select: list[slice | int] = []
        names = []
        for (kind, index), key in zip(indices, over, strict=True):
            if kind == "element":
                select.append(self.element(index, key))
            else:
                if index not in self.axes:
                    raise _UnknownError(index, "an index under control: " + ", ".join(self.axes))
                select.append(slice(None))
                names.append(index)
        picked = array[tuple(select)]
        if len(set(names)) < len(names):
            raise _UnknownError(f"{name} with one index twice", "indices that differ")
        order = sorted(range(len(names)), key=lambda place: self.axes.index(names[place]))
        shape = [1] * len(self.axes)
        for place in order:
            shape[self.axes.index(names[place])] = picked.shape[place]
        return picked.transpose(order).reshape(shape)

    def element(self, name: str, key: str) -> int:
        """Return the place of an element in a set."""
        if name not in self.space.sets[key]:
            raise _UnknownError(name, f"an element of the set {key}")
        return self.space.sets[key].index(name)

    def store(self, name: str, indices: list[tuple[str, str]], value: Array, condition: Array | None) -> None:
        """Write a value where the conditions hold."""
        over = self.space.domains[name]
        if len(indices) != len(over):
            raise _UnknownError(f"{name} with {len(indices)} indices", f"{len(over)}")
        sizes = [len(self.space.sets[self.space.alias[index]]) for index in self.axes]
        names = [index for kind, index in indices if kind == "name"]
        holds = np.ones(sizes) if condition is None else np.broadcast_to(_true(condition), sizes)
        if self.mask is not None:
            holds = holds * _lift(self.mask, len(self.axes))
        others = tuple(place for place, index in enumerate(self.axes) if index not in names)
        value = np.broadcast_to(value, sizes)
        if others:
            value, holds = np.where(holds > 0, value, -np.inf).max(axis=others), holds.max(axis=others)
        order = [[index for index in self.axes if index in names].index(index) for index in names]
        value, holds = value.transpose(order), holds.transpose(order)
        select = tuple(
            self.element(index, key) if kind == "element" else slice(None)
            for (kind, index), key in zip(indices, over, strict=True)
        )
        array = self.space.array(name)
        array[select] = np.where(holds > 0, value, array[select])
        self.space.assigned.add(name)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token."""
    place = 0
    while text[place:].strip():
        found = TOKEN.match(text, place)
        if found is None:
            raise _UnknownError(text[place:].strip().split("\n")[0][:40], "an assignment, a loop, or data")
        place = found.end()
        for kind in ("number", "name", "sign"):
            if found.group(kind):
                yield kind, found.group(kind).lower()
        for kind in ("single", "double"):
            if found.group(kind) is not None:
                yield "element", found.group(kind)


def _true(value: Array) -> Array:
    holds: Array = np.not_equal(value, 0).astype(np.float64)
    return holds


def _lift(mask: Array, size: int) -> Array:
    """Return a mask with axes of length 1 for inner indices."""
    return mask.reshape(mask.shape + (1,) * (size - mask.ndim))
