"""The audit list's model and sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.modeltest import ModelTester

from app.domain.audit import AuditAction
from app.domain.audit_trail import AuditLine
from app.domain.ids import RecordId
from app.interop.csv_out import safe_cells
from app.services.audit_trail import PAGE, AuditEntry
from app.ui.models.audit_list import AuditListModel, PageWish
from app.ui.models.audit_words import action_words, fields_words, kinds, sentence
from tests.factories import NOON, ZONE

LINE = AuditLine(
    seq=7,
    at=NOON,
    workstation_id=RecordId("03" * 16),
    session_id=RecordId("04" * 16),
    actor_id=RecordId("02" * 16),
    role="front_desk",
    action="update",
    entity="patient",
    row_id=RecordId("05" * 16),
    patient_id=RecordId("05" * 16),
    purpose="operations",
    result_count=None,
    fields=("phone", "city"),
    subjects=(),
    link=bytes(32),
)


FROM = ("file:{0}.backup", "made:2026-11-20T18:30:00-05:00")


def entry(**changes: object) -> AuditEntry:
    line = replace(LINE, **changes)  # type: ignore[arg-type]
    return AuditEntry(line=line, who="Sara Nyberg", workstation="", patient="Amara O", record="")


@pytest.mark.parametrize("action", [str(action) for action in AuditAction])
def test_every_word_of_the_trail_has_a_sentence(action: str) -> None:
    said = sentence(entry(action=action, result_count=2, fields=("patient.edit",)))
    assert said.startswith("Sara Nyberg ")
    assert "_" not in said
    assert action_words(action)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "changed phone and city of Amara O"),
        ({"fields": ("a", "b", "c", "d", "e")}, "changed a, b, c and 2 more of Amara O"),
        ({"action": "search", "result_count": 12}, "looked for patients (12 found)"),
        (
            {"action": "invited", "entity": "user", "fields": ("invited:eva",)},
            "made a code with which eva can join",
        ),
        ({"action": "deny", "fields": ("patient.edit",)}, "was denied: patient, edit"),
        ({"action": "create", "entity": "allergy"}, "added allergy of Amara O"),
        ({"action": "view", "entity": "audit"}, "read the audit trail"),
        ({"action": "list", "result_count": 12345}, "looked at a list: patients (12,345)"),
        ({"action": "restored", "fields": ()}, "restored a backup"),
        (
            {"action": "restored", "fields": (*FROM, "opened_with:passphrase")},
            "restored the backup of 20 Nov 2026, 18:30 with a passphrase, from the file {0}.backup",
        ),
        (
            {"action": "restored", "fields": (*FROM, "opened_with:recovery_code")},
            "restored the backup of 20 Nov 2026, 18:30 with the recovery code, from the file "
            "{0}.backup",
        ),
    ],
)
def test_events_read_as_sentences(changes: dict[str, object], words: str) -> None:
    assert sentence(entry(**changes)) == f"Sara Nyberg {words}"


def test_a_word_of_a_newer_version_is_still_shown() -> None:
    assert sentence(entry(action="time_travel")) == "Sara Nyberg time travel"


def test_a_searched_words_hash_is_no_field() -> None:
    assert fields_words(["term:ab12", "city"]) == "city"


def test_what_the_list_is_narrowed_to_covers_known_actions_once() -> None:
    narrowed = [action for _, actions in kinds() for action in actions]
    known = {str(action) for action in AuditAction}
    assert set(map(str, narrowed)) <= known
    assert len(narrowed) - len(set(narrowed)) <= 1  # a review is a change, too


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_of_a_table_is_a_formula(cell: str) -> None:
    assert safe_cells([cell, "plain"]) == [f"'{cell}", "plain"]


@pytest.fixture
def model(qtmodeltester: ModelTester) -> AuditListModel:
    made = AuditListModel(zone=ZONE)
    made.start(3 * PAGE)
    made.put_page(0, [entry(seq=3 * PAGE - n) for n in range(PAGE)])
    qtmodeltester.check(made)
    return made


def test_the_model_holds_what_was_read(model: AuditListModel) -> None:
    assert model.data(model.index(0, 1)) == "21 Nov 2026, 12:00:00"
    assert model.data(model.index(0, 2)) == "—"
    assert model.data(model.index(PAGE, 0)) == ""


def test_a_deep_page_is_asked_from_the_nearest_known_one(model: AuditListModel) -> None:
    wishes: list[PageWish] = []
    model.page_wanted.connect(wishes.append)
    model._asked.clear()
    model._wanted.clear()
    assert model.entry_at(2 * PAGE) is None
    model._ask()
    assert wishes == [PageWish(2, 2 * PAGE + 1, PAGE)]


def test_a_long_drag_asks_for_the_last_pages_only() -> None:
    made = AuditListModel(zone=ZONE)
    made.start(100 * PAGE)
    wishes: list[PageWish] = []
    made.page_wanted.connect(wishes.append)
    for page in range(50):
        made.entry_at(page * PAGE)
    made._ask()
    assert [wish.page for wish in wishes] == [47, 48, 49]
