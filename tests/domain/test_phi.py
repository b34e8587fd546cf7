"""What holds patient data says what it is and which record it is about, and nothing else."""

from __future__ import annotations

import dataclasses
import importlib
import logging
import pkgutil
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.declare import PhiClass, Record, entities
from app.domain.operations import FieldChange, RowState
from app.domain.phi import Phi, is_quiet
from app.logs import PhiFilter
from tests.factories import NOON, a_patient

pytestmark = pytest.mark.row("F2")
CANARY = "Zyqwx-Quillfeather"
OF_VALUES = {"body", "patch", "value", "old", "new", "resource", "patient_name", "term"}
"""Names under which values of any field travel."""
ROOMS = ("domain", "services", "protocol", "interop", "storage", "server", "schema", "sync", "live")


def test_a_quiet_text_never_shows_itself():
    text = Phi(CANARY)
    shown = [repr(text), str(text), f"{text}", f"{text:>30}", f"{text!r}", "%s" % text]  # noqa: UP031
    shown += [repr([text]), repr({"name": text}), str(ValueError(text))]
    assert not [one for one in shown if CANARY in one]


def test_a_quiet_text_still_compares_and_searches():
    assert Phi(CANARY) == CANARY
    assert {CANARY: 1}[Phi(CANARY)] == 1
    assert Phi(CANARY).casefold().startswith("zyqwx")


def test_a_quiet_text_is_hidden_in_a_log(caplog: pytest.LogCaptureFixture):
    record = logging.LogRecord("app.x", logging.ERROR, __file__, 1, "%s", (Phi(CANARY),), None)
    PhiFilter().filter(record)
    assert CANARY not in record.getMessage()


@pytest.mark.parametrize("spec", entities(), ids=lambda spec: spec.name)
def test_a_record_shows_its_type_and_identifier_only(spec: Any):
    hidden = {
        one.name: f"{CANARY}-{one.name}"
        for one in spec.fields
        if one.kind.value in ("text", "json") or one.fact.refers_to
    }
    values = {"id": "ab" * 16, "created_at": NOON, "updated_at": NOON, **hidden}
    missing = {one.name: None for one in spec.fields if not one.has_default}
    record = spec.record_type(**{**missing, **values})
    for shown in (repr(record), str(record), f"{record}"):
        assert shown == f"{spec.record_type.__name__}(id={'ab' * 16})"


def test_values_on_their_way_show_nothing():
    row = RowState("patient", "ab" * 16, 1, 1, False, ["city"], {"city": CANARY})
    for one in (FieldChange(CANARY, CANARY), row, [row], a_patient(family_name=CANARY)):
        assert CANARY not in repr(one)


def _shapes() -> list[type]:
    """Every dataclass and named tuple of the program's rooms that is no record."""
    found: list[type] = []
    for room in ROOMS:
        package = importlib.import_module(f"app.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"app.{room}."):
            if ".migrations" not in module.name:
                members = vars(importlib.import_module(module.name)).values()
                found += [one for one in members if _is_shape(one, module.name)]
    return found


def _is_shape(one: object, module: str) -> bool:
    if not isinstance(one, type) or one.__module__ != module or issubclass(one, Record):
        return False
    return dataclasses.is_dataclass(one) or hasattr(one, "_fields")


def _shown(kind: type) -> set[str]:
    if dataclasses.is_dataclass(kind):
        return {one.name for one in dataclasses.fields(kind) if one.repr and one.type != "Phi"}
    return set(kind._fields)  # type: ignore[attr-defined]


def _patient_fields() -> set[str]:
    safe = {"status", "state", "role", "reason", "entity", "at", "code", "name", "field", "kind"}
    return {
        one.name
        for spec in entities()
        for one in spec.fields
        if one.fact.phi is not PhiClass.NONE and one.kind.value == "text"
    } - safe


def test_whatever_holds_values_of_patients_is_quiet():
    """A new shape with such a field fails here until it is made quiet (app/domain/phi.py)."""
    names = OF_VALUES | _patient_fields()
    assert {"family_name", "phone", "mrn"} <= names
    loud = {kind.__qualname__: _shown(kind) & names for kind in _shapes() if not is_quiet(kind)}
    assert {name: found for name, found in loud.items() if found} == {}


def test_the_sweep_sees_the_shapes():
    names = {kind.__name__ for kind in _shapes()}
    assert {"Operation", "DayVisit", "PatientRow", "RowState", "Merged", "ChartEdit"} <= names
    assert not is_quiet(Phi)
    assert is_quiet(Appointment)
