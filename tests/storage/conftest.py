"""A real SQLCipher store on disk, a clock that is moved by hand, and records to put into it."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.context import ExecutionContext
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.storage.database import Database
from app.storage.store import LocalStore
from tests.empty_database import KEY, lay_empty_database

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return (self.time - START).total_seconds()

    def move(self, **parts: float) -> None:
        self.time += timedelta(**parts)


class TestSigner:
    __test__ = False

    def mac(self, previous: bytes, canonical: bytes) -> bytes:
        return hmac.digest(b"audit", previous + canonical, "sha256")

    def key(self, purpose: bytes, name: bytes) -> bytes:
        return self.mac(purpose, name)

    def fits(self, seq: int, previous: bytes, canonical: bytes, mac: object) -> bool:
        return self.mac(previous, canonical) == mac

    def earlier(self) -> tuple[TestSigner, ...]:
        return ()

    def term(self, text: str) -> str:
        return hmac.digest(b"audit", text.encode(), "sha256").hex()


CONTEXT = ExecutionContext(
    clinic_id=new_id(),
    user_id=new_id(),
    role="front_desk",
    workstation_id=new_id(),
    session_id=new_id(),
)
ADMIN = replace(CONTEXT, role="admin")
"""Who may delete a patient."""


def open_store(path: Path, clock: HandClock | None = None) -> LocalStore:
    if not path.exists():
        lay_empty_database(path)
    return LocalStore(
        Database(path, KEY),
        clock=clock or HandClock(),
        signer=TestSigner(),
        workstation_id=CONTEXT.workstation_id,
    )


def patient(**fields: Any) -> Patient:
    values: dict[str, Any] = {"mrn": "MRN-1", "family_name": "Okafor", "given_names": "Amara"}
    return Patient(id=new_id(), created_at=START, updated_at=START, **{**values, **fields})


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[LocalStore]:
    store = open_store(tmp_path / "clinic.db", clock)
    yield store
    store.close()
