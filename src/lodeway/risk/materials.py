"""Materials: which trade codes and which rows of production speak of each, and what those cannot tell."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache

from lodeway.errors import UsageError

__all__ = ["MATERIALS", "Material", "find_material"]


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


_REFINERY = ("Refinery production",)
_SCRAP = "The code holds waste, scrap and powders beside the unwrought metal."

MATERIALS: tuple[Material, ...] = (
    Material(name="Aluminium", codes=("760110",), chapter="aluminum", details=("Smelter production",), sheet="Aluminium", names=("aluminum",)),
    Material(
        name="Antimony", codes=("261710",), chapter="antimony", sheet="Antimony",
        absent={"811000": "antimony metal", "282580": "antimony oxides"},
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
    Material(name="Boron", codes=("252890",), sheet="Boron Minerals", names=("borates",), doubts=("USGS gives each country in another form (ore, oxide, compounds): its rows are not added up.",)),
    Material(name="Cadmium", codes=("810710", "283030"), chapter="cadmium", details=_REFINERY, sheet="Cadmium", doubts=(_SCRAP,)),
    Material(name="Chromite", codes=("261000",), chapter="chromium", sheet="Chromium (Cr2O3)", names=("chromium", "chrome"), absent={"720241": "ferrochromium, high carbon", "720249": "ferrochromium, other"}, doubts=("Trade is ore alone: ferrochromium (720241, 720249) is not in the trade table.",)),
    Material(name="Cobalt", codes=("282200", "810510"), chapter="cobalt", sheet="Cobalt", absent={"260500": "cobalt ores and concentrates"}, doubts=("Weights of some Chinese flows are implausible.",)),
    Material(name="Coking Coal", codes=("270112",), sheet="Coking Coal", names=("metallurgical coal",), doubts=("Code 270112 is all bituminous coal.",)),
    Material(name="Copper", codes=("260300",), chapter="copper", sheet="Copper", absent={"740311": "refined copper, cathodes"}, doubts=("Trade is ore and concentrate, gross weight; refined copper (740311) is not in the trade table.",)),
    Material(name="Crude oil", codes=("270900",), sheet="Petroleum", names=("petroleum", "oil")),
    Material(name="Diatomite", codes=("251200",), chapter="diatomite", details=("Mine production", "Mine production: processed"), sheet="Diatomite"),
    Material(name="Feldspar", codes=("252910",), chapter="feldspar and nepheline syenite", details=("Mine production", "Mine production: beneficiated, marketable", "Mine production: includes pegmatites"), sheet="Feldspar"),
    Material(name="Fluorspar", codes=("252922",), chapter="fluorspar", sheet="Fluorspar", names=("fluorite",), absent={"252921": "fluorspar, 97 % calcium fluoride or less"}),
    Material(name="Germanium", codes=("811230",), sheet="Germanium", absent={"811292": "germanium with other metals, from the Harmonised System 2007 on"}, doubts=("Germanium has no flows after 2016 and few after 2006: later editions of the Harmonised System merge its code.",)),
    Material(name="Gold", codes=("261690", "710812"), chapter="gold", sheet="Gold", doubts=("Code 261690 holds concentrate of all precious metals but silver, gross weight.",)),
    Material(name="Graphite", codes=("250410", "250490"), chapter="graphite (natural)", sheet="Graphite", names=("natural graphite",)),
    Material(name="Gypsum", codes=("252010",), chapter="gypsum", sheet="Gypsum and Anhydrite"),
    Material(name="Iron", codes=("260111", "260112"), chapter="iron ore", details=("Mine production: Iron content",), sheet="Iron (Fe)", names=("iron ore",)),
    Material(name="Kaolin", codes=("250700", "250830", "250840"), chapter="clays", details=("Mine production: Kaolin",), sheet="Kaolin (China-Clay)"),
    Material(name="Lead", codes=("260700",), chapter="lead", sheet="Lead", absent={"780110": "refined lead"}),
    Material(name="Lignite", codes=("270210", "270220"), sheet="Lignite"),
    Material(name="Lithium", codes=("282520", "283691"), chapter="lithium", sheet="Lithium (Li2O)", absent={"253090": "spodumene concentrate, within other mineral substances"}, doubts=("Trade is carbonate and hydroxide, gross weight; spodumene concentrate moves under 253090, which is not in the trade table.",)),
    Material(name="Magnesite", codes=("251910",), chapter="magnesium compounds", sheet="Magnesite", names=("magnesium compounds",)),
    Material(name="Manganese", codes=("260200",), chapter="manganese", sheet="Manganese"),
    Material(name="Mercury", codes=("280540",), chapter="mercury", sheet="Mercury"),
    Material(name="Molybdenum", codes=("261390",), chapter="molybdenum", sheet="Molybdenum", absent={"261310": "roasted molybdenum concentrate"}, doubts=("Trade is unroasted concentrate alone; roasted concentrate (261310) is not in the trade table.",)),
    Material(name="Natural gas", codes=("271111", "271121"), sheet="Natural Gas", names=("gas",)),
    Material(name="Nickel", codes=("260400",), chapter="nickel", sheet="Nickel", absent={"750110": "nickel mattes", "750210": "unwrought nickel"}),
    Material(name="Niobium", codes=("720293",), chapter="niobium (columbium)", sheet="Niobium (Nb2O5)"),
    Material(name="Palladium", codes=("711021", "711029"), chapter="palladium", details=("Mine production: Palladium",), sheet="Palladium"),
    Material(name="Phosphate", codes=("251020",), chapter="phosphate rock", sheet="Phosphate Rock (P2O5)", names=("phosphate rock",), absent={"251010": "phosphates, unground"}),
    Material(name="Platinum", codes=("711011", "711019", "711510"), chapter="platinum", details=("Mine production: Platinum",), sheet="Platinum"),
    Material(name="Rare earth", codes=("284690", "284610", "280530"), chapter="rare earths", sheet="Rare Earths (REO)", names=("rare earths", "rare earth elements", "ree", "reo"), doubts=("Compounds and metals, gross weight; magnets, by which much of the trade moves, are not among the codes.",)),
    Material(name="Rhodium", codes=("711031", "711039"), sheet="Rhodium"),
    Material(name="Selenium", codes=("280490",), chapter="selenium", details=_REFINERY, sheet="Selenium"),
    Material(name="Silver", codes=("261610",), chapter="silver", sheet="Silver", absent={"710691": "unwrought silver"}, doubts=("Trade is ore and concentrate, gross weight; unwrought silver (710691) is not in the trade table.",)),
    Material(name="Steam Coal", codes=("270119", "270111", "270112"), sheet="Steam Coal", names=("thermal coal",)),
    Material(name="Sulfur", codes=("250310", "250390"), chapter="sulfur", details=("Production, all forms",), sheet="Sulfur (elementar & industrial)", names=("sulphur",)),
    Material(name="Tantalum", codes=("810310",), chapter="tantalum", sheet="Tantalum (Ta2O5)", absent={"261590": "niobium, tantalum and vanadium ores"}, doubts=("Production counts tantalum in ore, trade unwrought metal and scrap; ore (261590) is not in the trade table.", _SCRAP)),
    Material(name="Tellurium", codes=("280450",), chapter="tellurium", details=("Refinery production", "Refinery production: concentrate"), sheet="Tellurium", doubts=("The code holds boron beside tellurium.",)),
    Material(name="Tin", codes=("260900",), chapter="tin", sheet="Tin", absent={"800110": "unwrought tin"}),
    Material(name="Titanium", codes=("261400",), chapter="titanium mineral concentrates", details=("Mine production: Ilmenite", "Mine production: Rutile"), sheet="Titanium (TiO2)", absent={"810810": "titanium sponge and unwrought metal"}, doubts=("Trade is ilmenite, rutile and slag; titanium sponge (810810) is not in the trade table.",)),
    Material(name="Tungsten", codes=("261100", "810110"), chapter="tungsten", sheet="Tungsten (W)", names=("wolfram",), absent={"284180": "tungstates", "284990": "carbides, among them of tungsten"}, doubts=("Concentrate and powders; paratungstate (284180) and carbide (284990) are not in the trade table.",)),
    Material(
        name="Uranium", codes=("261210",), chapter="uranium", details=("Production from mines",), sheet="Uranium (U3O8)",
        absent={"284410": "natural uranium, its compounds and alloys (U3O8)"},
        unusable="natural uranium moves as U3O8 under 284410, not as ore under 261210",
    ),
    Material(name="Vanadium", codes=("282530", "720292"), chapter="vanadium", sheet="Vanadium (V)"),
    Material(name="Zinc", codes=("260800",), chapter="zinc", sheet="Zinc", absent={"790111": "unwrought zinc"}),
    Material(name="Zirconium", codes=("261510",), chapter="zirconium", details=("Zirconium mineral concentrates, mine production (thousand metric tons, gross weight)",), sheet="Zircon", names=("zircon",)),
    Material(name="Diamonds (gem)", sheet="Diamonds (Gem)", absent={"710210": "diamonds, unsorted", "710231": "diamonds, not industrial, unworked"}),
    Material(name="Diamonds (industrial)", sheet="Diamonds (Ind)", absent={"710221": "diamonds, industrial, unworked"}),
    Material(name="Gallium", chapter="gallium", details=("Primary production",), sheet="Gallium", absent={"811291": "gallium with other unwrought metals"}),
    Material(name="Indium", chapter="indium", details=_REFINERY, sheet="Indium", absent={"811291": "indium with other unwrought metals"}),
    Material(name="Oil sands", sheet="Oil Sands (part of Petroleum)", absent={"271410": "bituminous shale and tar sands"}),
    Material(name="Oil shales", sheet="Oil Shales", absent={"271410": "bituminous shale and tar sands"}),
    Material(name="Perlite", chapter="perlite", details=("Production",), sheet="Perlite", absent={"253010": "vermiculite, perlite and chlorites"}),
    Material(name="Potash", chapter="potash", sheet="Potash (K2O)", absent={"310420": "potassium chloride"}),
    Material(name="Rhenium", chapter="rhenium", sheet="Rhenium", absent={"811291": "rhenium with other unwrought metals", "284190": "perrhenates, within salts of other oxometallic acids"}),
    Material(name="Salt", chapter="salt", sheet="Salt (rock, brines, marine)", absent={"250100": "salt"}),
    Material(name="Talc", sheet="Talc, Steatite & Pyrophyllite", absent={"252610": "talc, not crushed", "252620": "talc, crushed"}),
    Material(name="Vermiculite", chapter="vermiculite", sheet="Vermiculite", absent={"253010": "vermiculite, perlite and chlorites"}),
    Material(name="Magnesium", chapter="magnesium metal", details=("Smelter production",), absent={"810411": "unwrought magnesium"}),
    Material(name="Silicon", chapter="silicon", details=("Silicon metal",), absent={"280461": "silicon of at least 99.99 %", "280469": "silicon, other"}),
    Material(name="Titanium metal", chapter="titanium sponge metal", details=("Titanium sponge metal production",), names=("titanium sponge",), absent={"810810": "titanium sponge and unwrought metal"}),
    Material(name="Strontium", chapter="strontium", absent={"283692": "strontium carbonate"}),
)  # fmt: skip
"""Names and codes follow the published mapping of the GeoPolRisk method (Koyamparambath et al. 2024); those after zirconium have no code in the trade table."""


def find_material(name: str) -> Material:
    """Return the material of a name, whatever its case.

    Raises
    ------
    UsageError
        When there is none; names the nearest.

    Examples
    --------
    >>> find_material("rare earths").codes
    ('284690', '284610', '280530')
    """
    found = _by_name().get(_key(name))
    if found is None:
        names = _by_name()
        near = difflib.get_close_matches(_key(name), names, n=1)
        hint = f"did you mean {names[near[0]].name!r}?" if near else ""
        allowed = ", ".join(material.name for material in MATERIALS)
        raise UsageError(f"unknown commodity {name!r}; {hint + ' ' if hint else ''}Allowed: {allowed}")
    return found


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
