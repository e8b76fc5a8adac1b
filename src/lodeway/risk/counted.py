"""Which forms of a material its trade figures count, and which forms they lack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lodeway.risk.statistics import data
from lodeway.risk.statistics.materials import Material
from lodeway.risk.values import Value

__all__ = ["Form", "counted", "lacking", "marked", "only", "told"]


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a material is traded."""

    code: str
    """Of the Harmonised System 1992."""
    form: str
    """How far it is worked, or what it is."""

    def __str__(self) -> str:
        return f"{self.form} ({self.code})"

    def to_dict(self) -> dict[str, str]:
        """Return the form as ``lodeway risk --json`` prints it."""
        return {"code": self.code, "form": self.form}


def counted(material: Material, *, unusable: bool = False) -> tuple[Form, ...]:
    """Return the forms whose flows are read as a material's trade; `unusable`: also those that must not be.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> [str(form) for form in counted(find_material("tungsten"))]
    ['ore and concentrate (261100)', 'refined (810110)']
    """
    if material.unusable and not unusable:
        return ()
    return tuple(Form(code, " or ".join(data.forms((code,)))) for code in material.codes)


def lacking(material: Material) -> tuple[Form, ...]:
    """Return the forms in which a material moves and that the trade table does not hold.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> [str(form) for form in lacking(find_material("copper"))]
    ['refined copper, cathodes (740311)']
    """
    return tuple(Form(code, form) for code, form in material.absent.items())


def only(material: Material) -> str:
    """Return what alone is counted of a material, empty where nothing is or no form is known to be lacking.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> only(find_material("antimony")), only(find_material("tungsten")), only(find_material("manganese"))
    ('ore and concentrate only', 'ore, concentrate and refined only', '')
    """
    forms = counted(material, unusable=True)
    return f"{_worked(forms)} only" if forms and material.absent else ""


def told(material: Material, *, unusable: bool = False) -> str:
    """Return in words what is counted as a material's trade, under which codes, and what is lacking.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> told(find_material("antimony"))
    'ore and concentrate only (HS 261710), without antimony metal of heading 8110 (811000) and antimony oxides (282580)'
    >>> told(find_material("manganese")), told(find_material("potash"))
    ('ore and concentrate (HS 260200)', 'nothing, for the trade table lacks potassium chloride (310420)')
    """
    forms, lacks = counted(material, unusable=unusable), _and([str(form) for form in lacking(material)])
    if not forms:
        return (
            f"nothing, for the trade table lacks {lacks}"
            if lacks
            else "nothing, for no code of the trade table is this material"
        )
    codes = f"(HS {', '.join(form.code for form in forms)})"
    return f"{_worked(forms)} only {codes}, without {lacks}" if lacks else f"{_worked(forms)} {codes}"


def marked(values: Iterable[Value], material: Material) -> tuple[Value, ...]:
    """Return the values, those that rest on trade of which a form is lacking with what alone is counted as their last flag."""
    mark = only(material)
    return tuple(
        replace(value, flags=(*value.flags, f"trade counts {mark}"))
        if mark and value.known and "baci" in value.sources
        else value
        for value in values
    )


def _worked(forms: Sequence[Form]) -> str:
    return _and(dict.fromkeys(word for form in forms for word in form.form.split(" and ")))


def _and(words: Iterable[str]) -> str:
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last
