"""What the grammar promises of any text, and the wordings that trip readers up."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.ledger.extract import KINDS, LANGUAGES, QUALIFIERS, Fact, extract

DAY = date(2025, 12, 20)


def read(text: str, language: str, kind: str, published: date | None = DAY) -> list[Any]:
    """Return the values of one kind that a text holds."""
    return [fact.value for fact in extract(text, language=language, published=published) if fact.kind == kind]


def first(text: str, language: str, kind: str) -> Fact:
    """Return the first fact of one kind."""
    return next(fact for fact in extract(text, language=language, published=DAY) if fact.kind == kind)


PIECES = {
    "en": ["$3.7 billion", "Dec. 19", "Kazakhstan", "25%", "five years", "2025", "-", "(", "a billion", "and", "US", "1,000", "tonnes"],
    "id": ["Rp317,5 triliun", "Sabtu (20/12/2025)", "AS", "97 persen", "lima tahun", "Baca juga:", "puluhan", "M", "dua", "hingga", "3"],
    "ja": ["3兆円", "12月20日", "令和7年", "日米韓", "2割", "数百", "億", "今月", "5カ国", "、", "2864億2000万", "〜"],
    "ru": ["3 трлн иен", "20 декабря", "США", "5%", "пяти лет", "полтора", "от", "до", "2025 г.", "27 500", "миллиард", "—"],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_places_are_true(language: str, data: st.DataObject) -> None:
    """Whatever the text, each fact's text is what stands in its place, its kind and qualifier are known, and reading twice tells the same."""
    piece = st.sampled_from(PIECES[language]) | st.text(max_size=8)
    text = data.draw(st.lists(piece, max_size=25).map(" ".join) | st.lists(piece, max_size=25).map("".join))
    facts = extract(text, language=language, published=DAY)
    for fact in facts:
        assert fact.text == text[fact.start : fact.end]
        assert fact.text
        assert fact.kind in KINDS
        assert fact.qualifier in QUALIFIERS
        assert 0 <= fact.confidence <= 1
        assert fact.value is not None or fact.detail["reason"]
    assert facts == extract(text, language=language, published=DAY)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_a_text_means_the_same_in_any_width(language: str, data: st.DataObject) -> None:
    """No-break spaces and marks of direction change no value."""
    text = " ".join(data.draw(st.lists(st.sampled_from(PIECES[language]), max_size=12)))
    marked = "\u200f" + text.replace(" ", "\u00a0") + "\u202c"
    plain = [(fact.kind, fact.value, fact.unit) for fact in extract(text, language=language, published=DAY)]
    assert [(fact.kind, fact.value, fact.unit) for fact in extract(marked, language=language, published=DAY)] == plain


@given(
    amount=st.decimals(min_value=1, max_value=999, places=1),
    scale=st.sampled_from([("juta", "million", "млн", 10**6), ("miliar", "billion", "млрд", 10**9), ("triliun", "trillion", "трлн", 10**12)]),
)  # fmt: skip
def test_a_sum_is_the_same_in_every_language(amount: Any, scale: tuple[str, str, str, int]) -> None:
    """The same sum, written as each language writes it, has the same value."""
    indonesian, english, russian, factor = scale
    comma = str(amount).replace(".", ",")
    texts = {"id": f"{comma} {indonesian} dolar AS", "en": f"${amount} {english}", "ru": f"{comma} {russian} долларов"}
    assert {code: read(text, code, "money") for code, text in texts.items()} == {
        code: [amount * factor] for code in texts
    }


@given(day=st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_is_the_same_in_every_language(day: date) -> None:
    """A whole date in the long form that Babel writes is read back, in each language."""
    from babel.dates import format_date

    assert {code: read(format_date(day, "long", locale=code), code, "date") for code in LANGUAGES} == {
        code: [day.isoformat()] for code in LANGUAGES
    }


@given(number=st.integers(min_value=2, max_value=10**15))
def test_kanji_numerals_are_read(number: int) -> None:
    """A number in groups of ten thousand is read back, as 2864億2000万円."""
    text, rest = "", number
    for sign, value in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1)):
        part, rest = divmod(rest, value)
        text += f"{part}{sign}" if part else ""
    assert read(text + "円", "ja", "money") == [number]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("id", "senilai US$23,1 M", 23.1e9, "USD"),
        ("id", "anggaran Rp 1,5 T", 1.5e12, "IDR"),
        ("id", "sebesar $118,3 miliar dolar AS", 118.3e9, "USD"),
        ("id", "satu setengah miliar dolar", 1.5e9, "USD"),
        ("id", "Rp1.669 triliun", 1669e12, "IDR"),
        ("id", "US$3.7 miliar", 3.7e9, "USD"),
        ("ja", "2864億2000万円", 286_420_000_000, "JPY"),
        ("ja", "７．１９億円", 719_000_000, "JPY"),
        ("ja", "三兆円", 3e12, "JPY"),
        ("ja", "165億4,000万ドル", 16.54e9, "USD"),
        ("ja", "157円30銭", 157.3, "JPY"),
        ("ru", "ста миллионов рублей", 1e8, "RUB"),
        ("ru", "четверть миллиарда рублей", 2.5e8, "RUB"),
        ("ru", "19 млрд долларов", 19e9, "USD"),
        ("ru", "27\u00a0500 тенге", 27500, "KZT"),
        ("ru", "$5-миллиардный проект", 5e9, "USD"),
        ("en", "1.5 billion yuan", 1.5e9, "CNY"),
        ("en", "half a billion dollars", 5e8, "USD"),
        ("en", "a $100-billion fund", 1e11, "USD"),
        ("en", "€2.5bn", 2.5e9, "EUR"),
        ("en", "a 1.4-billion-euro plan", 1.4e9, "EUR"),
        ("en", "55 U.S. cents a box", 0.55, "USD"),
        ("id", "Rp 2 kuadriliun", 2e15, "IDR"),
        ("ru", "полмиллиарда долларов", 5e8, "USD"),
        ("ru", "5 млрд тг", 5e9, "KZT"),
    ],
)
def test_sums(language: str, text: str, value: float, unit: str) -> None:
    """Sums in figures, words, abbreviations and both conventions of marks."""
    fact = first(text, language, "money")
    assert (fact.value, fact.unit) == (value, unit)


@pytest.mark.parametrize(
    ("language", "text", "qualifier"),
    [
        ("id", "puluhan miliar dolar AS", "tens_of"),
        ("id", "sekitar 2 miliar dolar", "about"),
        ("ru", "более чем в 100 миллионов рублей", "more_than"),
        ("ru", "до 60 миллионов долларов", "up_to"),
        ("ru", "вырос до 60 миллионов долларов", "exact"),
        ("ja", "1000億ドル超", "more_than"),
        ("ja", "最大7億円", "up_to"),
        ("en", "less than $5 million", "less_than"),
        ("en", "between $200 and $250 million", "range"),
        ("en", "hundreds of millions of dollars", "hundreds_of"),
    ],
)
def test_firmness(language: str, text: str, qualifier: str) -> None:
    """How firm a sum is, by the words before and after it."""
    assert first(text, language, "money").qualifier == qualifier


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("id", "kemarin", "2025-12-19"),
        ("id", "Jumat (19 Desember)", "2025-12-19"),
        ("id", "11–12 September 2025", "2025-09-11/2025-09-12"),
        ("en", "last October", "2025-10"),
        ("en", "October last year", "2024-10"),
        ("en", "ministers will meet on Monday", "2025-12-22"),
        ("en", "ministers met on Monday", "2025-12-15"),
        ("en", "the second quarter of 2026", "2026-Q2"),
        ("en", "three years ago", "2022"),
        ("en", "in the 1990s", "1990/1999"),
        ("ja", "令和7年12月20日(土)", "2025-12-20"),
        ("ja", "平成元年", "1989"),
        ("ja", "昨年10月", "2024-10"),
        ("ja", "4〜6月期", "2025-04/2025-06"),
        ("ja", "来月5日", "2026-01-05"),
        ("ru", "31 августа – 1 сентября", "2025-08-31/2025-09-01"),
        ("ru", "17 декабря прошлого года", "2024-12-17"),
        ("ru", "до 31 января", "2026-01-31"),
        ("ru", "12.05.2026", "2026-05-12"),
    ],
)
def test_dates(language: str, text: str, value: str) -> None:
    """Dates from a day of publication: relative, without a year, as ranges, of Japanese eras."""
    assert read(text, language, "date") == [value]


def test_weekdays_are_checked() -> None:
    """A weekday that does not fit its date is told, not hidden."""
    assert first("Senin (20/12/2025)", "id", "date").detail["weekday_ok"] is False
    assert first("Sabtu (20/12/2025)", "id", "date").detail["weekday_ok"] is True


def test_unknown_days_are_not_guessed() -> None:
    """Without a day of publication, yesterday has no value and says why; December 19 keeps what is known."""
    (fact,) = extract("kemarin", language="id")
    assert (fact.value, fact.detail["reason"]) == (None, "the day of publication is not known")
    assert read("19 Desember", "id", "date", published=None) == ["--12-19"]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("id", "AS, Uni Eropa, Kirgistan dan Tiongkok", ["USA", "EU", "KGZ", "CHN"]),
        ("id", "100 dolar AS dalam bahasa Inggris di Laut China Selatan", []),
        ("id", "IndonesiaPilar kedua", ["IDN"]),
        ("en", "The US told us that New Mexico and South America differ from Mexico", ["USA", "MEX"]),
        ("ru", "между Южной Кореей, Соединёнными Штатами и Саудовской Аравией", ["KOR", "USA", "SAU"]),
        ("ru", "кроме того, американские компании", []),
        ("ja", "日米韓と米政府、中国地方、タイムズ、タイ", ["JPN", "USA", "KOR", "USA", "THA"]),
    ],
)
def test_countries(language: str, text: str, codes: list[str]) -> None:
    """Countries by each name a language has for them, and none where the name is part of another."""
    assert read(text, language, "country") == codes


def test_adjectives_are_asked_for() -> None:
    """Japanese and японский count as countries only when asked for."""
    assert read("Japanese companies", "en", "country") == []
    assert [fact.value for fact in extract("Japanese companies", language="en", adjectives=True)] == ["JPN"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Middle Corridor"),
        ("en", "TITR"),
        ("id", "Rute Transportasi Internasional Trans-Kaspia"),
        ("id", "Rute Laut Kaspia"),
        ("ja", "カスピ海ルート"),
        ("ru", "ТМТМ"),
        ("ru", "Среднего коридора"),
    ],
)
def test_one_programme_has_many_names(language: str, text: str) -> None:
    """The route across the Caspian is one programme under each of its names."""
    assert read(text, language, "agreement") == ["TITR"]


def test_link_lines_are_left_out() -> None:
    """What a line says that leads to another article is no fact of this one, even where the next paragraph is glued to it."""
    assert read("Baca juga: Proyek Rp317 TriliunPerdana Menteri\nProyek 5 miliar yen", "id", "money") == [5_000_000_000]


@pytest.mark.parametrize(
    "text", ["G20 and COVID-19", "Article 5 of Boeing 737", "at 10:30", "a 45-year-old man", "C5+1", "No. 8"]
)
def test_codes_are_not_counted(text: str) -> None:
    """Figures in names, codes, ages and times of day count and last nothing."""
    assert [fact for fact in extract(text, language="en") if fact.kind in {"count", "period", "quantity", "date"}] == []


def test_deadline() -> None:
    """A period that lies ahead ends on a day."""
    assert first("dalam lima tahun ke depan", "id", "period").detail["until"] == "2030-12-20"


def test_other_languages_are_refused() -> None:
    """A language without a grammar is an error that names those there are."""
    with pytest.raises(UsageError, match="allowed: en, id, ja, ru"):
        extract("Bonjour", language="fr")


@pytest.mark.parametrize(
    ("language", "piece"),
    [
        ("en", "a" * 20), ("en", "1,"), ("en", "1.234."), ("en", "two hundred and "), ("en", "$"), ("en", "million "), ("en", "((((("),
        ("en", "19 May 19 "), ("ru", "123 "), ("ru", "от 5 до "), ("ru", "сто "), ("id", "Baca juga: "), ("id", "Rp"), ("id", "ke-"),
        ("ja", "一"), ("ja", "日中"), ("ja", "ア・"), ("ja", "首相"), ("ja", "1億"), ("ja", "の銀行"), ("en", "\u0301"), ("ja", "ﾞ"), ("en", "Aa"),
    ],
)  # fmt: skip
def test_time_grows_with_length_alone(language: str, piece: str) -> None:
    """Eight times the text takes far less than sixty-four times as long: nothing is read over and over."""
    extract(piece * 100, language=language, published=DAY)
    spent = []
    for times in (500, 4_000):
        start = process_time()
        extract(piece * times, language=language, published=DAY)
        spent.append(process_time() - start)
    assert spent[1] < 24 * max(spent[0], 0.02)


def test_marks_are_folded_once() -> None:
    """Places survive ligatures and combining marks."""
    text = "ﬁve — " + unicodedata.normalize("NFD", "й") + " ５％"
    (fact,) = [row for row in extract(text, language="ru") if row.kind == "percent"]
    assert text[fact.start : fact.end] == "５％"
    assert re.search("５％", text)


@pytest.mark.parametrize(
    ("language", "text", "sums"),
    [
        ("en", "More than $100 billion in ten years, with 35 billion in three years.", [100e9, 35e9]),
        ("en", "The bank lends 365 million euros. Of these, 140 million went to firms.", [365e6, 140e6]),
        ("ru", "Привлекут $1,2 млрд. Из них 350 млн выделит банк развития.", [1.2e9, 350e6]),
        ("ru", "Пакет на €12 млрд: 3 млрд — транспорт, 6,4 млрд — вода.", [12e9, 3e9, 6.4e9]),
        ("id", "Surplus dengan AS US$ 4,32 miliar dan dengan India 3,04 miliar.", [4.32e9, 3.04e9]),
    ],
)
def test_a_sum_may_leave_out_the_currency_of_the_one_before(language: str, text: str, sums: list[float]) -> None:
    """Within the sentence or the next one; its detail says where the currency is from."""
    facts = [fact for fact in extract(text, language=language, published=DAY) if fact.kind == "money"]
    assert [fact.value for fact in facts] == sums
    assert len({fact.unit for fact in facts}) == 1
    assert all(fact.detail["currency_from"] for fact in facts[1:])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The firm has $5 billion. It serves 3 million subscribers and owns 2 million hectares."),
        ("ru", "Компания вложила $5 млрд. У неё 3 млн абонентов и 40 млн тонн руды."),
        ("en", "They spent $2 billion. Nobody spoke. A crowd of 3 million came."),
    ],
)
def test_what_is_counted_or_measured_is_no_sum(language: str, text: str) -> None:
    """A million of something else after a sum stays what it is."""
    assert len(read(text, language, "money")) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "worth 3 trillion yen, or about 20 billion dollars"),
        ("en", "a goal of 3 trillion yen, the equivalent of some $19 billion"),
        ("id", "3 triliun yen (atau kira-kira setara dengan Rp317,5 triliun)"),
        ("ru", "3 трлн иен, что эквивалентно 19 млрд долларов"),
        ("ja", "3兆円、約190億ドル相当"),
        ("ja", "120億ドル（日本円で約1兆9000億円）"),
    ],
)
def test_the_same_sum_again_is_a_conversion(language: str, text: str) -> None:
    """It points at the sum that it restates, whatever words lead from one to the other."""
    one, other = (fact for fact in extract(text, language=language, published=DAY) if fact.kind == "money")
    assert other.detail["converts"] == [one.start, one.end]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "3 trillion yen and $5 billion"), ("ru", "3 трлн иен и 19 млрд долларов"), ("ja", "3兆円と190億ドル")],
)
def test_two_sums_are_no_conversion(language: str, text: str) -> None:
    """One and another are two sums."""
    assert all("converts" not in fact.detail for fact in extract(text, language=language, published=DAY))


@pytest.mark.parametrize(
    ("language", "text", "kind", "values"),
    [
        ("en", "for ten (10) years", "period", [10]),
        ("id", "dalam 30 (tiga puluh) hari", "period", [30]),
        ("ru", "срок — 5 (пять) лет", "period", [5]),
        ("en", "a two-and-a-half-year loan", "period", [2.5]),
        ("en", "for a year and a half", "period", [1.5]),
        ("ru", "на десять лет — 190 млрд долларов", "period", [10]),
        ("ja", "19世紀の鉱山", "period", []),
        ("en", "two U.S. companies", "count", [2]),
        ("ru", "два десятка компаний", "count", [20]),
        ("ru", "4,2 млрд. Авиакомпании региона", "count", []),
        ("en", "229 Mt of ore", "quantity", [229e6]),
        ("en", "at $280 per thousand cubic metres", "quantity", []),
        ("en", "a 500-kilovolt line", "quantity", [500]),
        ("ru", "оборот вырос (+23,1%)", "percent", [23.1]),
        ("en", "the world's No. 2 producer of copper", "rank", [2]),
    ],
)
def test_numbers_as_people_write_them(language: str, text: str, kind: str, values: list[float]) -> None:
    """Said twice, joined by hyphens, beside abbreviations and brackets."""
    assert read(text, language, kind) == values


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "shares have gained 35 percent since June", "2025-06"),
        ("en", "a tender is due on Sept. 15", "2026-09-15"),
        ("en", "in the first quarter of fiscal 2026", "2026-Q1"),
        ("en", "third-quarter revenue", "2025-Q3"),
        ("id", "harga rata-rata US$15.500 tahun ini", "2026"),
        ("id", "anggaran Rp500 triliun tahun lalu", "2025"),
        ("id", "rampung akhir tahun 2027", "2027"),
        ("id", "sejak 1990-an", "1990/1999"),
        ("ru", "до 30 сентября с.г.", "2026-09-30"),
        ("ru", "в 1990-х годах", "1990/1999"),
        ("ja", "工事は7月に終わる。", "2026-07"),
        ("ja", "大統領は9日、備蓄に投じる計画を明らかにした。", "2026-02-09"),
        ("ja", "着工は10月、完成は来春の予定。", "2026-10"),
    ],
)
def test_days_are_told_from_the_words_around_them(language: str, text: str, value: str) -> None:
    """Published on 10 February 2026: since, until, verbs of what is to come, sums beside a year."""
    assert read(text, language, "date", date(2026, 2, 10)) == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "naik 5 persen dari periode yang sama tahun sebelumnya"),
        ("ja", "輸送日数は45日から15日に短縮された。"),
        ("ja", "トラックは1日1240台が越える。"),
    ],
)
def test_some_words_of_time_are_no_dates(language: str, text: str) -> None:
    """The year before one that is named, and a stretch of days."""
    assert read(text, language, "date") == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "the aid is to be delivered by 2027", "expected"),
        ("en", "the aid was delivered in 2026", "delivered"),
        ("id", "perjanjian akan ditandatangani besok", "expected"),
        ("id", "perjanjian ditandatangani kemarin", "signed"),
        ("ru", "договор будет подписан завтра", "expected"),
        ("en", "Kazakhstan joined the Abraham Accords", "signed"),
        ("en", "the plan will be cancelled", "cancelled"),
        ("en", "Italy has not yet signed the pact", "expected"),
        ("en", "two countries to launch a partnership", "expected"),
        ("en", "it was not only signed", "signed"),
        ("id", "perjanjian itu belum ditandatangani", "expected"),
        ("id", "perjanjian itu batal diluncurkan", "cancelled"),
        ("ru", "меморандум ещё не вступил в силу", "expected"),
        ("ja", "協定は発効していない。", "expected"),
        ("ja", "覚書はまだ署名されていない。", "expected"),
    ],
)
def test_what_is_to_come_is_expected(language: str, text: str, value: str) -> None:
    """A status word behind "will be" tells of what has not happened yet."""
    assert read(text, language, "status") == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The accord was not signed."),
        ("en", "They never announced it."),
        ("id", "Perjanjian itu tidak jadi ditandatangani."),
        ("ru", "Договор не подписан."),
        ("ja", "協定に署名しなかった。"),
    ],
)
def test_what_was_not_done_has_no_status(language: str, text: str) -> None:
    """A status word that is denied says nothing."""
    assert read(text, language, "status") == []


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "It runs between 2026 and 2029.", ["2026/2029"]),
        ("en", "It runs from 2026 to 2029.", ["2026/2029"]),
        ("en", "Works last November 2026 to June 2030.", ["2026-11/2030-06"]),
        ("en", "It was postponed from 2026 to 2029.", ["2026", "2029"]),
        ("en", "Output rose in 2026 and 2029.", ["2026", "2029"]),
        ("en", "It meets in August or September 2026.", ["2026-08/2026-09"]),
        ("en", "It meets in August 2026 or May 2027.", ["2026-08", "2027-05"]),
        ("id", "November 2026 hingga Juni 2030", ["2026-11/2030-06"]),
        ("id", "dari tahun 2026 sampai 2029", ["2026/2029"]),
        ("id", "pada tahun ajaran 2026/2027", ["2026/2027"]),
        ("ja", "2026年11月～30年6月", ["2026-11/2030-06"]),
        ("ja", "2026年から2029年まで", ["2026/2029"]),
        ("ja", "2026年から2029年に延期した。", ["2026", "2029"]),
        ("ja", "27年半ばに着工する。", ["2027"]),
        ("ru", "с 2026 по 2029 год", ["2026/2029"]),
        ("ru", "с ноября 2026 по июнь 2030", ["2026-11/2030-06"]),
        ("ru", "между 2026 и 2029 годами", ["2026/2029"]),
        ("ru", "перенесли с 2026 на 2029 год", ["2026", "2029"]),
        ("ru", "в 2026/2027 учебном году", ["2026/2027"]),
    ],
)
def test_two_ends_of_a_stretch_of_time_are_one_date(language: str, text: str, values: list[str]) -> None:
    """By a dash or the words around them; what is put off has two dates."""
    assert read(text, language, "date") == values


@pytest.mark.parametrize(
    ("language", "text", "published", "value"),
    [
        ("en", "A site is to be chosen by December.", date(2026, 3, 10), "2026-12"),
        ("en", "Work must end by March.", date(2026, 9, 14), "2027-03"),
        ("en", "Output had doubled by March.", date(2026, 9, 14), "2026-03"),
        ("id", "selesai paling lambat Maret", date(2026, 9, 14), "2027-03"),
        ("ru", "Работы должны закончиться в марте.", date(2026, 9, 14), "2027-03"),
        ("id", "Pabrik dibuka sebelum Maret.", date(2026, 6, 3), "2027-03"),
        ("id", "Angka itu telah naik sebelum Maret.", date(2026, 6, 3), "2026-03"),
        ("ru", "Завод откроют к марту.", date(2026, 6, 3), "2027-03"),
        ("ru", "К марту доля выросла до 5%.", date(2026, 6, 3), "2026-03"),
        ("ru", "Работы завершат до 15 марта.", date(2026, 6, 3), "2027-03-15"),
        ("en", "It had doubled. The plant opens by March.", date(2026, 6, 3), "2027-03"),
        ("ja", "3月までに選ぶ。", date(2026, 9, 14), "2027-03"),
        ("ja", "3月までに完成した。", date(2026, 9, 14), "2026-03"),
        ("ja", "3月までに完成させると発表した。", date(2026, 9, 14), "2027-03"),
        ("ja", "4月に示した目標を達成する方針。", date(2026, 9, 1), "2026-04"),
        ("ja", "計画を4月に示した。", date(2026, 9, 1), "2026-04"),
    ],
)
def test_a_deadline_lies_ahead(language: str, text: str, published: date, value: str) -> None:
    """By a month, and with a verb of what is to come; behind lies what a verb in the past says of it."""
    assert read(text, language, "date", published) == [value]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "There were 2,100 mines, up from 1,900 in October.", [2100, 1900]),
        ("en", "There were 2,100 mines, compared with 2024.", [2100]),
        ("id", "Ada 2.100 tambang, naik dari 1.900 pada Oktober.", [2100, 1900]),
        ("ru", "Открыто 2100 рудников против 1900 в октябре.", [2100, 1900]),
    ],
)
def test_an_earlier_count_is_of_the_same(language: str, text: str, values: list[int]) -> None:
    """Of what was just counted, where the month of it follows."""
    found = [fact for fact in extract(text, language=language, published=DAY) if fact.kind == "count"]
    assert [fact.value for fact in found] == values
    assert {fact.unit for fact in found} == {"mine"}


def test_small_parts_of_a_percent() -> None:
    """Half of one in a word, and hundredths of a point."""
    assert read("ставка выросла на полпроцента", "ru", "percent") == [0.5]
    assert read("naik 50 basis poin", "id", "percent") == [0.5]
    assert read("a rise of 25 basis points", "en", "percent") == [0.25]
    assert read("over the coming decade", "en", "period") == [10]


MONEY_RANGES = [
    ("en", "Revenue was $10 million. It plans to spend 40 million to 55 million euros.", [(40e6, 55e6, "EUR")]),
    ("id", "Pendapatan USD 10 juta. Biayanya 40 juta hingga 55 juta dolar Australia.", [(40e6, 55e6, "AUD")]),
    ("ru", "Выручка – $10 млн. Затраты составят от 40 млн до 55 млн евро.", [(40e6, 55e6, "EUR")]),
    ("ja", "売上高は10億ドル。設備投資額は500億～600億円。", [(50e9, 60e9, "JPY")]),
    ("id", "Biaya naik Rp300-400 miliar, atau USD 20-25 juta.", [(300e9, 400e9, "IDR"), (20e6, 25e6, "USD")]),
    ("en", "Revenue was $10 million. It costs €2 to 3 billion.", [(2e9, 3e9, "EUR")]),
    ("ru", "Выручка – 10 млн евро. Затраты – $5–6 млн.", [(5e6, 6e6, "USD")]),
    ("id", "Nilainya US$20-25 juta tahun depan.", [(20e6, 25e6, "USD")]),
    ("en", "It will spend $5-6bn later.", [(5e9, 6e9, "USD")]),
]


@pytest.mark.parametrize(("language", "text", "ranges"), MONEY_RANGES)
def test_both_ends_of_a_range_have_its_currency(
    language: str, text: str, ranges: list[tuple[float, float, str]]
) -> None:
    """The currency at either end, not that of a sum before; no word behind the range is what it counts."""
    found = [fact for fact in extract(text, language=language, published=DAY) if fact.kind in {"money", "count"}]
    assert [(*fact.value, fact.unit) for fact in found if isinstance(fact.value, tuple)] == ranges
    assert all(fact.value in {10_000_000, 1_000_000_000} for fact in found if not isinstance(fact.value, tuple))


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("en", "a quarter-billion-dollar plant", 250_000_000, "USD"),
        ("en", "a half-billion-euro loan", 500_000_000, "EUR"),
        ("en", "300 million Norwegian crowns", 300_000_000, "NOK"),
        ("id", "300 juta kroner Norwegia", 300_000_000, "NOK"),
        ("ja", "27億5000万ズロチ", 2_750_000_000, "PLN"),
        ("ru", "3,7 млрд риялов", 3_700_000_000, "SAR"),
    ],
)
def test_sums_as_papers_name_them(language: str, text: str, value: int, unit: str) -> None:
    """Fractions of a billion behind hyphens, and currencies by the names that newspapers use."""
    found = [(fact.value, fact.unit) for fact in extract(text, language=language) if fact.kind == "money"]
    assert found == [(value, unit)]


def test_numbers_of_items_measure_nothing() -> None:
    """A wide space parts the number of an item from what it begins with; units stand beside theirs."""
    text = "１　円借款事業　２　ドル建て債　３　人材育成　４　日本の支援"
    kinds = {"money", "count", "date"}
    assert [fact for fact in extract(text, language="ja", published=DAY) if fact.kind in kinds] == []
    assert read("１億　円、２円", "ja", "money") == [100_000_000, 2]


def test_units_of_a_thousand_follow_it() -> None:
    """Abbreviated thousands, a point between."""
    assert read("В нём 3 тыс. 200 человек.", "ru", "count") == [3200]


@pytest.mark.parametrize(
    ("language", "text", "share"),
    [
        ("id", "12 persen saham diharapkan selesai", "12 persen saham"),
        ("id", "tumbuh 11,8 persen dibanding tahun lalu", None),
        ("ru", "70 процентов продукции в течение пятнадцати лет", "70 процентов продукции"),
        ("ru", "97% экспорта Таджикистана в США", "97% экспорта Таджикистана в США"),
        ("ru", "штраф 0,1% в день", None),
    ],
)
def test_the_whole_of_a_share_ends_where_it_does(language: str, text: str, share: str | None) -> None:
    """Before verbs, terms and comparisons; the country to which something goes belongs to it."""
    found = [fact.text for fact in extract(text, language=language, published=DAY) if fact.kind == "share"]
    assert found == ([share] if share else [])


@pytest.mark.parametrize(
    ("language", "text", "ranks"),
    [
        ("en", "Kazakhstan, the No. 1 uranium producer", [1]),
        ("en", "it took second place in the world", [2]),
        ("en", "Order No. 5 on the manager of the mine, or another", []),
        ("id", "produsen nomor dua di dunia", [2]),
        ("id", "rumah nomor dua di jalan itu", []),
        ("ru", "второй в мире экспортёр", [2]),
        ("ru", "второй в очереди", []),
        ("ja", "世界で2番目に大きい", [2]),
        ("ja", "左から2番目の人", []),
    ],
)
def test_ranks_by_number(language: str, text: str, ranks: list[int]) -> None:
    """No. 1, nomor dua, второй в мире, 2番目: where they say of what."""
    assert read(text, language, "rank") == ranks


@pytest.mark.parametrize(
    ("language", "text", "ranks"),
    [
        ("en", "South Africa remains the largest chromium producer.", [1]),
        ("en", "Chile, the biggest producer of copper, raised taxes.", [1]),
        ("en", "Codelco is the largest producer of copper in Chile.", []),
        ("en", "In Chile, the biggest producer is Codelco.", []),
        ("en", "Kazakhstan is the largest supplier of uranium to the EU.", []),
        ("ru", "Чили является крупнейшим производителем меди.", [1]),
        ("ru", "«Кодельсо» – крупнейший производитель меди.", []),
        ("id", "Chili merupakan produsen tembaga terbesar.", [1]),
        ("id", "Codelco adalah produsen tembaga terbesar.", []),
        ("ja", "チリは最大の銅生産国だ。", [1]),
        ("ja", "最大の課題は輸送だ。", []),
    ],
)
def test_a_superlative_without_a_scope_ranks_a_country(language: str, text: str, ranks: list[int]) -> None:
    """Among all countries, where the sentence says which country and which role, and nothing narrows it."""
    assert read(text, language, "rank") == ranks


@pytest.mark.parametrize(
    ("language", "text", "shares"),
    [
        ("en", "more than half of global lithium output and a third of the members", [(50, "more_than")]),
        ("en", "half the world's antimony, half a year", [(50, "about")]),
        ("id", "lebih dari separuh produksi nikel dunia dan sepertiga ekspor timah", [(50, "more_than"), (33.3, "about")]),
        ("ru", "почти треть мировой добычи, половина депутатов", [(33.3, "about")]),
        ("ja", "世界の生産の3分の1、輸出量の過半、会議の半分", [(33.3, "about"), (50, "more_than")]),
        ("ja", "世界の生産の三割五分", [(35, "exact")]),
    ],
)  # fmt: skip
def test_fractions_of_what_is_made_are_shares(language: str, text: str, shares: list[tuple[float, str]]) -> None:
    """A third of output is a claim, a third of the members is none."""
    found = extract(text, language=language)
    assert [(one.value, one.qualifier) for one in found if one.kind == "share"] == shares


@pytest.mark.parametrize(
    ("text", "value"), [("3割5分", 35), ("三割五分", 35), ("3割半", 35), ("3割5分2厘", 35.2), ("約7割", 70)]
)
def test_tenths(text: str, value: float) -> None:
    """割, 分 and 厘 are tenths, hundredths and thousandths."""
    assert read(text, "ja", "percent") == [value]


@pytest.mark.parametrize(
    ("language", "text", "kind", "values"),
    [
        ("en", "Net debt was reduced by $158 million to $2,601 million (2019: $2,759 million).", "money", [158e6, 2601e6, 2759e6]),
        ("en", "It rose by 3 to 8 percent, then by 2% to 9%.", "percent", [(3, 8), 2, 9]),
        ("en", "Profit (2019: $5 million) fell 6.8pc at 12:2019 sharp.", "percent", [6.8]),
        ("en", "FTSE 350 mining stocks fell.", "count", []),
        ("id", "Pangsanya naik dari 2 menjadi 5 persen.", "percent", [2, 5]),
        ("id", "produk nomor dua terbesar; 500 TKA tiba", "count", [500]),
        ("ru", "Законтрактовано 210 млн. Четыре проекта отозваны.", "count", [4]),
        ("ru", "Долг сократился на $158 млн до $2,6 млрд на 3–5 лет.", "money", [158e6, 2.6e9]),
        ("ru", "Выделено 74 млн долларов, из них 21 млн дали друзья.", "money", [74e6, 21e6]),
        ("ja", "総額43,340百万円、経費239,248千円、手数料2千5百万円、会費3千500円", "money", [43340e6, 239248e3, 25e6, 3500]),
        ("ja", "2病院、11銀行、38集落、2車線、1箱300ドル、10事業年度", "count", [2, 11, 38, 2]),
        ("ja", "3〜4日の待ち、25年の期限", "period", [(3, 4), 25]),
    ],
)  # fmt: skip
def test_sums_counts_and_changes_as_reports_tell_them(language: str, text: str, kind: str, values: list[Any]) -> None:
    """By how much and to what, thousands and millions of yen in figures, what is counted without a counter."""
    assert read(text, language, kind) == values


@pytest.mark.parametrize(
    ("language", "text", "published", "values"),
    [
        ("en", "a decision that had been due in March", date(2026, 5, 27), ["2026-03"]),
        ("en", "Sales (2019: $5 million)", date(2021, 2, 25), ["2019"]),
        ("id", "semester-I 2010, semester I kemarin dan enam bulan pertama 2021", date(2021, 9, 1), ["2010-H1", "2021-H1", "2021-H1"]),
        ("ru", "за первые шесть месяцев 2025 года", date(2025, 9, 1), ["2025-H1"]),
        ("ru", "Горняки остановят работу с понедельника.", date(2026, 12, 9), ["2026-12-14"]),
        ("ru", "Горняки не работали с понедельника.", date(2026, 12, 9), ["2026-12-07"]),
        ("ja", "1〜9月に1350本を走らせ、計画を9％下回った。", date(2026, 10, 8), ["2026-01/2026-09"]),
    ],
)  # fmt: skip
def test_times_as_reports_tell_them(language: str, text: str, published: date, values: list[str]) -> None:
    """Years in brackets, first months of a year, what had been due, what begins on a weekday to come."""
    assert read(text, language, "date", published) == values


@pytest.mark.parametrize(
    ("language", "text", "qualifier"),
    [
        ("en", "It must not exceed 7%.", "up_to"),
        ("en", "Money split over 3 tranches", "exact"),
        ("en", "It seeks $4 billion plus interest.", "exact"),
        ("id", "tidak boleh kurang dari 51 persen", "more_than"),
        ("id", "11% lebih tinggi daripada 2024", "exact"),
        ("ru", "Расходы – не выше 7%.", "up_to"),
        ("ru", "Дефицит сузится до 1,8%.", "exact"),
    ],
)
def test_what_only_looks_like_a_bound(language: str, text: str, qualifier: str) -> None:
    """Denied bounds turn round; comparisons, shares of time and changes are none."""
    (found,) = [
        one
        for one in extract(text, language=language, published=date(2026, 1, 1))
        if one.kind in {"percent", "count", "money"}
    ]
    assert found.qualifier == qualifier


@pytest.mark.parametrize(
    ("language", "text", "sums"),
    [
        ("en", "R12 million worth of chrome, beside R12 and R134", [(12e6, "ZAR")]),
        ("en", "3 million shekels, ₦5 billion, 2 billion naira", [(3e6, "ILS"), (5e9, "NGN"), (2e9, "NGN")]),
        ("id", "5 juta real Brasil", [(5e6, "BRL")]),
        ("ja", "3億印ルピーと2億パキスタンルピー", [(3e8, "INR"), (2e8, "PKR")]),
        ("ru", "12 млн рандов, 3 млн шекелей, 5 млн ринггитов", [(12e6, "ZAR"), (3e6, "ILS"), (5e6, "MYR")]),
    ],
)
def test_currencies_of_the_south(language: str, text: str, sums: list[tuple[float, str]]) -> None:
    """Rand by letter and by name, naira, shekels, ringgit, reais, rupees of two countries."""
    found = [(one.value, one.unit) for one in extract(text, language=language) if one.kind == "money"]
    assert found == sums


@pytest.mark.parametrize(
    ("text", "value"), [("троим рабочим", 3), ("семерых жителей", 7), ("десятерым сотрудникам", 10)]
)
def test_collective_numerals(text: str, value: int) -> None:
    """Of people, in any case."""
    assert read(text, "ru", "count") == [value]


def test_a_fraction_counts_nothing() -> None:
    """Two thirds fell to somebody; eight instalments are counted past what describes them."""
    assert read("почти две трети пришлось на Китай", "ru", "count") == []
    assert read("двум заводам", "ru", "count") == [2]
    found = extract("in eight equal quarterly instalments", language="en")
    assert [(one.value, one.unit) for one in found if one.kind == "count"] == [(8, "instalment")]
