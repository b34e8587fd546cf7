"""Small FHIR resources, files made of them, and the real reader process over them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.interop.frames import Group, Item, Limits, ReaderOptions, Refusal, Tally
from app.interop.session import ReaderSession
from tests.factories import CLINIC_ID, ZONE


@dataclass
class Read:
    """Everything the reader said about some files."""

    groups: list[Group] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    not_kept: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    peak_kib: int = 0

    @property
    def items(self) -> list[Item]:
        return [item for group in self.groups for item in group.items]

    @property
    def kinds(self) -> Counter[str]:
        return Counter(item.kind for item in self.items)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(refusal.kind, refusal.reason) for refusal in self.refused]

    def one(self, kind: str) -> dict[str, Any]:
        (item,) = (item for item in self.items if item.kind == kind)
        return item.body


def read(*paths: Path, **limits: Any) -> Read:
    options = ReaderOptions(
        paths=[str(path) for path in paths],
        clinic_id=CLINIC_ID,
        zone=ZONE,
        region="US",
        today="2026-11-21",
        limits=Limits(**limits),
    )
    result = Read()
    with ReaderSession(options) as session:
        for frame in session.frames():
            result.peak_kib = max(result.peak_kib, _peak_kib(session.process_id))
            if isinstance(frame, Group):
                result.groups.append(frame)
            elif isinstance(frame, Tally):
                result.refused += frame.refused
                result.not_kept.update(frame.not_kept)
                result.repeated.update(frame.repeated)
    return result


def _peak_kib(process_id: int | None) -> int:
    """The most memory a process held; 0 where it has ended or the system does not tell."""
    status = Path(f"/proc/{process_id}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def patient(source_id: str = "p1", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": source_id,
        "identifier": [
            {"type": {"coding": [{"system": ".../v2-0203", "code": "MR"}]}}
            | {"system": "http://clinic.example", "value": f"MR-{source_id}"}
        ],
        "name": [{"use": "official", "family": "Okafor", "given": ["Amara"]}],
        "birthDate": "1971-05-03",
        **changes,
    }


def encounter(source_id: str = "e1", owner: str = "Patient/p1", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": source_id,
        "status": "finished",
        "subject": {"reference": owner},
        "type": [{"text": "Check-up"}],
        "period": {"start": "2020-03-01T10:00:00-05:00", "end": "2020-03-01T10:20:00-05:00"},
        **changes,
    }


def condition(source_id: str = "c1", owner: str = "Patient/p1", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": source_id,
        "subject": {"reference": owner},
        "code": {"text": "Asthma"},
        **changes,
    }


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    entries = [
        {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[..., Path]:
    def write(value: object, name: str = "bundle.json") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    return write
