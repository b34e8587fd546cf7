from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.interop.conftest import Read, bundle, encounter, patient, read
from tests.interop.fhir_samples import observation, pressure

Write = Callable[..., Path]


def measured(write_json: Write, *resources: dict[str, Any]) -> Read:
    return read(write_json(bundle(patient(), *resources)))


@pytest.mark.parametrize(
    ("code", "value", "unit", "field", "kept"),
    [
        ("8302-2", 161.6696023890834, "cm", "height_mm", 1617),
        ("8302-2", 161.65, "cm", "height_mm", 1617),  # half up
        ("8302-2", 66, "[in_i]", "height_mm", 1676),
        ("29463-7", 78.40567819369281, "kg", "weight_g", 78406),
        ("29463-7", 150, "[lb_av]", "weight_g", 68039),
        ("8310-5", 37.005, "Cel", "temperature_centi_c", 3701),
        ("8331-1", 98.6, "[degF]", "temperature_centi_c", 3700),
        ("8867-4", 72, "/min", "pulse_per_min", 72),
        ("9279-1", 14, "/min", "breaths_per_min", 14),
        ("59408-5", 97.5, "%", "oxygen_saturation_pct", 98),
        ("2708-6", 97, "%", "oxygen_saturation_pct", 97),
        ("72514-3", 4.2, "{score}", "pain_0_10", 4),
    ],
)
def test_measurement_is_converted_exactly_and_rounded_half_up(
    code: str, value: float, unit: str, field: str, kept: int, write_json: Write
) -> None:
    assert (
        measured(write_json, observation(code=code, value=value, unit=unit)).one("VitalSigns")[
            field
        ]
        == kept
    )


def test_observations_of_one_moment_make_one_round(write_json: Write) -> None:
    visit = {"encounter": {"reference": "Encounter/e1"}}
    result = measured(
        write_json,
        encounter(),
        pressure(**visit),
        observation("w", "29463-7", 80, unit="kg", **visit),
        observation("h", **visit),
        observation("later", effectiveDateTime="2020-03-01T10:05:00-05:00", **visit),
    )
    first, later = sorted(
        (item for item in result.items if item.kind == "VitalSigns"), key=lambda i: -i.parts
    )
    assert (first.source, first.parts, later.parts) == ("Observation", 3, 1)
    kept = {name: first.body[name] for name in ("systolic_mmhg", "diastolic_mmhg", "weight_g")}
    assert kept == {"systolic_mmhg": 120, "diastolic_mmhg": 80, "weight_g": 80_000}
    visits = [item.row_id for item in result.items if item.kind == "Encounter"]
    assert first.body["appointment_id"] in visits


def test_rounds_do_not_depend_on_the_order_of_the_file(write_json: Write) -> None:
    parts = [pressure(), observation("w", "29463-7", 80, unit="kg"), observation("h")]
    one = {i.row_id: i.digest for i in measured(write_json, *parts).items}
    assert one == {i.row_id: i.digest for i in measured(write_json, *reversed(parts)).items}


def test_observation_repeated_in_another_file_is_counted_once(
    write_json: Write, tmp_path: Path
) -> None:
    write_json(bundle(patient(), pressure(), observation()), "a.json")
    write_json(observation(), "b.json")
    result = read(tmp_path)
    assert result.kinds["VitalSigns"] == 1
    assert result.repeated["Observation"] == 1


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (observation("x", value=900, unit="cm"), "height_mm is not between 200 and 2800"),
        (observation("x", value="tall"), "value is not a number"),
        (observation("x", unit="furlong"), "value has a unit that is not known for it"),
        (observation("x", effectiveDateTime="2020-02-31T10:00:00Z"), "effectiveDateTime is not"),
        (observation("x", effectiveDateTime=None), "does not say when it was measured"),
        (observation("x", status="entered-in-error"), "was entered in error"),
        (pressure("x", upper=80, lower=120), "diastolic_mmhg is not below"),
        (observation("x", value=171), "differs from another measurement of the same moment"),
    ],
)
def test_impossible_measurement_is_refused_and_the_rest_of_its_round_stays(
    resource: dict[str, Any], reason: str, write_json: Write
) -> None:
    result = measured(write_json, observation("good"), resource)
    assert result.one("VitalSigns")["height_mm"] == 1700
    (told,) = result.refused
    assert (told.entry, told.kind) == (2, "Observation" if "differs" in reason else told.kind)
    assert told.reason.startswith(reason)


def test_number_too_long_for_memory_is_refused(write_json: Write, tmp_path: Path) -> None:
    path = write_json(bundle(patient(), observation(value=170)))
    path.write_text(path.read_text().replace('"value": 170', '"value": 1e999999999'))
    assert read(path).reasons == [("Observation", "does not have the shape of FHIR")]


def test_findings_that_are_no_vital_signs_are_counted_as_not_kept(write_json: Write) -> None:
    lab = observation("lab", "4548-4", 6.1, unit="%", category=[{"coding": [{"code": "lab"}]}])
    index = observation("bmi", "39156-5", 24, unit="kg/m2")
    result = measured(write_json, lab, index)
    assert (result.not_kept["Observation"], result.refused) == (2, [])
