"""Journeys through locks; test_locking.py runs each in a process of its own."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton

from app.bootstrap.headless import open_desk
from app.bootstrap.home import HomeLock
from app.demo.keys import MemoryKeyStore
from app.domain.changes import Changed, ChangeSet, Origin
from app.domain.patient import Coverage, Patient
from app.domain.query import Query
from app.domain.remote_ports import Tokens
from app.domain.staff import User
from app.live.change_feed import ChangeFeed
from app.security.lease import Lease, issue_lease
from app.security.lock_state import Seen
from app.sync.status import SyncState, SyncStatus
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.lock_desk import KIM_PASSPHRASE, PINS, Person, make_desk, run_journey
from tests.factories import a_child, a_patient, as_rows
from tests.waiting import PATIENCE_S

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _windows_end_with_their_test(qapp: QApplication) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


_PATTERN: list[tuple[Path, MemoryKeyStore]] = []


def before_all(folder: Path) -> None:
    """Make the desk that every journey begins with a copy of."""
    _PATTERN.append((folder / "desk", make_desk(folder / "desk")))


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, MemoryKeyStore]:
    (made, keystore), home = _PATTERN[0], tmp_path / "desk"
    shutil.copytree(made, home)
    return home, keystore


@pytest.fixture
def play(
    desk: tuple[Path, MemoryKeyStore], qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    def run(script: Callable[[Person], Any], **options: Any) -> int:
        return run_journey(*desk, script, monkeypatch, qapp, **options)

    return run


def actions(desk: tuple[Path, MemoryKeyStore]) -> list[str]:
    """What the trail says happened, without the reads and the day's one checkpoint."""
    home, keystore = desk
    opened = open_desk(home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=keystore)
    try:
        with opened.store.database.reading() as session:
            rows = session.all("SELECT action, role, result_count FROM audit ORDER BY seq")
    finally:
        opened.close()
    assert [row[0] for row in rows].count("checkpoint") == 1
    looks = {"view", "list", "search", "sync_apply", "create", "update", "user_added", "checkpoint"}
    return [f"{row[0]}" for row in rows if row[0] not in looks]


def test_control_l_locks_and_the_pin_of_somebody_else_goes_on_in_their_name(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    said: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        main.open_panel("patients")
        QTest.keyClick(main, Qt.Key.Key_L, CONTROL)
        screen = await who.window("lock_screen")
        assert not [
            w
            for w in QApplication.topLevelWidgets()
            if w.objectName() == "main_window" and w.isVisible()
        ]
        assert screen.card.username == "sara"
        await who.unlock(PINS["kim"], user="kim")
        main = await who.main()
        said.append(main.top_bar.user_button.text())
        said.append(str(main.position))
        main.close()

    assert play(person) == 0
    assert said == ["kim  ·  Front desk", "patients"]
    assert actions(desk) == ["sign_in", "lock", "switch_user", "sign_out"]


@pytest.mark.row("B4")
def test_a_locked_desk_holds_no_patient_in_memory(play: Callable[..., Any]):
    held: list[int] = []
    wished: list[Any] = []

    async def person(who: Person) -> None:
        main = await who.main()
        store = who.shift._desk.store

        def read(reader: Any) -> None:
            for one in reader.records(Patient).ids(Query(Patient)):
                reader.records(Patient).get(one)
            reader.records(User).get(who.shift._desk.context.user_id)

        await asyncio.wrap_future(who.shift._desk.worker.submit_read(read))
        held.append(store.cache.statistics().entries)
        data_sync = main._data_sync
        await who.until(lambda: main.appointments.schedule is not None, what="the day")
        data_sync.patients.expect(main.appointments.schedule.visits[0].patient_id)
        QTest.keyClick(main, Qt.Key.Key_L, CONTROL)
        held.append(store.cache.statistics().entries)
        data_sync.patients.expect(main.appointments.schedule.visits[1].patient_id)
        wished.extend(data_sync.ahead._wishes)
        assert data_sync.ahead._task is None
        await who.window("lock_screen")
        held.append(store.cache.statistics().entries)
        await who.unlock(PINS["sara"])
        (await who.main()).close()

    assert play(person) == 0
    assert held[0] > 0
    assert held[1:] == [0, 0]
    assert not wished  # behind the cover nobody is expected to open anything


def test_a_wrong_pin_waits_is_counted_and_the_right_one_opens(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.lock_wished.emit()
        screen = await who.window("lock_screen")
        for _ in range(3):
            await who.unlock("999123")
            await who.until(screen.error)
            screen.card.field.set_error("")
        screen.card._count_down()
        assert "Too many failures" in screen.error()
        assert not screen.findChild(QPushButton, "unlock_button").isEnabled()
        await who.until(lambda: not screen.error())
        await who.unlock(PINS["sara"])
        (await who.main()).close()

    assert play(person) == 0
    expected = ["sign_in", "lock", *["sign_in_failed"] * 3, "unlock", "sign_out"]
    assert actions(desk) == expected


def test_ten_failures_end_the_session_and_a_pin_that_is_disabled_says_so(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    causes: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.lock_wished.emit()
        await who.window("lock_screen")
        for _ in range(10):
            who.shift.watch.see(Seen.FAILURE)

    assert play(person, begin_anew=causes.append) == 0
    assert causes == ["failures"]
    HomeLock(desk[0]).release()


def test_a_hard_lock_without_a_new_process_comes_back_at_the_unlock_window(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    said: list[str] = []

    async def person(who: Person) -> None:
        await who.main()
        who.shift.watch.see(Seen.LID)
        unlock = await who.window("unlock_window")
        said.append(unlock.card.notice.text())
        await who.unlock(PINS["kim"], user="kim", window="unlock_window")
        main = await who.main()
        said.append(main.top_bar.user_button.text())
        main.close()

    assert play(person) == 0
    assert said[0].startswith("Locked when the lid was closed")
    assert said[1] == "kim  ·  Front desk"


def test_what_was_typed_before_a_lock_is_kept_and_offered_again(play: Callable[..., Any]):
    said: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        main.open_panel("patients")
        main.patients.start_new()
        field = main.patients.form.fields.fields["family_name"].control
        QTest.keyClicks(field, "Gar")
        who.shift.watch.see(Seen.SUSPEND)
        await who.unlock(PINS["sara"])
        main = await who.main()
        await who.until(main.unfinished.isVisible, what="the offer to go on")
        said.append(main.unfinished.accessibleName())
        main.close()

    assert play(person) == 0
    assert said


def test_a_save_under_way_is_done_before_the_desk_is_locked(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    async def person(who: Person) -> None:
        main = await who.main()
        begun, gate, done = threading.Event(), threading.Event(), asyncio.Event()
        data_sync = main._data_sync

        def slow() -> None:
            begun.set()
            gate.wait(PATIENCE_S)

        writing = asyncio.ensure_future(data_sync._threads.write(slow))
        writing.add_done_callback(lambda _task: done.set())
        await who.until(begun.is_set)
        who.shift.watch.see(Seen.MANUAL)
        screen = await who.window("lock_screen")
        assert not done.is_set()
        assert screen.isVisible()
        gate.set()
        await who.unlock(PINS["sara"])
        main = await who.main()
        assert done.is_set()
        main.close()

    assert play(person) == 0


async def _refused(who: Person, *, is_at_once: bool) -> None:
    """Lock while a payer's answer is kept that another desk's came before, or as it was refused."""
    main, desk = await who.main(), who.shift._desk
    data_sync = main._data_sync
    await who.until(lambda: main.appointments.schedule is not None, what="the day")
    whose = main.appointments.schedule.visits[0].patient_id
    policy = a_child(Coverage, a_patient(id=whose), payer="Blue", member_id="X1")

    def bring(record: Coverage) -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.apply_rows(as_rows([record]))

    await data_sync._threads.write(lambda: bring(policy))
    main.open_panel("patients")
    main.show_patient(whose)
    policies = main.patients.extras.policies
    await who.until(lambda: policies._chart and policies._chart.coverages, what="the policy")
    dialog = policies.open(policy.id)
    await main.tasks.settled()
    QTest.keyClicks(dialog.fields.copay.control, "35.50")
    gate, begun = threading.Event(), threading.Event()

    def answered() -> None:
        begun.set()
        gate.wait(PATIENCE_S)
        bring(replace(policy, eligibility="active", version=1))

    elsewhere = asyncio.ensure_future(data_sync._threads.write(answered))
    await who.until(begun.is_set)
    dialog.note()
    await asyncio.sleep(0)
    if is_at_once:
        gate.set()
        while data_sync.is_writing:  # noqa: ASYNC110  (no event tells)
            await asyncio.sleep(0)
    who.shift.watch.see(Seen.MANUAL)
    await who.window("lock_screen")
    gate.set()
    await elsewhere


async def _kept(who: Person) -> list[str]:
    """The co-pays that were typed and are drafts."""
    await who.unlock(PINS["sara"])
    main, found = await who.main(), []
    drafts = main._data_sync.drafts
    for one in await drafts.unfinished():
        draft = await drafts.get(one.key)
        assert draft is not None
        found.append(str(draft.content["copay"]))
    main.close()
    return found


@pytest.mark.row("F2", "E9")
def test_an_answer_refused_while_the_desk_locks_is_a_draft_afterwards(play: Callable[..., Any]):
    kept: list[str] = []

    async def person(who: Person) -> None:
        await _refused(who, is_at_once=False)
        kept.extend(await _kept(who))

    assert play(person) == 0
    assert kept == ["35.50"]


@pytest.mark.row("F2", "E9")
def test_an_answer_refused_at_the_moment_of_a_lock_is_a_draft_afterwards(play: Callable[..., Any]):
    kept: list[str] = []

    async def person(who: Person) -> None:
        await _refused(who, is_at_once=True)
        kept.extend(await _kept(who))

    assert play(person) == 0
    assert kept == ["35.50"]


@pytest.mark.row("E9", "A3")
def test_what_changes_behind_the_cover_is_not_read_again(play: Callable[..., Any]):
    """While what was clicked is being saved, the window is covered and not yet destroyed."""
    looks: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        await who.until(lambda: main.appointments.schedule is not None, what="the day")
        visit = main.appointments.schedule.visits[0]
        data_sync, published = main._data_sync, who.shift._desk.store.feed
        gate = threading.Event()
        saving = asyncio.ensure_future(data_sync._threads.write(lambda: gate.wait(PATIENCE_S)))
        await asyncio.sleep(0)
        show = data_sync.access.show

        async def counted(shown: Any, *given: Any, **named: Any) -> Any:
            looks.append(shown.screen)
            return await show(shown, *given, **named)

        data_sync.access.show = counted
        heard: list[object] = []
        control = ChangeFeed(published)
        control.changed.connect(heard.append)
        who.shift.watch.see(Seen.MANUAL)
        changed = Changed("appointment", visit.id, visit.patient_id)
        published.publish(ChangeSet(frozenset({changed}), Origin.REMOTE))
        await who.until(lambda: heard, what="the change, by somebody else")
        for _ in range(3):  # whoever heard of it would have begun by now
            await asyncio.sleep(0)
        assert not saving.done()
        gate.set()
        control.close()
        await who.unlock(PINS["sara"])
        (await who.main()).close()

    assert play(person) == 0
    assert looks == []


def test_an_administrator_acts_as_one_after_a_fresh_proof_and_stops(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    said: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        assert main.admin_banner is None
        main.user_menu.admin_wished.emit()
        dialog = main.findChild(QDialog, "admin_dialog")
        dialog.proof.control.setText("certainly not this one")
        dialog.findChild(QPushButton, "admin_dialog_submit").click()
        await who.until(dialog.proof.error)
        dialog.proof.control.setText(PASSPHRASE)
        dialog.findChild(QPushButton, "admin_dialog_submit").click()
        await who.until(lambda: who.shift._desk.context.role == "admin")
        main = await who.main()
        await who.until(lambda: main.admin_banner is not None and main.admin_banner.isVisible())
        said.append(main.top_bar.user_button.text())
        main.admin_banner.findChild(QPushButton, "admin_stop").click()
        await who.until(lambda: who.shift._desk.context.role == "front_desk")
        main = await who.main()
        said.append(main.top_bar.user_button.text())
        main.close()

    assert play(person) == 0
    assert said == ["sara  ·  Admin", "sara  ·  Front desk"]
    assert actions(desk) == ["sign_in", "sign_in_failed", "act_as", "sign_out"]


def test_acting_as_administrator_ends_by_itself(play: Callable[..., Any]):
    roles: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.admin_wished.emit()
        dialog = main.findChild(QDialog, "admin_dialog")
        dialog.proof.control.setText(PASSPHRASE)
        dialog.findChild(QPushButton, "admin_dialog_submit").click()
        timer = who.shift._admin_time
        await who.until(timer.isActive)
        assert timer.interval() == 15 * 60_000
        timer.setInterval(50)
        await who.until(lambda: who.shift._desk.context.role != "admin")
        main = await who.main()
        roles.append(main.top_bar.user_button.text())
        main.close()

    assert play(person) == 0
    assert roles == ["sara  ·  Front desk"]


def test_a_lock_ends_acting_as_administrator(play: Callable[..., Any]):
    roles: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.admin_wished.emit()
        dialog = main.findChild(QDialog, "admin_dialog")
        dialog.proof.control.setText(PASSPHRASE)
        dialog.findChild(QPushButton, "admin_dialog_submit").click()
        await who.until(lambda: who.shift._desk.context.role == "admin")
        await who.main()
        who.shift.watch.see(Seen.MANUAL)
        await who.unlock(PINS["sara"])
        main = await who.main()
        roles.append(who.shift._desk.context.role)
        main.close()

    assert play(person) == 0
    assert roles == ["front_desk"]


def test_one_changes_ones_own_pin_and_passphrase(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    async def answer(who: Person, name: str, proof: str, fresh: str) -> Any:
        main = await who.main()
        dialog = await who.until(lambda: main.findChild(QDialog, name))
        dialog.findChild(QLineEdit, f"{name}_proof").setText(proof)
        dialog.findChild(QLineEdit, f"{name}_new").setText(fresh)
        dialog.findChild(QLineEdit, f"{name}_again").setText(fresh)
        dialog.findChild(QPushButton, f"{name}_submit").click()
        return dialog

    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.lock_wished.emit()
        await who.unlock(PINS["kim"], user="kim")
        main = await who.main()
        main.user_menu.pin_wished.emit()
        dialog = await answer(who, "pin_dialog", PINS["kim"], "123456")
        await who.until(dialog._fields[1].error, what="a weak PIN")
        await answer(who, "pin_dialog", PINS["kim"], "860295")
        await who.until(lambda: "PIN" in main.toast.text())
        main.user_menu.passphrase_wished.emit()
        await answer(who, "passphrase_dialog", KIM_PASSPHRASE, "another one of five words")
        await who.until(lambda: "passphrase" in main.toast.text())
        main.user_menu.lock_wished.emit()
        await who.unlock("860295", user="kim")
        (await who.main()).close()

    assert play(person) == 0
    assert actions(desk)[3:] == ["pin_changed", "passphrase_changed", "lock", "unlock", "sign_out"]


def test_an_administrator_gives_a_colleague_another_passphrase_and_they_are_asked_for_their_own(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    given, said = "given by the administrator", list[str]()

    async def person(who: Person) -> None:
        main = await who.main()
        assert main.user_menu.findChild(QAction, "user_reset_action") is None
        main.user_menu.admin_wished.emit()
        dialog = main.findChild(QDialog, "admin_dialog")
        dialog.proof.control.setText(PASSPHRASE)
        dialog.findChild(QPushButton, "admin_dialog_submit").click()
        await who.until(lambda: who.shift._desk.context.role == "admin")
        main = await who.main()
        main.user_menu.findChild(QAction, "user_reset_action").trigger()
        dialog = await who.until(lambda: main.findChild(QDialog, "reset_dialog"))
        whose = dialog.findChild(QComboBox, "reset_dialog_whose")
        assert [whose.itemText(row) for row in range(whose.count())] == ["kim", "mateo"]
        for name in ("new", "again"):
            dialog.findChild(QLineEdit, f"reset_dialog_{name}").setText(given)
        for proof in ("certainly not this one", PASSPHRASE):
            dialog.proof.control.setText(proof)
            dialog.findChild(QPushButton, "reset_dialog_submit").click()
            await who.until(lambda: dialog.proof.error() or "kim can" in main.toast.text())
        await who.until(lambda: "kim can unlock" in main.toast.text())
        main.user_menu.lock_wished.emit()
        await who.unlock(given, user="kim")
        main = await who.main()
        await who.until(lambda: "chose your passphrase" in main.toast.text())
        said.append(main.top_bar.user_button.text())
        main.close()

    assert play(person) == 0
    assert said == ["kim  ·  Front desk"]
    assert actions(desk) == [
        "sign_in",
        "act_as",
        "sign_in_failed",
        "passphrase_changed",
        "lock",
        "switch_user",
        "sign_out",
    ]


def test_closing_the_lock_screen_quits(play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]):
    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.lock_wished.emit()
        (await who.window("lock_screen")).close()

    assert play(person) == 0
    HomeLock(desk[0]).release()


def join(desk: tuple[Path, MemoryKeyStore], *, hours_ago: int) -> None:
    """The desk belongs to a server that cannot be reached, and has a lease of 72 hours."""
    home, keystore = desk
    key = Ed25519PrivateKey.generate()
    opened = open_desk(home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=keystore)
    try:
        opened.connect_to("http://127.0.0.1:9", device_token="t", role="admin")
        issued = datetime.now(UTC) - timedelta(hours=hours_ago)
        lease = Lease(
            tenant_id=opened.context.clinic_id,
            device_id=opened.context.workstation_id,
            user_id=opened.context.user_id,
            issued_at=issued,
            expires_at=issued + timedelta(hours=72),
        )
        opened.tokens.store(
            Tokens(
                access="",
                refresh="r",
                access_expires_at=issued,
                lease=issue_lease(key, lease),
                server_key=key.public_key().public_bytes_raw().hex(),
            )
        )
    finally:
        opened.close()


def test_a_desk_whose_lease_is_over_shows_no_patient_and_offers_to_connect(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    join(desk, hours_ago=80)
    said: list[str] = []

    async def person(who: Person) -> None:
        screen = await who.window("shut_screen")
        assert not any(w.objectName() == "main_window" for w in QApplication.allWidgets())
        said.append(screen.words.text())
        screen.connect_button.click()
        await who.until(screen.notice.text, what="why connecting failed")
        said.append(screen.notice.text())
        screen.close()

    assert play(person) == 0
    assert said[0].startswith("It last did so on ")
    assert said[1].startswith("The server cannot be reached")


def test_a_desk_that_is_shut_out_closes_within_seconds_and_keeps_what_was_not_sent(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    join(desk, hours_ago=1)
    causes: list[str] = []
    took: list[float] = []

    async def person(who: Person) -> None:
        main = await who.main()
        begun = asyncio.get_running_loop().time()
        who.shift._place.runner._board._change(SyncStatus(state=SyncState.REVOKED))
        assert not main.isVisible()
        await who.until(lambda: who.shift._place is None)
        took.append(asyncio.get_running_loop().time() - begun)

    assert play(person, begin_anew=causes.append) == 0
    assert causes == ["revoked"]
    assert took[0] < 5
    opened = open_desk(desk[0], PASSPHRASE, user="sara", kdf=CHEAP, keystore=desk[1])
    with opened.store.reader() as reader:
        waiting = reader.queue_counts().waiting
    opened.close()
    assert waiting >= 2  # kim and mateo were never sent


def test_a_lease_that_ends_while_somebody_works_closes_the_desk_and_is_written_down(
    play: Callable[..., Any], desk: tuple[Path, MemoryKeyStore]
):
    join(desk, hours_ago=71)
    causes: list[str] = []

    async def person(who: Person) -> None:
        await who.main()
        lease = who.shift._lease
        lease._latest += timedelta(hours=2)
        who.shift._on_lease_time()
        await who.until(lambda: who.shift._place is None)

    assert play(person, begin_anew=causes.append) == 0
    assert causes == ["lease_over"]
    assert "lease_ended" in actions(desk)
