"""Lists of conversations are found by indexes, however much was written."""

from __future__ import annotations

import pytest

from app.domain.conversations import Box, ThreadFilter
from app.domain.message import Message, MessageThread
from app.storage.store import LocalStore
from app.storage.threads import _BOXES, _LISTED, _ORDER, _me, read_thread_ids
from tests.factories import a_child, a_patient
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import there

pytestmark = pytest.mark.row("E1")


def plan(store: LocalStore, box: Box) -> list[str]:
    statement = "EXPLAIN QUERY PLAN " + _LISTED + _BOXES[box] + _ORDER
    with store.database.reading() as session:
        rows = session.all(statement, (*_me(CONTEXT.user_id), "", None))
    return [str(row[3]) for row in rows]


@pytest.mark.parametrize("box", [Box.SENT, Box.INBOX])
def test_words_of_ones_own_are_found_without_a_look_at_everybodys(
    store: LocalStore, box: Box
) -> None:
    steps = [one for one in plan(store, box) if " s " in f"{one} "]
    assert len(steps) == 1
    assert "sender_id=?" in steps[0]
    assert "INDEX ix_message_sender_id_thread_id" in steps[0]


def test_sent_view_holds_no_drafts_and_nothing_of_others(store: LocalStore) -> None:
    amara = a_patient()
    threads = [a_child(MessageThread, amara, subject=f"About {at}") for at in range(3)]
    me = CONTEXT.user_id
    facts = ({"sender_id": me}, {"sender_id": me, "drafted_by": me}, {"sender_id": None})
    messages = [
        a_child(Message, amara, thread_id=thread.id, **fact)
        for thread, fact in zip(threads, facts, strict=True)
    ]
    there(store, amara, *threads, *messages)
    with store.database.reading() as session:
        found = read_thread_ids(session, ThreadFilter(box=Box.SENT), me)
    assert found == (threads[0].id,)
