"""Materials: which trade codes and which rows of production speak of each, and what those cannot tell."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache

from lodeway.errors import UsageError

__all__ = ["FORM_CODES", "MATERIALS", "SYMBOLS", "Material", "asked_as", "find_material", "is_part"]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Flows of a code that states keep to themselves, so that the table lacks them: of what exporters, of what importers, and in words."""

    code: str
    exporters: frozenset[str]
    importers: frozenset[str]
    why: str


_PIPELINE = Withheld(
    "271121",
    frozenset({"RUS", "NOR"}),
    frozenset({"DEU", "TUR", "POL", "AUT", "BLR", "FIN", "FRA", "NLD"}),
    "pipeline gas, of which some states keep their imports to themselves: the table has none or next to none from Russia to Germany, Türkiye, Poland, Austria and France in most years, to Finland after 2013 and to Belarus after 2020, nor from Norway to the Netherlands",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """A mined or refined material as trade and production statistics see it.

    Parameters
    ----------
    name
        As the GeoPolRisk community writes it.
    codes
        Codes of the Harmonised System 1992 whose flows are read as the material's trade.
    chapter, details
        Chapter of the USGS table `production` and which of its details are summed; empty where it has no usable row.
    sheet
        Sheet of World Mining Data; empty where it has none.
    names
        Further names that people use.
    absent
        Code to form, for forms in which the material moves and that the trade table does not hold.
    unusable
        Why the codes must not be read as the material's trade; empty where they may.
    doubts
        What to know before a figure is used.
    gross
        Those of `codes` under which concentrate moves that holds less than a hundredth of the material: its weight and price are not the material's.
    withheld
        Flows that states keep to themselves: no rank or share in which they would count can be told.
    """

    name: str
    codes: tuple[str, ...] = ()
    chapter: str = ""
    details: tuple[str, ...] = ("Mine production",)
    sheet: str = ""
    names: tuple[str, ...] = ()
    absent: dict[str, str] = field(default_factory=dict)
    unusable: str = ""
    doubts: tuple[str, ...] = ()
    gross: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()

    def kept(self, members: frozenset[str]) -> str:
        """Return what some countries keep of their imports to themselves, in words; empty where that is nothing."""
        return "; ".join(
            f"HS {one.code} is {one.why}" for one in self.withheld if not one.importers.isdisjoint(members)
        )


_REFINERY = ("Refinery production",)
_SCRAP = "The code holds waste, scrap and powders beside the unwrought metal."

MATERIALS: tuple[Material, ...] = (
    Material(name="Aluminium", codes=("760110",), chapter="aluminum", details=("Smelter production",), sheet="Aluminium", names=("primary aluminium", "aluminum",), absent={"760120": "unwrought aluminium alloys"}, doubts=("Trade is unwrought aluminium without alloy; alloys (760120), by which some countries sell most of theirs, are not in the trade table.",)),
    Material(
        name="Antimony", names=("stibnite",), codes=("261710",), chapter="antimony", sheet="Antimony",
        absent={"811000": "antimony metal of heading 8110", "282580": "antimony oxides"},
        doubts=(
            "Trade is ore and concentrate alone (261710): antimony metal (811000) and oxide (282580), by which most of it moves, are not in the trade table.",
            "Gold-antimony concentrate of Tajikistan apparently moves under 261690.",
        ),
    ),
    Material(name="Arsenic", codes=("280480",), chapter="arsenic", details=("Production (arsenic trioxide, gross weight)",), sheet="Arsenic", absent={"281129": "arsenic trioxide, within other inorganic oxygen compounds"}, doubts=("Production counts the trioxide, trade the metal.",)),
    Material(name="Asbestos", codes=("252400",), chapter="asbestos", sheet="Asbestos"),
    Material(name="Baryte", codes=("251110",), chapter="barite", sheet="Baryte", names=("barite", "barytes")),
    Material(name="Bauxite", codes=("260600",), chapter="bauxite", details=("Bauxite, mine production",), sheet="Bauxite"),
    Material(name="Bentonite", codes=("250810",), chapter="clays", details=("Mine production: Bentonite",), sheet="Bentonite"),
    Material(name="Beryllium", codes=("811211",), chapter="beryllium", sheet="Beryllium (conc.)", doubts=("Production counts the beryllium in ore, trade unwrought metal, scrap and powders: home production of ore swamps some tonnes of imported metal.",)),
    Material(name="Bismuth", codes=("810600",), chapter="bismuth", details=_REFINERY, sheet="Bismuth"),
    Material(name="Boron", codes=("252890",), sheet="Boron Minerals", names=("borate", "borates",), doubts=("USGS gives each country in another form (ore, oxide, compounds): its rows are not added up.",)),
    Material(name="Cadmium", codes=("810710", "283030"), chapter="cadmium", details=_REFINERY, sheet="Cadmium", doubts=(_SCRAP,)),
    Material(name="Chromite", codes=("261000",), chapter="chromium", sheet="Chromium (Cr2O3)", names=("chrome ore", "chromium ore", "chromium", "chrome"), absent={"720241": "ferrochromium, high carbon", "720249": "ferrochromium, other"}, doubts=("Trade is ore alone: ferrochromium (720241, 720249) is not in the trade table.",)),
    Material(name="Cobalt", codes=("282200", "810510"), chapter="cobalt", sheet="Cobalt", absent={"260500": "cobalt ores and concentrates"}, doubts=("Weights of some Chinese flows are implausible.",)),
    Material(name="Coking Coal", codes=("270112",), sheet="Coking Coal", names=("metallurgical coal",), doubts=("Code 270112 is all bituminous coal.",)),
    Material(name="Copper", codes=("260300",), chapter="copper", sheet="Copper", absent={"740311": "refined copper, cathodes"}, doubts=("Trade is ore and concentrate, gross weight; refined copper (740311) is not in the trade table.",)),
    Material(name="Crude oil", codes=("270900",), sheet="Petroleum", names=("petroleum", "oil")),
    Material(name="Diatomite", codes=("251200",), chapter="diatomite", details=("Mine production", "Mine production: processed"), sheet="Diatomite"),
    Material(name="Feldspar", codes=("252910",), chapter="feldspar and nepheline syenite", details=("Mine production", "Mine production: beneficiated, marketable", "Mine production: includes pegmatites"), sheet="Feldspar"),
    Material(name="Fluorspar", codes=("252922",), chapter="fluorspar", sheet="Fluorspar", names=("fluorite",), absent={"252921": "fluorspar, 97 % calcium fluoride or less"}),
    Material(name="Germanium", codes=("811230",), sheet="Germanium", absent={"811292": "germanium with other metals, from the Harmonised System 2007 on"}, doubts=("Germanium has no flows after 2016 and few after 2006: later editions of the Harmonised System merge its code.",)),
    Material(name="Gold", codes=("261690", "710812"), chapter="gold", sheet="Gold", doubts=("Code 261690 holds concentrate of all precious metals but silver, gross weight.",), gross=("261690",)),
    Material(name="Graphite", codes=("250410", "250490"), chapter="graphite (natural)", sheet="Graphite", names=("flake graphite", "natural graphite",)),
    Material(name="Gypsum", codes=("252010",), chapter="gypsum", sheet="Gypsum and Anhydrite"),
    Material(name="Iron", codes=("260111", "260112"), chapter="iron ore", details=("Mine production: Iron content",), sheet="Iron (Fe)", names=("iron ores", "iron ore",)),
    Material(name="Kaolin", codes=("250700", "250830", "250840"), chapter="clays", details=("Mine production: Kaolin",), sheet="Kaolin (China-Clay)"),
    Material(name="Lead", codes=("260700",), chapter="lead", sheet="Lead", absent={"780110": "refined lead"}),
    Material(name="Lignite", codes=("270210", "270220"), sheet="Lignite"),
    Material(name="Lithium", names=("lithium carbonate", "lithium hydroxide"), codes=("282520", "283691"), chapter="lithium", sheet="Lithium (Li2O)", absent={"253090": "spodumene concentrate, within other mineral substances"}, doubts=("Trade is carbonate and hydroxide, gross weight; spodumene concentrate moves under 253090, which is not in the trade table.",)),
    Material(name="Magnesite", codes=("251910",), chapter="magnesium compounds", sheet="Magnesite", names=("magnesia", "magnesium compounds",), absent={"251990": "magnesia, fused, dead-burned or other"}, doubts=("Trade is raw magnesite; magnesia (251990), by which most of it moves, is not in the trade table.",)),
    Material(name="Manganese", codes=("260200",), chapter="manganese", sheet="Manganese"),
    Material(name="Mercury", names=("quicksilver",), codes=("280540",), chapter="mercury", sheet="Mercury"),
    Material(name="Molybdenum", codes=("261390",), chapter="molybdenum", sheet="Molybdenum", absent={"261310": "roasted molybdenum concentrate"}, doubts=("Trade is unroasted concentrate alone; roasted concentrate (261310) is not in the trade table.",)),
    Material(name="Natural gas", codes=("271111", "271121"), sheet="Natural Gas", names=("lng", "liquefied natural gas", "pipeline gas", "gas",), doubts=(f"{_PIPELINE.code} is {_PIPELINE.why}.",), withheld=(_PIPELINE,)),
    Material(name="Nickel", codes=("260400",), chapter="nickel", sheet="Nickel", absent={"750110": "nickel mattes", "750210": "unwrought nickel"}),
    Material(name="Niobium", names=("columbium", "ferroniobium"), codes=("720293",), chapter="niobium (columbium)", sheet="Niobium (Nb2O5)"),
    Material(name="Palladium", codes=("711021", "711029"), chapter="palladium", details=("Mine production: Palladium",), sheet="Palladium"),
    Material(name="Phosphate", codes=("251020",), chapter="phosphate rock", sheet="Phosphate Rock (P2O5)", names=("phosphorus", "phosphates", "phosphate rock",), absent={"251010": "phosphates, unground"}),
    Material(name="Platinum", codes=("711011", "711019", "711510"), chapter="platinum", details=("Mine production: Platinum",), sheet="Platinum"),
    Material(name="Rare earth", codes=("284690", "284610", "280530"), chapter="rare earths", sheet="Rare Earths (REO)", names=("rare earth metals", "rare earth element", "rare earth oxides", "rare earth elements and compounds", "lanthanides", "neodymium", "dysprosium", "terbium", "praseodymium", "yttrium", "lanthanum", "cerium", "samarium", "rare earths", "rare earth elements", "ree", "reo"), doubts=("Compounds and metals, gross weight; magnets, by which much of the trade moves, are not among the codes.",)),
    Material(name="Rhodium", codes=("711031", "711039"), sheet="Rhodium"),
    Material(name="Selenium", codes=("280490",), chapter="selenium", details=_REFINERY, sheet="Selenium"),
    Material(name="Silver", codes=("261610",), chapter="silver", sheet="Silver", absent={"710691": "unwrought silver"}, doubts=("Trade is ore and concentrate, gross weight; unwrought silver (710691) is not in the trade table.",), gross=("261610",)),
    Material(name="Steam Coal", codes=("270119", "270111", "270112"), sheet="Steam Coal", names=("thermal coal",)),
    Material(name="Sulfur", codes=("250310", "250390"), chapter="sulfur", details=("Production, all forms",), sheet="Sulfur (elementar & industrial)", names=("sulphur",)),
    Material(name="Tantalum", names=("coltan", "tantalite"), codes=("810310",), chapter="tantalum", sheet="Tantalum (Ta2O5)", absent={"261590": "niobium, tantalum and vanadium ores"}, doubts=("Production counts tantalum in ore, trade unwrought metal and scrap; ore (261590) is not in the trade table.", _SCRAP)),
    Material(name="Tellurium", codes=("280450",), chapter="tellurium", details=("Refinery production", "Refinery production: concentrate"), sheet="Tellurium", doubts=("The code holds boron beside tellurium.",)),
    Material(name="Tin", names=("cassiterite",), codes=("260900",), chapter="tin", sheet="Tin", absent={"800110": "unwrought tin"}),
    Material(name="Titanium", names=("ilmenite", "rutile"), codes=("261400",), chapter="titanium mineral concentrates", details=("Mine production: Ilmenite", "Mine production: Rutile"), sheet="Titanium (TiO2)", absent={"810810": "titanium sponge and unwrought metal"}, doubts=("Trade is ilmenite, rutile and slag; titanium sponge (810810) is not in the trade table.",)),
    Material(name="Tungsten", codes=("261100", "810110"), chapter="tungsten", sheet="Tungsten (W)", names=("wolframite", "scheelite", "wolfram",), absent={"284180": "tungstates", "284990": "carbides, among them of tungsten"}, doubts=("Concentrate and powders; paratungstate (284180) and carbide (284990) are not in the trade table.",)),
    Material(
        name="Uranium", names=("natural uranium", "yellowcake"), codes=("261210",), chapter="uranium", details=("Production from mines",), sheet="Uranium (U3O8)",
        absent={"284410": "natural uranium, its compounds and alloys (U3O8)"},
        unusable="natural uranium moves as U3O8 under 284410, not as ore under 261210",
    ),
    Material(name="Vanadium", names=("ferrovanadium",), codes=("282530", "720292"), chapter="vanadium", sheet="Vanadium (V)"),
    Material(name="Zinc", codes=("260800",), chapter="zinc", sheet="Zinc", absent={"790111": "unwrought zinc"}),
    Material(name="Zirconium", codes=("261510",), chapter="zirconium", details=("Zirconium mineral concentrates, mine production (thousand metric tons, gross weight)",), sheet="Zircon", names=("zircon",)),
    Material(name="Diamonds (gem)", names=("gem diamonds", "gemstone diamonds"), sheet="Diamonds (Gem)", absent={"710210": "diamonds, unsorted", "710231": "diamonds, not industrial, unworked"}),
    Material(name="Diamonds (industrial)", names=("industrial diamonds", "industrial diamond"), sheet="Diamonds (Ind)", absent={"710221": "diamonds, industrial, unworked"}),
    Material(name="Gallium", names=("gallium metal",), chapter="gallium", details=("Primary production",), sheet="Gallium", absent={"811291": "gallium with other unwrought metals"}),
    Material(name="Indium", chapter="indium", details=_REFINERY, sheet="Indium", absent={"811291": "indium with other unwrought metals"}),
    Material(name="Oil sands", sheet="Oil Sands (part of Petroleum)", absent={"271410": "bituminous shale and tar sands"}),
    Material(name="Oil shales", sheet="Oil Shales", absent={"271410": "bituminous shale and tar sands"}),
    Material(name="Perlite", chapter="perlite", details=("Production",), sheet="Perlite", absent={"253010": "vermiculite, perlite and chlorites"}),
    Material(name="Potash", names=("potassium",), chapter="potash", sheet="Potash (K2O)", absent={"310420": "potassium chloride"}),
    Material(name="Rhenium", chapter="rhenium", sheet="Rhenium", absent={"811291": "rhenium with other unwrought metals", "284190": "perrhenates, within salts of other oxometallic acids"}),
    Material(name="Salt", chapter="salt", sheet="Salt (rock, brines, marine)", absent={"250100": "salt"}),
    Material(name="Talc", sheet="Talc, Steatite & Pyrophyllite", absent={"252610": "talc, not crushed", "252620": "talc, crushed"}),
    Material(name="Vermiculite", chapter="vermiculite", sheet="Vermiculite", absent={"253010": "vermiculite, perlite and chlorites"}),
    Material(name="Magnesium", names=("magnesium metal",), chapter="magnesium metal", details=("Smelter production",), absent={"810411": "unwrought magnesium"}),
    Material(name="Silicon", names=("silicon metal",), chapter="silicon", details=("Silicon metal",), absent={"280461": "silicon of at least 99.99 %", "280469": "silicon, other"}),
    Material(name="Titanium metal", chapter="titanium sponge metal", details=("Titanium sponge metal production",), names=("titanium sponge",), absent={"810810": "titanium sponge and unwrought metal"}),
    Material(name="Strontium", chapter="strontium", absent={"283692": "strontium carbonate"}),
)  # fmt: skip
"""Names and codes follow the published mapping of the GeoPolRisk method (Koyamparambath et al. 2024); those after zirconium have no code in the trade table."""


def find_material(name: str) -> Material:
    """Return the material of a name, a chemical symbol or a code of the Harmonised System, whatever its case.

    Raises
    ------
    UsageError
        When there is none, or more than one; names the nearest.

    Examples
    --------
    >>> find_material("rare earths").codes
    ('284690', '284610', '280530')
    >>> find_material("Sb").name, find_material("811010").name, find_material("284410").name
    ('Antimony', 'Antimony', 'Uranium')
    """
    word = _key(name)
    found = _by_name().get(word) or _by_symbol().get(word)
    if found is not None:
        return found
    if code := _code(name):
        return _of_code(name, code)
    if several := AMBIGUOUS.get(word):
        raise UsageError(f"{name!r} may be {' or '.join(several)}: say which")
    raise UsageError(f"unknown commodity {name!r}; {_nearest(word)}")


def asked_as(name: str, material: Material) -> str:
    """Return what to know where a code was asked for that is not among those read as the material's trade; else nothing.

    Examples
    --------
    >>> asked_as("811010", find_material("811010"))
    'asked for 811010, which the trade table does not hold: shown is 261710, read as the trade in antimony'
    >>> asked_as("antimony", find_material("antimony"))
    ''
    """
    if _key(name) in _ONE_OF_THEM:
        return f"asked for {name.strip()}: these data have rare earths together, not each"
    if is_part(name) or _key(name) in FORM_CODES:
        return f"asked for {name.strip()}: shown is {material.name.lower()}, all forms together"
    code = _code(name)
    if not code or code in material.codes:
        return ""
    if any(held.startswith(code) for held in material.codes):
        return f"asked for {code}: shown is {', '.join(material.codes)}, read as the trade in {material.name.lower()}"
    if not material.codes or material.unusable:
        return f"asked for {code}, which the trade table does not hold"
    shown = ", ".join(material.codes)
    return f"asked for {code}, which the trade table does not hold: shown is {shown}, read as the trade in {material.name.lower()}"


AMBIGUOUS = {
    "diamonds": ("Diamonds (gem)", "Diamonds (industrial)"),
    "diamond": ("Diamonds (gem)", "Diamonds (industrial)"),
}
"""Words that are said of more than one material."""
_NEAR = 4
"""Names that are offered for one that is unknown."""


def _nearest(word: str) -> str:
    """Return the nearest names in words, or every name where none is near."""
    named = _by_name()
    near = [named[key].name for key in difflib.get_close_matches(word, named, n=3 * _NEAR, cutoff=0.7)]
    near += [
        material.name
        for key, material in named.items()
        if len(word) >= 3 and (word in key.split() or key.startswith(word))
    ]
    if offered := tuple(dict.fromkeys(near))[:_NEAR]:
        return f"did you mean {' or '.join(map(repr, offered))}? `lodeway risk commodities` lists all"
    return f"allowed: {', '.join(material.name for material in MATERIALS)}; also chemical symbols and codes of the Harmonised System"


def _code(name: str) -> str:
    """Return the code of the Harmonised System that a text is, "" if it is none."""
    digits = name.strip().upper().removeprefix("HS").replace(".", "").replace(" ", "")
    return digits[:6] if digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 10 else ""


def _of_code(name: str, code: str) -> Material:
    """Return the material of a code or of its first digits: read as its trade, or known to be lacking."""
    held = [material for material in MATERIALS if any(one.startswith(code) for one in material.codes)]
    lacking = [
        material
        for material in MATERIALS
        if any(one.startswith(code) for one in (*material.absent, *_LATER.get(material.name, ())))
    ]
    found = held or lacking
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"code {name!r} holds {', '.join(material.name for material in found)}: say which")
    known = sorted({one for material in MATERIALS for one in (*material.codes, *material.absent)})
    near = difflib.get_close_matches(code, known, n=_NEAR)
    offered = ", ".join(f"{one} ({_of_code(one, one).name.lower() if _single(one) else 'several'})" for one in near)
    raise UsageError(f"no commodity of code {name!r}" + (f"; near it: {offered}" if offered else ""))


def _single(code: str) -> bool:
    return sum(code in (*material.codes, *material.absent) for material in MATERIALS) == 1


_LATER: dict[str, tuple[str, ...]] = {
    "Antimony": ("811010", "811020", "811090"),
    "Tungsten": ("810194", "810197"),
    "Tantalum": ("810320", "810330"),
    "Cobalt": ("810520", "810530"),
    "Beryllium": ("811212", "811213"),
    "Cadmium": ("810720", "810730"),
    "Uranium": ("284420",),
    "Rare earth": ("284690",),
}
"""Codes of later editions of the Harmonised System (2002 on) under which a material moves today; the trade table is of the edition of 1992."""

SYMBOLS = {
    "Al": "Aluminium", "Sb": "Antimony", "As": "Arsenic", "Ba": "Baryte", "Be": "Beryllium", "Bi": "Bismuth", "B": "Boron", "Cd": "Cadmium", "Cr": "Chromite",
    "Co": "Cobalt", "Cu": "Copper", "F": "Fluorspar", "Ga": "Gallium", "Ge": "Germanium", "Au": "Gold", "C": "Graphite", "Fe": "Iron", "In": "Indium",
    "Pb": "Lead", "Li": "Lithium", "Mg": "Magnesium", "Mn": "Manganese", "Hg": "Mercury", "Mo": "Molybdenum", "Ni": "Nickel", "Nb": "Niobium",
    "Pd": "Palladium", "P": "Phosphate", "Pt": "Platinum", "K": "Potash", "Re": "Rhenium", "Rh": "Rhodium", "Se": "Selenium", "Si": "Silicon", "Ag": "Silver",
    "Sr": "Strontium", "S": "Sulfur", "Ta": "Tantalum", "Te": "Tellurium", "Sn": "Tin", "Ti": "Titanium", "W": "Tungsten", "U": "Uranium", "V": "Vanadium",
    "Zn": "Zinc", "Zr": "Zirconium", "U3O8": "Uranium", "REE": "Rare earth", "NaCl": "Salt", "CaF2": "Fluorspar", "BaSO4": "Baryte", "TiO2": "Titanium",
    "WO3": "Tungsten", "Nb2O5": "Niobium", "Ta2O5": "Tantalum", "V2O5": "Vanadium", "Cr2O3": "Chromite", "Li2CO3": "Lithium", "LCE": "Lithium",
}  # fmt: skip
"""Chemical symbols and formulas of materials; of rare earths each element too."""
_EARTHS = ("Y", "La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu")

_ONE_OF_THEM = frozenset(
    {symbol.casefold() for symbol in _EARTHS}
    | {"neodymium", "dysprosium", "terbium", "praseodymium", "yttrium", "lanthanum", "cerium", "samarium"}
)
FORM_CODES = {
    "lithium carbonate": ("283691",), "lithium hydroxide": ("282520",), "flake graphite": ("250410",), "lng": ("271111",), "liquefied natural gas": ("271111",), "pipeline gas": ("271121",),
}  # fmt: skip
"""Names that are said of one form of a material: its trade has these codes alone, its production is not told apart from all the material's."""
_PARTS = frozenset({"ilmenite", "rutile", "wolframite", "scheelite", "magnesia", "magnesium compounds"})
"""Names of a mineral or product that no code and no table tells apart from all of the material."""


def is_part(name: str) -> bool:
    """Return whether a name is said of a part of a material that these data do not tell apart: a rare earth, or one of its minerals.

    Examples
    --------
    >>> is_part("Dysprosium"), is_part("ilmenite"), is_part("rare earths"), is_part("lithium carbonate")
    (True, True, False, False)
    """
    return _key(name) in _ONE_OF_THEM | _PARTS


@cache
def _by_symbol() -> dict[str, Material]:
    named = {material.name: material for material in MATERIALS}
    return {_key(symbol): named[name] for symbol, name in SYMBOLS.items()} | {
        _key(symbol): named["Rare earth"] for symbol in _EARTHS
    }


@cache
def _by_name() -> dict[str, Material]:
    return {
        _key(word): material
        for material in reversed(MATERIALS)
        for word in (material.chapter, material.sheet, *material.names, material.name)
        if word and not (word == material.chapter and word in {"clays", "silicon"})
    }


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
