"""The window: unlock a desk, show it, keep it in step with the server, and close it cleanly.

The first picture comes before anything slow is imported: the database, the network and the
keyring are loaded on a thread while the unlock window is already there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import logs
from app.bootstrap.collecting import window_runner
from app.bootstrap.restarting import take_cause
from app.bootstrap.window_session import Ending, WindowSession
from app.domain.declare import Keeping
from app.domain.liking import Language
from app.domain.ports import Clock, KeyStore
from app.settings import Settings
from app.ui.language import use_language

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.live.data_sync import DataSync
    from app.sync.runner import SyncRunner

SWITCH_INTERVAL_S = 0.0001
"""How long a thread may hold the interpreter while another waits for it."""


def run_window(
    home: Path,
    *,
    settings: Settings,
    passphrase: str | None = None,
    clock: Clock | None = None,
    keystore: KeyStore | None = None,
    begin_anew: Callable[[str], object] | None = None,
) -> int:
    """Show the program until its window is closed. A given passphrase skips the unlock window.

    begin_anew(cause) follows a hard lock with the keys gone and everything closed; without it the
    unlock window comes back in the same process.
    """
    application = make_application()
    # Only the session says when the program ends: the unlock window closes before the next opens.
    application.setQuitOnLastWindowClosed(False)
    session = WindowSession(
        home,
        settings=settings,
        clock=clock,
        keystore=keystore,
        begins_anew=begin_anew is not None,
        cause=take_cause(),
    )
    with window_runner(application) as loop:
        loop.get_loop().set_exception_handler(logs.on_asyncio_error)
        ending = loop.run(session.run(passphrase))
    if ending is Ending.ANEW and begin_anew is not None:
        begin_anew(session.cause)
    return 0


def make_application() -> QApplication:
    """The one Qt application of this process; what Qt reports goes through the log's filter."""
    # The window takes its turn back from the database thread fifty times sooner than by default.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(logs.on_qt_message)
    application = QApplication(["clinic-desk"])
    application.setApplicationName("Clinic Desk")
    application.setQuitOnLastWindowClosed(False)
    use_language(Language.SYSTEM, is_first=True)
    return application


def memory_terms(settings: Settings) -> dict[Keeping, float]:
    """Seconds for which a panel out of sight keeps what it shows, by class."""
    return {
        Keeping.DEMOGRAPHICS: float(settings.cache_ttl_demographics_s),
        Keeping.SCHEDULE: float(settings.cache_ttl_schedule_s),
        Keeping.CHART: float(settings.cache_ttl_chart_s),
    }


def make_data_sync(desk: Desk, runner: SyncRunner | None) -> DataSync:
    """The shared model of an open desk, which every panel binds to."""
    from app.bootstrap.documents import get_document, whole_file
    from app.bootstrap.home import Home
    from app.bootstrap.rotating import is_waiting
    from app.bootstrap.shutting_out import prove_and_revoke
    from app.bootstrap.unsent_files import UnsentFiles
    from app.live.data_sync import DataSync, DeskParts

    parts = DeskParts(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        publisher=desk.store.feed,
        context=desk.context,
        clinic=desk.clinic,
        user=desk.user,
        clock=desk.clock,
        answers_last_s=desk.settings.cache_ttl,
        is_read_only=desk.trail.is_broken,
        has_keyring=desk.mode == "keyring",
        has_keys_waiting=is_waiting(Home(desk.home)),
        anchor_state=lambda: desk.trail.standing,
        chart_source=desk.api,
        files=desk.files,
        hand_out=partial(get_document, desk),
        whole_file=partial(whole_file, desk),
        telemetry=desk.telemetry,
        unsent=UnsentFiles(desk),
        nodes=desk.api.nodes if desk.api is not None else None,
        shut_out=partial(prove_and_revoke, desk) if desk.api is not None else None,
        memory_terms=memory_terms(desk.settings),
    )
    return DataSync(parts, sync=runner)
