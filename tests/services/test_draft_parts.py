"""A draft shows no more than its role is shown, and loses nothing that waits meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.clinical import Allergy, Condition
from app.domain.context import ExecutionContext
from app.domain.drafts import DraftKey
from app.domain.patient import Patient
from app.domain.staff import Role
from app.services import drafts
from app.services.draft_parts import patients_in, shown_part
from app.services.drafts import packed
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_clinician, a_context, a_patient

pytestmark = pytest.mark.row("A3", "F2")
MARK = "zebrafinch"


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    made = a_patient(city="Oslo")
    with store.unit_of_work(a_context()) as uow:
        uow.add(made)
    return made


def content_of(patient: Patient) -> dict[str, Any]:
    condition = a_child(Condition, patient, text=f"{MARK} stored")
    allergy = a_child(Allergy, patient, text="pollen")
    return {
        "base": packed(patient),
        "typed": {"city": "Bergen"},
        "children": [
            {"entity": "allergy", "rows": [{"base": packed(allergy), "typed": {}}], "removed": []},
            {
                "entity": "condition",
                "rows": [{"base": packed(condition), "typed": {"text": f"{MARK} typed"}}],
                "removed": [],
            },
        ],
    }


def key_of(patient: Patient) -> DraftKey:
    return DraftKey(a_context().user_id, "patient", patient.id)


def shown(store: LocalStore, context: ExecutionContext, key: DraftKey) -> dict[str, Any]:
    with store.reader() as reader:
        draft = drafts.read(reader, key=key)
        assert draft is not None
        return dict(shown_part(reader, context, draft, now=NOON).content)


def entities(content: dict[str, Any]) -> list[str]:
    return [part["entity"] for part in content.get("children", ())]


@pytest.fixture
def clinician(patient: Patient) -> ExecutionContext:
    return a_clinician(patient.id)


@pytest.fixture
def key(store: LocalStore, patient: Patient, clinician: ExecutionContext) -> DraftKey:
    made = key_of(patient)
    drafts.keep(store.unit_of_work, clinician, key=made, content=content_of(patient))
    return made


def test_after_the_role_was_withdrawn_its_parts_are_not_brought_back(
    store: LocalStore, key: DraftKey, clinician: ExecutionContext
) -> None:
    assert entities(shown(store, clinician, key)) == ["allergy", "condition"]
    now = shown(store, a_context(role=Role.BILLING), key)
    assert entities(now) == []
    assert now["typed"] == {"city": "Bergen"}
    assert MARK not in str(now)
    assert "pollen" not in str(now)


def test_a_role_that_is_not_shown_the_patient_gets_nothing(
    store: LocalStore, key: DraftKey
) -> None:
    assert shown(store, a_context(role=Role.ADMIN), key) == {}


@pytest.mark.parametrize(
    ("form", "subject", "content"),
    [
        ("consent", "{0}", {"name": MARK}),
        ("message", "{0}", {"text": MARK}),
        ("payment", "payment/1:{0}", {"note": MARK}),
        ("booking", "new:", {"patient": "{0}", "search": MARK}),
        ("booking", "new:", {"rows": [[{"patient_id": "{0}", "search": MARK}]]}),
    ],
)
def test_whomever_a_draft_is_about_is_found_wherever_it_says_so(
    form: str, subject: str, content: dict[str, Any], store: LocalStore, patient: Patient
) -> None:
    whole = json.loads(json.dumps(content).replace("{0}", patient.id))
    key = DraftKey(a_context().user_id, form, subject.format(patient.id))
    drafts.keep(store.unit_of_work, a_context(), key=key, content=whole)
    with store.reader() as reader:
        draft = drafts.read(reader, key=key)
    assert draft is not None
    assert patients_in(draft) == (patient.id,)
    assert shown(store, a_context(), key) == whole
    assert shown(store, a_context(role=Role.ADMIN), key) == {}


def test_typing_on_in_another_role_keeps_what_it_does_not_see(
    store: LocalStore, key: DraftKey, clinician: ExecutionContext
) -> None:
    billing = a_context(role=Role.BILLING)
    mine = {**shown(store, billing, key), "typed": {"city": "Narvik"}}
    drafts.keep(store.unit_of_work, billing, key=key, content=mine)
    again = shown(store, clinician, key)
    assert again["typed"] == {"city": "Narvik"}
    assert entities(again) == ["allergy", "condition"]
    assert f"{MARK} typed" in str(again)


@pytest.mark.parametrize("way", ["nothing left", "saved"])
def test_ending_the_form_keeps_what_was_not_seen(
    way: str, store: LocalStore, key: DraftKey, clinician: ExecutionContext
) -> None:
    billing = a_context(role=Role.BILLING)
    if way == "saved":
        drafts.finish(store.unit_of_work, billing, lambda: None, key=key)
    else:
        drafts.keep(store.unit_of_work, billing, key=key, content=None)
    assert shown(store, billing, key) == {}
    assert f"{MARK} typed" in str(shown(store, clinician, key))


def test_the_draft_ends_with_the_save_of_whoever_sees_all_of_it(
    store: LocalStore, key: DraftKey, clinician: ExecutionContext
) -> None:
    drafts.finish(store.unit_of_work, clinician, lambda: None, key=key)
    with store.reader() as reader:
        assert drafts.read(reader, key=key) is None


def test_a_part_nobody_says_the_kind_of_is_not_shown(
    store: LocalStore, patient: Patient, clinician: ExecutionContext
) -> None:
    key = key_of(patient)
    content = content_of(patient)
    for part in content["children"]:
        del part["entity"]
    drafts.keep(store.unit_of_work, clinician, key=key, content=content)
    assert entities(shown(store, clinician, key)) == []
