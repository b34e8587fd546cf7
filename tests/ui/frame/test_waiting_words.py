"""What waits is listed with who made it, whom it is about and what somebody has to do for it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.domain import ledger_rules, tills
from app.domain.errors import PatientDeleted
from app.domain.ids import UserId, new_id
from app.domain.operations import OperationState
from app.services.waiting import WaitingChange
from app.ui.frame.sync_words import waiting_words
from tests.factories import NOON, ZONE

pytestmark = pytest.mark.row("A2", "A3")
ME, CLARA = UserId(new_id()), UserId(new_id())


def a_change(**changes: object) -> WaitingChange:
    given = {
        "entity": "allergy",
        "kind": "update",
        "fields": ("text",),
        "state": OperationState.QUEUED,
        "made_at": NOON,
        "actor_id": ME,
        "actor_name": "Sara Weiss",
        "patient_id": new_id(),
        "patient_name": "Okafor, Amara",
    }
    return WaitingChange(**{**given, **changes})  # type: ignore[arg-type]


def blocked(code: str, **changes: object) -> WaitingChange:
    return a_change(state=OperationState.BLOCKED, code=code, **changes)


CLARAS = {"actor_id": CLARA, "actor_name": "Clara Bauer"}
CASES = [
    (a_change(), "Allergy changed  ·  Okafor, Amara", "12:00  ·  waiting", ""),
    (a_change(patient_name="", patient_id=None), "Allergy changed", "12:00  ·  waiting", ""),
    (
        a_change(**CLARAS),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  Clara Bauer  ·  waiting",
        "",
    ),
    (
        a_change(state=OperationState.RETRY, code="quota_exceeded"),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  waits for room at the server",
        "The clinic keeps as much at the server as it may. It is kept on this computer until then: "
        "ask whoever runs the server for more room.",
    ),
    (
        a_change(state=OperationState.QUARANTINED, code=PatientDeleted.code),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  needs a person",
        "The patient was deleted meanwhile. Bring the patient back, then send this again.",
    ),
    (
        blocked("dependency"),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  waits for another change",
        "",
    ),
    (
        blocked("needs_actor_session"),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  waits for a person",
        "Sign in to the server, and it is sent.",
    ),
    (
        blocked("actor_not_here", **CLARAS),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  Clara Bauer  ·  waits for a person",
        "Clara Bauer must unlock this desk, open this list and sign in to the server.",
    ),
    (
        blocked("actor_not_here", actor_id=CLARA, actor_name=""),
        "Allergy changed  ·  Okafor, Amara",
        "12:00  ·  waits for a person",
        "Whoever did it must sign in to the server at this desk.",
    ),
]


@pytest.mark.parametrize(("change", "what", "stands", "helps"), CASES)
def test_each_entry_says_what_it_is_and_what_it_waits_for(
    change: WaitingChange, what: str, stands: str, helps: str
) -> None:
    words = waiting_words(change, ZONE, user_id=ME)
    assert (words.what, words.stands, words.help) == (what, stands, helps)


def test_every_reason_why_an_entry_does_not_add_up_has_words() -> None:
    """Each word for programs that the account's rules say."""
    trees = [ast.parse(Path(one.__file__).read_text()) for one in (ledger_rules, tills)]
    calls = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Call)]
    raised = [one.args[2] for one in calls if ast.unparse(one.func) == "InvalidEntry"]
    reasons = {one.value for one in raised if isinstance(one, ast.Constant)}
    assert len(reasons) >= 10
    for why in reasons:
        change = a_change(
            entity="allocation", state=OperationState.QUARANTINED, code=f"entry_{why}"
        )
        assert waiting_words(change, ZONE, user_id=ME).help, why
