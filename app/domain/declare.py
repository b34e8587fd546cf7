"""How a record type is declared once: the decorator, the field facts and the registry.

Everything else is derived from what stands here: both databases' tables, the wire form, the
audit trail's redaction, the field-level merge, the search index and the import mapping.
"""

from __future__ import annotations

import importlib
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from app.domain.ids import RecordId
from app.domain.phi import quiet


class PhiClass(Enum):
    """How sensitive a field is; decides redaction, memory lifetime and disk retention."""

    NONE = "none"
    SCHEDULE = "schedule"
    DEMOGRAPHIC = "demographic"
    CLINICAL = "clinical"
    FINANCIAL = "financial"


class Keeping(Enum):
    """The class of what a record type holds of a patient: how long a panel out of sight keeps it.

    Allergies are no chart detail: a list of them that is not there could be taken for none.
    """

    NO_PATIENT = "no_patient"
    """Staff, rooms, the clinic: nothing of a patient."""
    DEMOGRAPHICS = "demographics"
    """Who somebody is, how they are reached and insured, and what harms them if it is not known."""
    SCHEDULE = "schedule"
    CHART = "chart"
    """What was found and done, and what documents there are: their files leave a desk by
    themselves."""


class Settling(Enum):
    """What becomes of two changes of a field that were made without knowing of each other."""

    CLASH = "clash"
    """A person decides."""
    UNION = "union"
    """Both are kept: a list to which things are added."""
    LATEST = "latest"
    """The greater one: a time up to which something is known."""


class FieldKind(Enum):
    """The storage shape of a field, the same idea in both databases and on the wire."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    REFERENCE = "reference"
    LIST = "list"
    """Texts in order, kept as one value."""
    JSON = "json"

    __hash__ = object.__hash__  # each is one object; Enum's own is a call of Python code


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of one field beyond its type.

    group: fields of one group are merged as one value (half an address is nobody's address).
    refers_to: name of the record type the identifier points at, or each identifier of a list.
    choices: the values this version knows; other values are kept and shown as "other (…)".
    max_length: characters of a text, and of each text of a list; settling: see there.
    unit: the unit of a number, for people and for labels.
    """

    phi: PhiClass = PhiClass.NONE
    group: str | None = None
    searchable: bool = False
    refers_to: str | None = None
    choices: type[StrEnum] | None = None
    max_length: int = 500
    unit: str | None = None
    settling: Settling = Settling.CLASH


_MANY = (list, tuple)
_MONEY_UNITS = frozenset({"minor units", "cents"})


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record type as every derivation sees it."""

    name: str
    kind: FieldKind
    nullable: bool
    default: object
    has_default: bool
    fact: Fact

    @property
    def is_money(self) -> bool:
        """Whether it holds an amount in minor units, or amounts by name; money.py bounds each."""
        return self.fact.unit in _MONEY_UNITS

    @property
    def group(self) -> str:
        """The merge group; a field that names none is a group of its own."""
        return self.fact.group or self.name

    def named(self, value: object) -> tuple[object, ...]:
        """The identifiers in a value of a field that names other records: one, or a list's."""
        if value is None:
            return ()
        return tuple(cast("Sequence[object]", value)) if isinstance(value, _MANY) else (value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record carries.

    version is the server's count of accepted operations on the record (0: not accepted yet).
    created_at and updated_at are the acting workstation's clock: for display, never for decisions.
    deleted_at marks a tombstone. extra keeps fields that a newer version sent and this one does
    not know, so that they go back untouched.
    """

    id: RecordId
    version: int = 0
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: cast("dict[str, object]", {}))


BOOKKEEPING = frozenset(f.name for f in fields(Record))
"""Names of the fields every record carries; they are never part of a patch."""


Transitions = Mapping[str, frozenset[str]]
NO_TRANSITIONS: Transitions = types.MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class EntitySpec:
    """One record type: its name on the wire and in both databases, and its own fields.

    patient_field names the field that holds the patient's identifier ("id" for the patient
    itself, None where a record belongs to no patient). order puts parents before children.
    phi_class says how long its records stay in memory. leaves_disk: chart detail that a desk puts
    away when nobody has used it for long; whoever reads such a type asks Reader.at_server, too, and
    says what is missing: no list, count, check or work queue may take it for all there is.
    transitions are the statuses that may follow each known one; is_append_only records are never
    changed: what was wrong is put right by further ones. references are the fields that name other
    records, one or a list of them.
    """

    name: str
    record_type: type[Record]
    fields: tuple[FieldSpec, ...]
    patient_field: str | None
    order: int
    indexes: tuple[tuple[str, ...], ...]
    phi_class: Keeping
    leaves_disk: bool
    is_append_only: bool
    transitions: Transitions
    by_name: Mapping[str, FieldSpec]
    groups: Mapping[str, tuple[str, ...]]
    references: tuple[FieldSpec, ...]

    def patient_of(self, record: Record) -> RecordId | None:
        """The patient a record is about, or None."""
        return getattr(record, self.patient_field) if self.patient_field else None


R = TypeVar("R", bound=Record)
_declared: dict[str, EntitySpec] = {}
_by_type: dict[type[Record], EntitySpec] = {}


def entity(
    name: str,
    *,
    order: int,
    patient_field: str | None = None,
    indexes: tuple[tuple[str, ...], ...] = (),
    phi_class: Keeping = Keeping.NO_PATIENT,
    leaves_disk: bool = False,
    is_append_only: bool = False,
    transitions: Transitions = NO_TRANSITIONS,
) -> Callable[[type[R]], type[R]]:
    """Declare a frozen dataclass as a record type. Raises ValueError when the name is taken."""

    def declare(record_type: type[R]) -> type[R]:
        if name in _declared:
            raise ValueError(f"record type {name!r} is declared twice")
        specs = _field_specs(record_type)
        groups: dict[str, tuple[str, ...]] = {}
        for spec in specs:
            groups[spec.group] = (*groups.get(spec.group, ()), spec.name)
        declared = EntitySpec(
            name=name,
            record_type=record_type,
            fields=specs,
            patient_field=patient_field,
            order=order,
            indexes=indexes,
            phi_class=phi_class,
            leaves_disk=leaves_disk,
            is_append_only=is_append_only,
            transitions=transitions,
            by_name=types.MappingProxyType({spec.name: spec for spec in specs}),
            groups=types.MappingProxyType(groups),
            references=tuple(spec for spec in specs if spec.fact.refers_to is not None),
        )
        _declared[name] = declared
        _by_type[record_type] = declared
        return quiet(record_type)

    return declare


def entity_named(name: str) -> EntitySpec:
    """The declaration behind a wire name. Raises KeyError for a type this version does not know."""
    return _declared[name]


def entity_of(record: Record | type[Record]) -> EntitySpec:
    """The declaration of a record or of its class."""
    return _by_type[record if isinstance(record, type) else type(record)]


@cache
def entities() -> tuple[EntitySpec, ...]:
    """Every declared record type, parents before children."""
    importlib.import_module("app.domain.records")  # importing the records declares them
    return tuple(sorted(_declared.values(), key=lambda spec: (spec.order, spec.name)))


def _field_specs(record_type: type[Record]) -> tuple[FieldSpec, ...]:
    hints = get_type_hints(record_type, include_extras=True)
    specs: list[FieldSpec] = []
    for item in fields(record_type):
        if item.name in BOOKKEEPING:
            continue
        plain, nullable, fact = _unwrap(hints[item.name])
        default, has_default = _default(item)
        specs.append(
            FieldSpec(
                name=item.name,
                kind=_kind(plain, fact),
                nullable=nullable,
                default=default,
                has_default=has_default,
                fact=fact,
            )
        )
    return tuple(specs)


def _default(item: Any) -> tuple[object, bool]:
    from dataclasses import MISSING

    if item.default is not MISSING:
        return item.default, True
    if item.default_factory is not MISSING:
        return item.default_factory(), True
    return None, False


def _unwrap(hint: Any) -> tuple[Any, bool, Fact]:
    fact = Fact()
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        fact = next((note for note in notes if isinstance(note, Fact)), fact)
    nullable = False
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        nullable = len(members) < len(get_args(hint))
        hint = members[0]
    return hint, nullable, fact


def _kind(plain: Any, fact: Fact) -> FieldKind:
    if get_origin(plain) is tuple:
        return FieldKind.LIST
    if fact.refers_to is not None:
        return FieldKind.REFERENCE
    simple = {
        str: FieldKind.TEXT,
        int: FieldKind.INTEGER,
        bool: FieldKind.BOOLEAN,
        date: FieldKind.DATE,
        datetime: FieldKind.INSTANT,
    }
    return simple.get(plain, FieldKind.JSON)
