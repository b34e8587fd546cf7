"""Two records of one person in words: what the one that goes on has, what it would take over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.declare import entity_of
from app.domain.errors import InvalidValue
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.protocol.codec import to_wire
from app.services.merge_preview import Holding, Preview
from app.services.merging import taken_over
from app.ui.error_presenter import field_words
from app.ui.models.conflict_words import value_words
from app.ui.wording import NOTHING, shown_entity

_NUMBER, _ALERT = "mrn", "alert"


def _tr(text: str) -> str:
    return QCoreApplication.translate("merging", text)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRow:
    """Fields that change together and that the two hold differently, as words."""

    field: str
    """The one by which the group is named when it is taken over."""
    noun: str
    kept: str
    """What stays where nothing is picked."""
    other: str
    is_filled: bool
    """The record that goes on has nothing here: it takes over what the other has."""


def merge_rows(preview: Preview, *, is_first_kept: bool, zone: str) -> tuple[MergeRow, ...]:
    """What is to be decided, in the order the fields are declared; never the record number."""
    pair = (preview.first, preview.second)
    survivor, merged = pair if is_first_kept else pair[::-1]
    spec, unlike = entity_of(Patient), {one.field for one in preview.differences}
    filled = _taken_by_itself(survivor, merged)
    rows: list[MergeRow] = []
    for names in spec.groups.values():
        if _NUMBER in names or unlike.isdisjoint(names):
            continue
        kept, other = (_words(one, names, preview.names, zone) for one in (survivor, merged))
        is_both = _ALERT in names and _ALERT in filled and bool(survivor.alert)
        rows.append(
            MergeRow(
                field=names[0],
                noun=_noun(names),
                kept=_tr("Both: {0}").format(filled[_ALERT]) if is_both else kept,
                other=other,
                is_filled=not is_both and not filled.keys().isdisjoint(names),
            )
        )
    return tuple(rows)


def holding_words(one: Holding) -> str:
    """How many records of a kind each of the two has: "Appointment: 3 and 1"."""
    words = _tr("{0}: {1} and {2}").format(shown_entity(one.entity), one.first, one.second)
    return _tr("{0} (money stays where it is)").format(words) if one.is_money else words


def _taken_by_itself(survivor: Patient, merged: Patient) -> Mapping[str, object]:
    try:
        return taken_over(survivor, merged, ())
    except InvalidValue:  # two warnings that are too long together: a person picks one
        taken = taken_over(survivor, merged, (_ALERT,))
        return {name: value for name, value in taken.items() if name != _ALERT}


def _noun(names: tuple[str, ...]) -> str:
    match names[0]:
        case "family_name":
            return _tr("Name")
        case "birth_date":
            return _tr("Date of birth")
        case "photo_id":
            return _tr("Photo")
        case first:
            return field_words(first)


def _words(one: Patient, names: tuple[str, ...], known: Mapping[str, str], zone: str) -> str:
    if names[0] == "family_name":
        return one.display_name
    values, spec = to_wire(one), entity_of(Patient)
    if names[0] == "birth_date":
        born = value_words(spec.by_name["birth_date"], values["birth_date"], zone=zone, names=known)
        return _tr("{0} (estimated)").format(born) if one.birth_date_is_estimated else born
    told = (value_words(spec.by_name[name], values[name], zone=zone, names=known) for name in names)
    return "\n".join(words for words in told if words != NOTHING) or NOTHING
