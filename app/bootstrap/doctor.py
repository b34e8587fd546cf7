"""Examine a desk: versions, self-check, integrity, rows, queue, and how its keys are guarded."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.bootstrap.backing_up import last_backup
from app.bootstrap.comparing import VISITS_BY_STATUS, Comparison, compare
from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.exporting import public_hex
from app.bootstrap.file_keeping import file_facts
from app.bootstrap.home import Home
from app.bootstrap.noting import Arrival
from app.bootstrap.rotating import WAITS, is_waiting
from app.bootstrap.usage import kept_telemetry, kept_usage, telemetry_lines
from app.domain.appointment import Appointment
from app.domain.errors import DatabaseDamaged, SelfCheckFailed, StorageError
from app.domain.indexes import Index
from app.domain.telemetry import Measurement, measurements
from app.security.keyring_store import choose_mode
from app.settings import Settings
from app.storage.rehearsal import rehearse
from app.storage.retention import RetentionState, read_retention
from app.storage.statistics import StoreStatistics

PACKAGES = ("clinic-desk", "sqlalchemy", "cryptography", "pyside6-essentials", "httpx", "keyring")
WHAT_TO_DO = (
    "stop working in this folder and keep it as it is; use a copy of it that is healthy, or join "
    "the clinic again in a new folder: what was sent to the server comes back"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the examination found. Counts and names of the program only, no patient data."""

    versions: dict[str, str]
    self_check: str
    integrity: str
    rehearsal: str
    """Whether transactions on this computer keep what they promise: ok, or what fails."""
    audit_chain: str
    audit_anchor: str
    rows: dict[str, int]
    files: dict[str, int]
    """Files of documents on this disk, their bytes, and how many the server still has to get."""
    file_trouble: dict[str, int]
    """Codes of why files were not sent so far, and of how many."""
    pending: dict[str, int]
    visits: dict[str, int]
    """How many visits stand in each status."""
    indexes: dict[str, tuple[Index, ...]]
    """Every index of each record type with what it holds."""
    size_bytes: int
    key_mode: str
    keyring: str
    rotation_waits: str
    """Why the database is not yet under the newest keys; empty where it is."""
    public_key: str
    """The public half of what the workstation signs audit exports with."""
    server_url: str
    profile: str
    last_backup: str
    """When the last proven backup was made, ISO 8601; empty where none is known."""
    backup_age_h: float | None
    usage: dict[str, object]
    """How the cache and the queries of earlier sessions did."""
    usage_words: tuple[str, ...]
    telemetry: tuple[Measurement, ...]
    """How long calls, sync steps and clicks of earlier sessions took, and how they ended."""
    telemetry_words: tuple[str, ...]
    settings: dict[str, object]
    """The limits the cache and the queries work within."""
    at_server: int
    """Records that left this desk's disk for want of use; the server keeps them."""
    last_purge: str
    """When records last left it, ISO 8601; empty where none ever did."""
    compared: Comparison | None
    """What the server holds beside this desk, where that was asked for."""

    @property
    def is_healthy(self) -> bool:
        """Whether every check passed."""
        return self.self_check == self.integrity == self.rehearsal == self.audit_chain == "ok"

    def as_json(self) -> dict[str, object]:
        """The findings as plain values."""
        known = asdict(self)
        del known["usage_words"], known["telemetry_words"]
        return {**known, "is_healthy": self.is_healthy}

    def as_text(self) -> str:
        """The findings for people, one per line."""
        lines = [f"{name} {number}" for name, number in self.versions.items()]
        lines += [f"self-check: {self.self_check}", f"integrity: {self.integrity}"]
        lines += [f"transactions on this computer: {self.rehearsal}"]
        lines += [f"audit chain: {self.audit_chain}, its end: {self.audit_anchor}"]
        lines += [f"size: {self.size_bytes} bytes"]
        lines += [f"keys: {self.key_mode} ({self.keyring})", f"profile: {self.profile}"]
        lines += [f"new keys wait: {self.rotation_waits}"] if self.rotation_waits else []
        lines += [f"public key: {self.public_key}"]
        lines += [f"server: {self.server_url or 'none'}", f"backup: {self._backup_words}"]
        lines += [f"kept at the server only: {self.at_server} records{self._purge_words}"]
        lines += [f"rows of {name}: {number}" for name, number in self.rows.items()]
        lines += [f"files {name}: {number}" for name, number in self.files.items()]
        lines += [f"files wait ({code}): {count}" for code, count in self.file_trouble.items()]
        lines += [f"visits {status}: {number}" for status, number in self.visits.items()]
        lines += [f"index {one.words}" for one in self._filled_indexes]
        lines += [f"operations {name}: {number}" for name, number in self.pending.items()]
        lines += self.compared.lines if self.compared else []
        lines += self.usage_words
        lines += self.telemetry_words
        lines += [f"limit {name}: {value}" for name, value in self.settings.items()]
        if not self.is_healthy:
            lines.append(f"what to do: {WHAT_TO_DO}")
        return "\n".join(lines)

    @property
    def _filled_indexes(self) -> list[Index]:
        """Indexes that hold something, or that somebody made here."""
        found = [one for some in self.indexes.values() for one in some]
        return [one for one in found if one.entries or one.is_own]

    @property
    def _purge_words(self) -> str:
        return f", last put away {self.last_purge}" if self.last_purge else ""

    @property
    def _backup_words(self) -> str:
        if self.backup_age_h is None:
            return "none yet: run clinic-desk backup"
        return f"{self.last_backup}, {self.backup_age_h:.0f} hours ago"


def examine(
    home: Path,
    passphrase: str,
    *,
    user: str | None,
    at_server: bool = False,
    settings: Settings,
) -> Findings:
    """Open a desk, run every check, and close it; at_server: and count what the server holds.

    Raises KeyAccessError, StorageError, ConfigurationError for a desk without a server.
    """
    desk = open_desk(home, passphrase, user=user, settings=settings, arrival=Arrival.LOOK)
    try:
        return _findings(desk, settings, compare(desk, passphrase) if at_server else None)
    finally:
        desk.close()


def _findings(desk: Desk, settings: Settings, compared: Comparison | None) -> Findings:
    facts = desk.store.statistics()
    keyring = choose_mode()
    last = last_backup(desk)
    usage, measured = kept_usage(desk), kept_telemetry(desk)
    retention = _retention(desk)
    files = file_facts(desk)
    return Findings(
        versions=_versions(facts),
        self_check=_self_check(desk),
        integrity=_integrity(desk),
        rehearsal=_rehearsal(desk),
        audit_chain="ok" if desk.store.verify_audit() is None else "broken",
        audit_anchor=_anchor(desk),
        rows=dict(facts.rows),
        files={"here": files.here, "bytes": files.size_bytes, "unsent": files.unsent},
        file_trouble=dict(files.trouble),
        pending={
            "waiting": facts.pending.waiting,
            "conflicted": facts.pending.conflicted,
            "quarantined": facts.pending.quarantined,
        },
        visits=_visits(desk),
        indexes=dict(facts.indexes),
        size_bytes=facts.size_bytes,
        key_mode=desk.mode,
        keyring=keyring.keystore.name if keyring.keystore else keyring.reason,
        rotation_waits=WAITS if is_waiting(Home(desk.home)) else "",
        public_key=public_hex(desk),
        server_url=desk.server_url,
        profile=settings.profile.value,
        last_backup=last.isoformat() if last else "",
        backup_age_h=round((desk.clock.now() - last).total_seconds() / 3600, 1) if last else None,
        at_server=retention.at_server,
        last_purge=retention.last_purge.isoformat() if retention.last_purge else "",
        compared=compared,
        usage=usage.as_json(),
        usage_words=tuple(usage.as_lines()),
        telemetry=measurements(measured.figures),
        telemetry_words=tuple(telemetry_lines(measured)),
        settings=_limits(settings),
    )


def _limits(settings: Settings) -> dict[str, object]:
    names = (
        "cache_enabled",
        "cache_max_size",
        "cache_max_kib",
        "cache_default_ttl",
        "cache_encrypt_phi",
        "db_query_timeout_s",
        "db_query_retries",
        "db_batch_size",
        "db_slow_ms",
        "db_statement_cache",
    )
    return {name: getattr(settings, name) for name in names}


def _retention(desk: Desk) -> RetentionState:
    with desk.store.database.reading() as session:
        return read_retention(session)


def _visits(desk: Desk) -> dict[str, int]:
    with desk.store.reader() as reader:
        lines = reader.records(Appointment).aggregate(VISITS_BY_STATUS)
    return {line["status"]: line["count"] for line in lines}


def _self_check(desk: Desk) -> str:
    try:
        desk.store.database.self_check()
    except SelfCheckFailed as error:
        return f"failed: {error.check}"
    return "ok"


def _rehearsal(desk: Desk) -> str:
    try:
        broken = rehearse(signer=desk.store.signer, clock=desk.clock)
    except StorageError as error:
        return f"failed: {error.code}"
    return f"failed: {', '.join(broken)}" if broken else "ok"


def _anchor(desk: Desk) -> str:
    if desk.trail.is_unguarded:
        return "not kept: the keyring does not take it"
    return str(desk.trail.state)


def _integrity(desk: Desk) -> str:
    try:
        desk.store.database.check_integrity()
    except DatabaseDamaged as error:
        words = error.findings[0] if error.findings else "malformed"
        return f"damaged: {len(error.findings)} findings, the first: {words}"
    return "ok"


def _versions(facts: StoreStatistics) -> dict[str, str]:
    found = {
        "python": platform.python_version(),
        "sqlcipher": facts.cipher_version,
        "sqlite": facts.sqlite_version,
        "schema": facts.schema_revision,
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found
