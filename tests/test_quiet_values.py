"""No secret and no patient's words stand in the repr of any value of the product.

A census by field name over every dataclass, Struct and NamedTuple: one that is new, or that gains
such a field, is kept quiet (`@quiet`, `field(repr=False)`) or stands below with the reason why it
need not be.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import app
from app.domain.phi import is_quiet, quiet

pytestmark = pytest.mark.row("A3", "B5")
ELSEWHERE = re.compile(r"^app\.(bench|demo)\b|\.migrations\b|__main__$")
"""Programs for invented data, and scripts."""
STRUCTURE = re.compile(r"(schema|ui\.theme|domain\.(declare|indexes|aggregate))\.")
"""Rooms whose values are the shape of tables, queries and colours; they hold nobody's words."""
SECRET = re.compile(
    r"(^|_)(auth_key|present_key|private_key|clinic_key|database_key|backup_key|audit_key|"
    r"device_key|key|keys|token|secret|passphrase|password|pin|proof|code|sealed)($|_)"
)
PRIVATE = re.compile(
    r"^(name|names|patient|patient_name|term|text|typed|reason|note|phone|email|body|full|patch|"
    r"base|ours|theirs|content|values|birth_date|detail|spoken|who|title|what|words|said|line|"
    r"lines|full_urls|address|summary)$"
)
TEXTS = re.compile(r"\b(str|bytes|dict|Mapping|Any|object|WireBody|Patient|list\[str\])\b")
HARMLESS_NAMES = {
    "public_key": "the public half",
    "server_key": "the public half of the server's lease key",
    "last_code": "the server's word for why an operation waits",
    "token_id": "names a token and opens nothing",
    "key_mode": "keyring or passphrase",
}
STAFF = "the clinic's, its rooms' or its staff's names"
CODE = "the word of an error or answer"
WORDS = "fixed words of the program"
PRICES = "of the clinic's price list"
PLACE = "a record's identifier on the calendar"
EXCUSED = {
    "domain.file_ports.Blob.code": CODE,
    "domain.file_ports.KeptFile.name": "what a file is called on the disk: nobody chose it",
    "domain.file_types.FileType.name": WORDS,
    "domain.nodes.Node.name": STAFF,
    "domain.operations.OperationResult.code": CODE,
    "domain.report_ports.TurnOut.key": "a provider, a visit type or a month",
    "domain.reports.Kept.key": "a provider, a visit type or a month",
    "domain.reports.Kept.name": STAFF,
    "domain.reports.Use.name": STAFF,
    "domain.telemetry.Measurement.name": WORDS,
    "interop.audit_export.ExportVerdict.reason": WORDS,
    "interop.frames.Failed.reason": WORDS,
    "interop.frames.Refusal.reason": WORDS,
    "live.access._Opening.what": "tells one opening of a screen from the next, by identifiers",
    "protocol.messages.ErrorReply.code": CODE,
    "protocol.messages.ErrorReply.detail": WORDS,
    "protocol.nodes.NodeLine.name": STAFF,
    "protocol.queries.MeasureRequest.name": "what a column is called",
    "security.keyring_store.KeyModeChoice.reason": WORDS,
    "server.trail.Note.code": CODE,
    "services.charts.PatientChart.patient": "a record, which is quiet itself",
    "services.fees.FeeLine.code": PRICES,
    "services.fees.FeeLine.name": PRICES,
    "services.fees.PricedService.code": PRICES,
    "services.fees.PricedService.name": PRICES,
    "services.imports_left_out.LeftOut.reason": WORDS,
    "services.imports_report.RefusedRecord.reason": WORDS,
    "storage.transaction._Point.name": "a savepoint's",
    "ui.entry_kind.EntryField.name": "a field's name",
    "ui.entry_kind.EntryField.note": WORDS,
    "ui.entry_kind.EntryField.words": WORDS,
    "ui.entry_kind.EntryWords.title": WORDS,
    "ui.first_run.recovery_sheet.RecoverySheet.audit_key": "the public half, as printed",
    "ui.frame.sync_words.PillWords.text": WORDS,
    "ui.models.billing_words.StateLook.words": WORDS,
    "ui.models.day_words.StatusLook.key": WORDS,
    "ui.panel_registry.PanelEntry.key": WORDS,
    "ui.panel_registry.PanelEntry.name": WORDS,
    "ui.panel_registry.PanelEntry.title": WORDS,
    "ui.panels.appointments.slot_finder._Part.name": WORDS,
    "ui.panels.appointments.slot_finder._Part.words": WORDS,
    "ui.panels.appointments.view_choice.Choice.key": PLACE,
    "ui.panels.appointments.view_choice.Choice.words": STAFF,
    "ui.panels.appointments.visit_keys.Key.key": "of the keyboard",
    "ui.panels.appointments.visit_keys.Key.name": WORDS,
    "ui.panels.appointments.visit_keys.Key.words": WORDS,
    "ui.panels.appointments.visit_steps.VisitStep.key": "of the keyboard",
    "ui.panels.appointments.visit_steps.VisitStep.words": WORDS,
    "ui.panels.care_plans.part_rows.Column.name": "a field's name",
    "ui.panels.patients.child_kind.ChildField.name": "a field's name",
    "ui.panels.patients.child_kind.ChildField.words": WORDS,
    "ui.panels.patients.child_kind.ChildKind.title": WORDS,
    "ui.panels.patients.form_layout.FieldPlan.name": "a field's name",
    "ui.panels.patients.form_layout.FieldPlan.words": WORDS,
    "ui.panels.settings.own_page.Question.name": WORDS,
    "ui.panels.settings.own_page.Question.title": WORDS,
    "ui.record_page.ListWords.name": WORDS,
    "ui.record_page.ListWords.title": WORDS,
    "ui.widgets.calendar_cursor.Stop.key": PLACE,
    "ui.widgets.calendar_drag.Press.key": PLACE,
    "ui.widgets.calendar_geometry.Span.key": PLACE,
    "ui.widgets.calendar_values.CalendarColumn.key": PLACE,
    "ui.widgets.calendar_values.CalendarColumn.title": STAFF,
    "ui.widgets.calendar_values.Ghost.key": PLACE,
}


def values() -> Iterator[tuple[str, type, list[tuple[str, str]]]]:
    """Every value type: its name, itself, and the fields its repr shows with their types."""
    seen: set[type] = set()
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if ELSEWHERE.search(module.name):
            continue
        for name, kind in vars(importlib.import_module(module.name)).items():
            if not inspect.isclass(kind) or kind.__module__ != module.name or kind in seen:
                continue
            seen.add(kind)
            shown = shown_fields(kind)
            if shown is not None:
                yield f"{module.name.removeprefix('app.')}.{name}", kind, shown


def shown_fields(kind: type) -> list[tuple[str, str]] | None:
    """What a value's repr shows; None where the class is no value."""
    if dataclasses.is_dataclass(kind):
        if is_quiet(kind) or not kind.__dataclass_params__.repr:  # type: ignore[attr-defined]
            return []
        return [(one.name, str(one.type)) for one in dataclasses.fields(kind) if one.repr]
    if issubclass(kind, msgspec.Struct):
        fields = [(one.name, str(one.type)) for one in msgspec.structs.fields(kind)]
        return [] if is_quiet(kind) else fields
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        fields = [(one, str(kind.__annotations__.get(one))) for one in kind._fields]
        return [] if is_quiet(kind) else fields
    return None


def loud(name: str, shown: list[tuple[str, str]]) -> list[str]:
    """The fields that should not be shown, as "module.Class.field"."""
    if STRUCTURE.match(name):
        return []
    return [
        f"{name}.{field}"
        for field, kind in shown
        if field not in HARMLESS_NAMES
        and TEXTS.search(kind)
        and (SECRET.search(field) or PRIVATE.search(field))
    ]


def test_no_repr_shows_a_secret_or_a_patients_words() -> None:
    found = [field for name, _, shown in values() for field in loud(name, shown)]
    assert [field for field in found if field not in EXCUSED] == []


def test_every_excuse_is_needed() -> None:
    found = {field for name, _, shown in values() for field in loud(name, shown)}
    assert sorted(set(EXCUSED) - found) == []


def test_the_census_sees_a_loud_value_and_spares_a_quiet_one() -> None:
    @dataclasses.dataclass
    class Loud:
        passphrase: str = ""
        patient_name: str = ""
        hidden_token: str = dataclasses.field(default="", repr=False)
        count: int = 0

    class Sent(msgspec.Struct):
        auth_key: str = ""

    assert loud("x.Loud", shown_fields(Loud) or []) == ["x.Loud.passphrase", "x.Loud.patient_name"]
    assert loud("x.Sent", shown_fields(Sent) or []) == ["x.Sent.auth_key"]
    for kind in (Loud, Sent):
        said: Any = quiet(kind)
        assert shown_fields(said) == []
        assert "very secret" not in repr(said("very secret"))


def test_the_census_is_of_the_whole_product() -> None:
    assert len(list(values())) > 250  # 282 on the day this was written
