"""Sentences are read by forms that fit the whole of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.risk.claims.reading import read
from lodeway.risk.statistics.areas import names

READ = (
    "China gets 69 % of its bauxite in Guinea",
    "66 % of Japan's rare earths come from China",
    "Peru is among the world's three largest copper producers",
    "China's share of Japan's rare earth imports fell from 83 % in 2009 to 66 % in 2024",
    "Kazakhstan's uranium output rose by 10 % since 2023",
    "Guinea sends 90 % of its bauxite to China",
    "Gabon exports less manganese than South Africa",
    "Tajikistan is the third largest antimony producer after China and Russia",
    "Zimbabwe exported 100,000 tonnes of lithium in 2024",
)
SUPPLIED = (
    "{buyer} gets {share} % of its bauxite in {seller}",
    "{buyer} imports {share} % of its bauxite from {seller}",
    "{share} % of {buyer}'s bauxite comes from {seller}",
    "{share} % of the bauxite imported by {buyer} is supplied by {seller}",
    "{buyer} depends on {seller} for {share} % of its bauxite",
    "{seller} supplies {share} % of {buyer}'s bauxite",
    "{seller} supplies {buyer} with {share} % of its bauxite",
    "{seller}'s share of {buyer}'s bauxite imports is {share} %",
)
SOLD = (
    "{seller} sells {share} % of its bauxite to {buyer}",
    "{share} % of {seller}'s bauxite goes to {buyer}",
    "{buyer} buys {share} % of {seller}'s bauxite",
    "{buyer} accounts for {share} % of {seller}'s bauxite exports",
    "{buyer}'s share of {seller}'s bauxite exports is {share} %",
)
COUNTRIES = sorted(
    name for name in names().values() if name.replace(" ", "").isalpha() and name.isascii() and " and " not in name and len(name) > 3
)  # fmt: skip


@given(st.sampled_from(READ), st.integers(0, 20), st.sampled_from(["not", "formerly", "maybe", "zzz", "unless"]))
def test_a_word_more_is_not_passed_over(text: str, place: int, word: str) -> None:
    """A word that no form has, put anywhere into a sentence that is read, is named, and nothing is claimed."""
    assert read(text).unread == ()
    words = text.split()
    words.insert(min(place, len(words)), word)
    found = read(" ".join(words))
    assert found.claim is None or found.unread
    assert found.unread


@given(st.sampled_from(READ), st.data())
def test_words_in_another_order_are_another_sentence(text: str, data: st.DataObject) -> None:
    """Shuffled words raise nothing, and where they are read the sentence has a commodity and a country."""
    words = data.draw(st.permutations(text.split()))
    found = read(" ".join(words))
    assert found.unread or (found.claim is not None and found.material is not None)


@pytest.mark.parametrize(("forms", "measure"), [(SUPPLIED, "supplier"), (SOLD, "destination")])
@given(countries=st.lists(st.sampled_from(COUNTRIES), min_size=2, max_size=2, unique=True), share=st.integers(1, 99))
def test_all_forms_say_the_same(forms: tuple[str, ...], measure: str, countries: list[str], share: int) -> None:
    """Whatever two countries and share: every form gives the same one as buyer and the same one as seller."""
    buyer, seller = countries
    told = {name: code for code, name in names().items()}
    for form in forms:
        found = read(form.format(buyer=buyer, seller=seller, share=share))
        assert (found.country, found.importer, found.unread) == (told[seller], told[buyer], ()), form
        assert found.claim is not None
        assert (found.claim.measure, round(100 * found.claim.share)) == (measure, share)
