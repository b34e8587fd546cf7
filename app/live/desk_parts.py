"""What bootstrap hands to the facade: the real objects behind a desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from app.domain.context import ExecutionContext
from app.domain.declare import Keeping
from app.domain.file_ports import FileStore
from app.domain.ports import ChangePublisher, Clock, DatabaseThreads, UnitOfWorkFactory
from app.domain.remote_ports import ChartSource, NodesApi
from app.domain.staff import Clinic, User
from app.domain.telemetry import Telemetry
from app.live.change_feed import ANSWERS_LAST_S
from app.live.documents import Whole
from app.live.messages import HandOut
from app.live.sync_centre import ShutOut, UnsentFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """The real objects behind the facade, built by bootstrap."""

    threads: DatabaseThreads
    begin: UnitOfWorkFactory
    publisher: ChangePublisher
    context: ExecutionContext
    clinic: Clinic
    user: User
    clock: Clock
    answers_last_s: float = ANSWERS_LAST_S
    """How long what a screen shows is good before it is read again."""
    is_read_only: bool = False
    has_keyring: bool = True
    """Whether a secret in this computer's keyring is needed beside the passphrase."""
    has_keys_waiting: bool = False
    """Whether the database is under the key before, until there is room for the new one."""
    anchor_state: Callable[[], str] = lambda: "none"
    """How the trail's end stands to what the keyring remembers: ok, none, broken, unguarded."""
    memory_terms: Mapping[Keeping, float] = field(
        default_factory=lambda: cast("dict[Keeping, float]", {})
    )
    """Seconds for which a panel out of sight keeps what it shows, by class; else till the lock."""
    chart_source: ChartSource | None = None
    """Where parts of a chart that left this desk come from; None without a server."""
    unsent: UnsentFiles | None = None
    """What writes and reads files of unsent work."""
    nodes: NodesApi | None = None
    """Who knows the clinic's nodes; None without a server."""
    shut_out: ShutOut | None = None
    """What has the server shut a workstation out; None without a server."""
    telemetry: Telemetry | None = None
    """Where is told how long things took; None: a desk that keeps no figures."""
    files: FileStore | None = None
    """Where an import or a message puts what documents hold; None: documents come without it."""
    hand_out: HandOut | None = None
    whole_file: Whole | None = None
    """Writes a document's file into a new file; None: none leaves this desk."""
