from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.errors import ImportRefused
from app.domain.ids import RecordId
from app.interop.fhir_encounter import appointment_from, practitioner_from, practitioner_named
from tests.factories import ZONE
from tests.interop.conftest import encounter

ID = RecordId("0a" * 16)


def mapped(**changes: Any) -> Appointment:
    return appointment_from(
        encounter(**changes),
        record_id=ID,
        patient_id=RecordId("0b" * 16),
        zone=ZONE,
        practitioner=lambda reference: RecordId("0c" * 16) if reference else None,
    )


def test_finished_visit_is_a_completed_appointment_in_clinic_time() -> None:
    visit = mapped(period={"start": "2020-07-01T14:00:00+00:00", "end": "2020-07-01T14:15:00Z"})
    assert (visit.status, visit.length_min) == ("completed", 15)
    assert (visit.local_start, visit.zone) == ("2020-07-01T10:00", ZONE)


@pytest.mark.parametrize(
    ("period", "length_min"),
    [
        ({"start": "1939-12-31T00:56:59+00:00", "end": "1939-12-31T01:11:59+00:00"}, 15),
        ({"start": "2020-01-01T00:00:00Z", "end": "2020-01-09T00:00:00Z"}, 8 * 24 * 60),
        ({"start": "2020-01-01T00:00:00Z"}, 30),
        ({"start": "2020-01-01"}, 30),
    ],
)
def test_old_long_and_endless_visits_are_kept(period: dict[str, str], length_min: int) -> None:
    assert mapped(period=period).length_min == length_min


def test_bare_date_means_midnight_at_the_clinic() -> None:
    assert mapped(period={"start": "2020-01-01"}).starts_at == datetime(2020, 1, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"period": {}}, "no start"),
        ({"period": {"start": "2020-13-45T99:00:00Z"}}, "start is not a date"),
        ({"period": {"start": "2020-01-02T00:00:00Z", "end": "2020-01-01T00:00:00Z"}}, "before"),
        ({"period": {"start": "0001-01-01T00:00:00+14:00"}}, "is before 1850"),
        ({"status": "unknown"}, "status"),
    ],
)
def test_impossible_visit_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        mapped(**changes)


def test_reason_comes_before_kind_of_visit() -> None:
    assert mapped().reason == "Check-up"
    assert mapped(reasonCode=[{"text": "Sinusitis"}]).reason == "Sinusitis"


def test_visit_without_participant_has_no_practitioner() -> None:
    assert mapped().practitioner_id is None


def test_invalid_npi_is_left_out_and_nobody_gets_a_column() -> None:
    found = practitioner_from(
        {
            "name": [{"family": "Corkery", "given": ["Aubrey"], "prefix": ["Dr."]}],
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "620"}],
        },
        record_id=ID,
    )
    assert (found.display_name, found.npi, found.is_schedulable) == ("Dr. Corkery", None, False)


def test_practitioner_known_by_reference_gets_the_displayed_name() -> None:
    found = practitioner_named(
        "Dr. Chelsey Ann Simonis",
        record_id=ID,
        identifier="http://hl7.org/fhir/sid/us-npi|1234567893",
    )
    assert (found.prefix, found.given_names, found.family_name) == ("Dr.", "Chelsey Ann", "Simonis")
    assert found.npi == "1234567893"
