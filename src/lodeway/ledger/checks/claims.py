"""Claims of rank and share, checked against production and trade: which country, which commodity, first or second, how much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lodeway.errors import LodewayError
from lodeway.ledger.checks.model import Finding, Reading, Span, years
from lodeway.ledger.checks.vocabulary import commodities, role, table
from lodeway.ledger.extract import Fact
from lodeway.ledger.rates import atlas_version

__all__ = ["claims"]

VERDICTS = {
    "supported": "supported",
    "contradicted": "contradicted",
    "depends on the year": "depends_on_year",
    "depends on the source": "depends_on_year",
    "not verifiable": "not_verifiable",
}
ORDINALS = {
    1: "largest",
    2: "second largest",
    3: "third largest",
    4: "fourth largest",
    5: "fifth largest",
    6: "sixth largest",
    7: "seventh largest",
    8: "eighth largest",
    9: "ninth largest",
    10: "tenth largest",
}
ROLES = {
    "producer": "producer",
    "exporter": "exporter",
    "reserves": "reserves",
    "refiner": "refiner",
    "importer": "importer",
    "supplies": "producer",
}
MARKS = ",;，、；"
"""Signs between the parts of a sentence."""
JOINS = re.compile(r"(?:\b(?:and|while|whereas|but|dan|sedangkan|sementara|и|а)(?: the)? )$", re.IGNORECASE)
"""What stands before a country with which another statement begins."""
TOWARDS = re.compile(r"\b(?:to|ke|в|во)(?: the)? $", re.IGNORECASE)
"""What stands before a country that is sold to."""
KANA = "\u3040"
"""Words of Japanese sort after it."""
MODERATE = {"more_than": "more than ", "less_than": "less than ", "up_to": "up to ", "about": "about "}


def claims(reading: Reading) -> Iterator[Finding]:
    """Yield a verdict on each rank and share that a document gives a country in a commodity.

    A rank or share is about the country that its part of the sentence names, and the commodity that it names; a share of another country's needs
    is about that country's imports, and what share of a country's exports a commodity is takes its exports of everything. Where the data cannot tell,
    the verdict says which code is missing. That a country is rich in something states no figure: not verifiable, with the rank that the data give.
    """
    yield from _riches(reading)
    for fact in reading.facts:
        if fact.kind not in ("rank", "share") or not isinstance(fact.value, int | float):
            continue
        span = _clause(reading, fact)
        words = reading.text[span[0] : span[1]]
        narrow = _own_part(reading, fact, span)
        found = [
            (name, at + start)
            for start, end in (narrow, span, reading.sentence(fact))
            for name, at in commodities(reading.text[start:end])
        ]
        if not found:
            continue
        material = min(found, key=lambda pair: (not narrow[0] <= pair[1] < narrow[1], abs(pair[1] - fact.start)))[0]
        countries = [one for one in reading.within(narrow) if one.kind == "country"]
        own = [one for one in countries if not (fact.start <= one.start < fact.end)]
        if not own:
            if fact.kind == "share" and countries and role(fact.text) == "exporter":
                if len(countries) == 1 and TOWARDS.search(reading.text[fact.start : countries[0].start]):
                    before = [one for one in reading.facts if one.kind == "country" and one.end <= fact.start]
                    countries = [*before[-1:], *countries] if before else []
                if countries:
                    yield _composition(reading, fact, material, countries)
            continue
        subject = max((one for one in own if one.start < fact.start), key=lambda one: one.start, default=own[0])
        unreal = _unreal(reading.text, fact, narrow)
        if unreal:
            yield _not_told(reading, fact, subject, material, *unreal)
            continue
        others = [one for one in countries if fact.start <= one.start < fact.end or _served(reading, one, fact)]
        yield _verdict(reading, fact, subject, material, words, [one for one in others if one.value != subject.value])


def _own_part(reading: Reading, fact: Fact, clause: Span) -> Span:
    """Return the part of a clause that is about one rank or share: another country after "and" begins with its own."""
    inside = reading.within(clause)
    figures = [one for one in inside if one.kind in ("rank", "share", "percent")]
    starts = [
        one.start for one in inside if one.kind == "country" and JOINS.search(reading.text[clause[0] : one.start])
    ]
    left, right = clause
    for at in starts:
        if at >= fact.end:
            right = min(right, at)
        elif at < fact.start and any(one.end <= at for one in figures):
            left = at
    return left, right


def _unreal(text: str, fact: Fact, span: Span) -> tuple[str, str] | None:
    """Return whether a rank or share is denied or lies ahead, and the words that say so; None where it is told as a fact."""
    for name, pattern in table("unreal.csv"):
        match = pattern.search(text[span[0] : fact.end])
        if match:
            return name, match.group()
        # Japanese says it at the end.
        after = next((one.group() for one in pattern.finditer(text[fact.end : span[1]]) if one.group() > KANA), "")
        if after:
            return name, after
    return None


def _not_told(reading: Reading, fact: Fact, subject: Fact, material: str, how: str, words: str) -> Finding:
    """Return that a rank or share is not told as a fact, so that no data can bear it out or contradict it."""
    why = "is denied" if how == "denied" else "is told of the future or as a wish"
    return Finding(
        kind="claim",
        verdict="not_verifiable",
        statements=(reading.place(fact),),
        message=f"{subject.text}, {material}, {fact.text}: {words!r} says that it {why}; only what is told as a fact is checked",
        evidence={
            "dataset": None,
            "version": atlas_version(),
            "year": reading.day.year if reading.day else None,
            "query": f"{fact.text} of {subject.value} in {material}",
            "missing": ["a rank or share told as a fact"],
        },
    )


def _verdict(reading: Reading, fact: Fact, subject: Fact, material: str, words: str, others: list[Fact]) -> Finding:
    from lodeway.atlas.own import wmd_path
    from lodeway.risk import check_claim

    importer = str(others[0].value) if others and fact.kind == "share" else ""
    text = _sentence(fact, role(words), importer)
    year = reading.day.year if reading.day else None
    told = sorted(years(reading.within(reading.sentence(fact))))
    statements = (reading.place(fact),)
    query = f'lodeway risk claim "{text}" --country {subject.value} --commodity "{material}"' + (
        f" --importer {importer}" if importer else ""
    )
    try:
        found = check_claim(
            text,
            country=str(subject.value),
            commodity=material,
            importer=importer,
            year=told[-1] if told and (year is None or told[-1] <= year) else None,
        )
    except LodewayError as error:
        return Finding(
            kind="claim",
            verdict="not_verifiable",
            statements=statements,
            message=f"{subject.text}, {material}: {error}",
            evidence={"query": query, "missing": str(error)},
        )
    other = found.verdict == "contradicted" and fact.kind == "rank" and wmd_path() is None
    hint = "; World Mining Data, which `lodeway atlas import-wmd` reads, may count otherwise" if other else ""
    return Finding(
        kind="claim",
        verdict=VERDICTS[found.verdict],
        statements=statements,
        message=f"{subject.text}, {material}, {text}: {found.explanation}{hint}",
        evidence={
            "dataset": found.best.source if found.best else None,
            "version": atlas_version(),
            "year": found.best.year if found.best else None,
            "query": query,
            "missing": list(found.missing),
            "rank": found.best.rank if found.best else None,
            "share": found.best.share if found.best else None,
        },
    )


def _composition(reading: Reading, share: Fact, material: str, countries: list[Fact]) -> Finding:
    """Return that the part of a commodity in all exports of a country, to another or to the world, cannot be told, and what is missing."""
    from lodeway.risk import find_material

    exporter, *buyers = countries
    absent = find_material(material).absent
    to = f" to {buyers[0].value}" if buyers else ""
    missing = (*absent, f"exports of all goods from {exporter.value}{to}")
    codes = "".join(f", HS {code} ({what})" for code, what in absent.items())
    return Finding(
        kind="claim",
        verdict="not_verifiable",
        statements=(reading.place(share),),
        message=f"{exporter.text}, {material}, {share.text}: these data hold trade in single commodities; needs {missing[-1]}{codes}",
        evidence={
            "dataset": "trade (BACI)",
            "version": atlas_version(),
            "year": reading.day.year if reading.day else None,
            "query": f"{material} as a share of exports of {exporter.value}{to}",
            "missing": list(missing),
        },
    )


def _riches(reading: Reading) -> Iterator[Finding]:
    """Yield for each country that is said to be rich in a commodity what rank the data give, since the words themselves state no figure."""
    for sentence in reading.sentences:
        for span in _clauses(reading.text, sentence):
            words = reading.text[slice(*span)]
            inside = reading.within(span)
            said = _wealth(words)
            found = commodities(words) if said else []
            country = next((one for one in inside if one.kind == "country"), None)
            if said and found and country and not any(one.kind in ("rank", "share") for one in inside):
                yield _rich(reading, country, min(found, key=lambda pair: abs(pair[1] - words.find(said)))[0], said)


def _wealth(words: str) -> str:
    """Return the words of a clause that tell of riches, empty if none do: of large reserves, or of being rich in something."""
    for name, pattern in table("riches.csv"):
        match = pattern.search(words)
        if match and (name == "rich" or dict(table("roles.csv"))["reserves"].search(words)):
            return match.group().strip()
    return ""


def _rich(reading: Reading, country: Fact, material: str, said: str) -> Finding:
    from lodeway.risk import check_claim

    told, best = [], None
    for what in ("reserves", "producer"):
        try:
            found = check_claim(f"largest {what}", country=str(country.value), commodity=material)
        except LodewayError as error:
            told.append(str(error))
            continue
        best = best or found.best
        told.append(found.explanation)
    return Finding(
        kind="claim",
        verdict="not_verifiable",
        statements=(reading.place(country),),
        message=f"{country.text}, {material}: {said!r} states no rank or share; {'; '.join(told)}",
        evidence={
            "dataset": best.source if best else None,
            "version": atlas_version(),
            "year": best.year if best else None,
            "query": f'lodeway risk claim "largest reserves" --country {country.value} --commodity "{material}"',
            "missing": ["a rank, share or amount in the text"],
            "rank": best.rank if best else None,
            "share": best.share if best else None,
        },
    )


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the parts of a sentence between commas and semicolons."""
    start = sentence[0]
    for at in _marks(text, sentence):
        yield start, at
        start = at + 1
    yield start, sentence[1]


def _marks(text: str, span: Span) -> list[int]:
    """Return where the commas and semicolons of a sentence stand, those within a number left out."""
    return [
        at for at in range(*span) if text[at] in MARKS and not text[at - 1 : at + 2].replace(text[at], "").isdigit()
    ]


def _sentence(fact: Fact, what: str, importer: str) -> str:
    """Return the claim in the words that `lodeway.risk.check_claim` reads."""
    if fact.kind == "rank":
        place = int(fact.number)
        return f"{ORDINALS.get(place, f'number {place}')} {ROLES.get(what, 'producer')}"
    of = {"exporter": "world exports", "reserves": "world reserves"}.get(what, "world production")
    tail = f"imports of {importer}" if importer else of
    return f"{MODERATE.get(fact.qualifier, '')}{fact.number:g} % of {tail}"


def _clause(reading: Reading, fact: Fact) -> Span:
    """Return the part of a sentence between commas that a fact stands in, so that a list of countries gives each its own."""
    start, end = reading.sentence(fact)
    text = reading.text
    inside = [at for at in _marks(text, (start, end)) if not (fact.start <= at < fact.end)]
    left = max((at + 1 for at in inside if at < fact.start), default=start)
    right = min((at for at in inside if at >= fact.end), default=end)
    clause = (left, right)
    has_country = any(one.kind == "country" for one in reading.within(clause))
    return clause if has_country and commodities(text[left:right]) else (start, end)


def _served(reading: Reading, country: Fact, share: Fact) -> bool:
    """Return whether a country is the one whose needs a share is of: it stands after the share and close to it."""
    return share.end <= country.start and not re.search(r"[,;.]", reading.text[share.end : country.start])
