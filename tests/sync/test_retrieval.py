"""What was put away comes back as the server has it, and never older than it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.changes import ChangeSet, Origin
from app.domain.clinical import Condition
from app.domain.declare import entity_of
from app.domain.ids import RecordId, new_id
from app.domain.operations import RowState
from app.domain.remote_ports import PullPage
from app.protocol.codec import to_wire
from app.storage.row_codec import codec_of
from app.storage.worker import DatabaseWorker
from app.sync.pull import apply_part
from app.sync.retrieval import Retrieval, bring_back
from tests.factories import NOON, a_patient
from tests.sync.conftest import DeskStore

pytestmark = pytest.mark.row("F2")
NewDesk = Callable[[], DeskStore]


def a_condition(**changes: object) -> Condition:
    facts = {"id": new_id(), "patient_id": a_patient().id, "text": "Gout"}
    return Condition(created_at=NOON, updated_at=NOON, **(facts | changes))  # type: ignore[arg-type]


def a_row(record: Condition, version: int, *, is_removed: bool = False) -> RowState:
    body = None if is_removed else to_wire(record)
    return RowState(entity_of(record).name, record.id, version, version, is_removed, [], body)


def put_away(desk: DeskStore, *records: Condition, version: int = 3) -> None:
    """Records of the server that have left this desk since."""
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.apply_rows([a_row(one, version) for one in records])
        codec = codec_of(Condition)
        keys = [bytes.fromhex(one.id) for one in records]
        uow.put_away(codec, [desk.store.database.writer.one(codec.select_one, (k,)) for k in keys])
        uow.note("purged", result_count=len(records))


def pull(desk: DeskStore, *rows: RowState) -> None:
    page = PullPage(rows=rows, cursor="c", more=False, server_time=NOON)
    apply_part(desk.begin, desk.context, page)


def stored(desk: DeskStore, record: Condition) -> Condition | None:
    with desk.store.reader() as reader:
        return reader.records(Condition).get(record.id, include_deleted=True)


def missing(desk: DeskStore, record: Condition) -> int:
    with desk.store.reader() as reader:
        return reader.at_server.counts(record.patient_id).get("condition", 0)


def test_what_was_put_away_is_counted_and_still_proved(new_desk: NewDesk) -> None:
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    assert (stored(desk, one), missing(desk, one)) == (None, 1)
    assert desk.store.verify_rows()


@pytest.mark.parametrize("version", [3, 4])
def test_answer_as_new_as_it_was_brings_it_back(new_desk: NewDesk, version: int) -> None:
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    heard: list[ChangeSet] = []
    desk.store.feed.subscribe(heard.append)
    bring_back(desk.begin, desk.context, [a_row(replace(one, text="Gouty"), version)])
    found = stored(desk, one)
    assert found is not None
    assert (found.text, found.version, missing(desk, one)) == ("Gouty", version, 0)
    assert heard[-1].touches("condition", one.id)
    assert desk.store.verify_rows()


def test_older_answer_leaves_it_at_the_server(new_desk: NewDesk) -> None:
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    bring_back(desk.begin, desk.context, [a_row(one, 2)])
    assert (stored(desk, one), missing(desk, one)) == (None, 1)


def test_answer_writes_nothing_that_was_not_put_away(new_desk: NewDesk) -> None:
    desk, one, other = new_desk(), a_condition(), a_condition()
    pull(desk, a_row(other, 5))
    bring_back(desk.begin, desk.context, [a_row(one, 3), a_row(replace(other, text="old"), 4)])
    assert stored(desk, one) is None
    assert stored(desk, other) == replace(other, version=5)


def test_own_echo_leaves_it_at_the_server(new_desk: NewDesk) -> None:
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    pull(desk, a_row(one, 2), a_row(one, 3))
    assert (stored(desk, one), missing(desk, one)) == (None, 1)


def test_news_of_it_bring_it_back(new_desk: NewDesk) -> None:
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    pull(desk, a_row(replace(one, text="Gouty"), 4))
    assert (stored(desk, one) or one).text == "Gouty"
    assert missing(desk, one) == 0
    assert desk.store.verify_rows()


def test_removed_elsewhere_it_is_missed_no_more_and_stays_removed(new_desk: NewDesk) -> None:
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    pull(desk, a_row(one, 4, is_removed=True))
    assert (stored(desk, one), missing(desk, one)) == (None, 0)
    bring_back(desk.begin, desk.context, [a_row(one, 3)])
    pull(desk, a_row(one, 3))
    assert stored(desk, one) is None
    assert desk.store.verify_rows()


def test_line_that_is_cut_out_is_found(new_desk: NewDesk) -> None:
    """Else a chart could be made to look whole."""
    desk, one = new_desk(), a_condition()
    put_away(desk, one)
    session = desk.store.database.writer
    session.run("UPDATE write_gate SET is_open = 1")
    session.run("DELETE FROM kept_at_server")
    session.run("UPDATE write_gate SET is_open = 0")
    assert not desk.store.verify_rows()


class TwoPages:
    """A server that answers with one row a page."""

    def __init__(self, *rows: RowState) -> None:
        self.rows = sorted(rows, key=lambda row: row.id)

    async def patient_rows(
        self, patient_id: RecordId, *, after: str = ""
    ) -> tuple[tuple[RowState, ...], bool]:
        left = [row for row in self.rows if row.id > after]
        return tuple(left[:1]), len(left) > 1


async def test_every_page_is_fetched(new_desk: NewDesk) -> None:
    desk, one = new_desk(), a_condition()
    other = a_condition(patient_id=one.patient_id)
    put_away(desk, one, other)
    worker = DatabaseWorker(desk.store)
    source = TwoPages(a_row(one, 3), a_row(other, 3))
    await Retrieval(worker, desk.begin, source, lambda: desk.context).fetch(one.patient_id)
    worker.close()
    assert missing(desk, one) == 0
