"""Drafts: one for each person, form and subject; gone with the save, and only with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.drafts import DraftKey
from app.domain.errors import AuditTrailBroken, StaleVersion
from app.domain.ids import UserId, new_id
from app.domain.patient import Patient
from app.services import drafts, patients
from app.storage.store import LocalStore
from tests.factories import a_patient
from tests.storage.conftest import CONTEXT, HandClock

KEY = DraftKey(CONTEXT.user_id, "patient")
OTHERS = DraftKey(UserId(new_id()), "patient")


def keep(store: LocalStore, key: DraftKey, **content: object) -> None:
    drafts.keep(store.unit_of_work, CONTEXT, key=key, content=content or None)


def kept(store: LocalStore, key: DraftKey) -> dict[str, object] | None:
    with store.reader() as reader:
        found = drafts.read(reader, key=key)
    return dict(found.content) if found else None


@pytest.mark.row("F2")
def test_the_last_text_of_a_form_is_kept(store: LocalStore) -> None:
    keep(store, KEY, city="R")
    keep(store, KEY, city="Rye")
    assert kept(store, KEY) == {"city": "Rye"}


@pytest.mark.row("F2", "E9")
def test_nobody_sees_somebody_elses_draft(store: LocalStore) -> None:
    keep(store, KEY, city="Rye")
    assert kept(store, OTHERS) is None
    with store.reader() as reader:
        assert drafts.unfinished(reader, user_id=OTHERS.user_id) == ()


def test_unfinished_forms_are_offered_latest_first(store: LocalStore, clock: HandClock) -> None:
    keep(store, KEY, city="Rye")
    clock.move(minutes=1)
    keep(store, KEY.about(new_id()), city="Troy")
    with store.reader() as reader:
        found = drafts.unfinished(reader, user_id=CONTEXT.user_id)
    assert [one.content["city"] for one in found] == ["Troy", "Rye"]


def test_nothing_unsaved_leaves_no_draft_and_no_event(store: LocalStore) -> None:
    before = store.audit_head.seq
    keep(store, KEY, city="Rye")
    keep(store, KEY)
    assert kept(store, KEY) is None
    assert store.audit_head.seq == before


@pytest.mark.row("F2")
def test_a_draft_goes_in_the_transaction_of_its_save(store: LocalStore) -> None:
    keep(store, KEY, city="Rye")
    begin = store.unit_of_work

    def save() -> Patient:
        return patients.register(begin, CONTEXT, changes={"family_name": "Okafor"})

    drafts.finish(begin, CONTEXT, save, key=KEY)
    assert kept(store, KEY) is None


@pytest.mark.row("F2")
def test_a_save_that_fails_keeps_the_draft(store: LocalStore) -> None:
    keep(store, KEY, city="Rye")

    def save() -> Patient:
        patients.register(store.unit_of_work, CONTEXT, changes={"family_name": "Okafor"})
        raise StaleVersion("patient", new_id())

    with pytest.raises(StaleVersion):
        drafts.finish(store.unit_of_work, CONTEXT, save, key=KEY)
    assert kept(store, KEY) == {"city": "Rye"}
    with store.reader() as reader:
        assert reader.search_patients("okafor") == ()


def test_a_deliberate_discard_is_in_the_trail(store: LocalStore) -> None:
    key = KEY.about(new_id())
    keep(store, key, city="Rye")
    drafts.discard(store.unit_of_work, CONTEXT, key=key, entity="patient")
    assert kept(store, key) is None
    with store.database.reading() as session:
        assert session.one("SELECT action, row_id FROM audit ORDER BY seq DESC") == (
            "draft_discarded",
            bytes.fromhex(key.subject),
        )


def test_a_desk_for_reading_only_still_keeps_what_is_typed(store: LocalStore) -> None:
    store.freeze()
    keep(store, KEY, city="Rye")
    assert kept(store, KEY) == {"city": "Rye"}
    with pytest.raises(AuditTrailBroken):
        drafts.finish(store.unit_of_work, CONTEXT, lambda: None, key=KEY)


def test_a_record_comes_out_of_a_draft_as_it_went_in() -> None:
    amara = replace(a_patient(), version=3)
    assert drafts.unpacked(Patient, drafts.packed(amara)) == amara


@pytest.mark.parametrize("values", [None, [], {}, {"id": "x", "version": 1, "body": {}}, {"id": 1}])
def test_what_is_no_record_comes_out_as_none(values: object) -> None:
    assert drafts.unpacked(Patient, values) is None


def test_a_draft_is_not_readable_in_the_file(store: LocalStore) -> None:
    keep(store, KEY, note="Zebra-crossing-17")
    path = store.database.path
    for name in (path, path.with_name(f"{path.name}-wal")):
        assert not name.exists() or b"Zebra-crossing-17" not in name.read_bytes()
