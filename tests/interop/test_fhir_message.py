from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.interop.conftest import bundle, patient, read
from tests.interop.fhir_samples import communication, thread

Write = Callable[..., Path]
OFFICE = {"reference": "Practitioner/x", "display": "Dr. Weiß"}


def test_thread_of_a_real_server_arrives_with_all_its_messages(
    clinic_data: Path, write_json: Write, tmp_path: Path
) -> None:
    homer = patient("123", name=[{"family": "Simpson", "given": ["Homer"]}])
    write_json(bundle(homer), "data/patient.json")
    (tmp_path / "data" / "thread.json").symlink_to(clinic_data / "medplum-mock" / "thread.json")
    result = read(tmp_path / "data")
    assert result.refused == []
    head = next(item for item in result.items if item.kind == "MessageThread")
    assert (head.body["subject"], head.body["status"]) == ("Example Thread", "open")
    messages = [item.body for item in result.items if item.kind == "Message"]
    assert {body["thread_id"] for body in messages} == {head.row_id}
    told = sorted(messages, key=lambda body: str(body["sent_at"]))
    assert [body["direction"] for body in told] == ["outgoing", "incoming"] * 3
    assert told[-1]["sent_at"] == head.body["last_message_at"]
    assert told[3]["text"] == "Of course I did! Must be in the mail"  # it has no id
    assert sum(i.parts for i in result.items if i.source == "Communication") == 7
    assert read(tmp_path / "data").kinds == result.kinds


def test_message_that_says_nothing_or_not_when_is_refused(write_json: Write) -> None:
    result = read(
        write_json(
            bundle(
                patient(),
                thread(),
                communication("1", "", "2020-03-01T10:00:00Z"),
                communication("2", "Hello", "2020-13-01T10:00:00Z"),
                communication("3", "Hello", "2020-03-01T10:00:00Z", sender=OFFICE)
                | {"subject": {"reference": "Patient/p1"}},
            )
        )
    )
    assert [(one.entry, one.reason) for one in result.refused] == [
        (2, "says nothing"),
        (3, "sent is not a date and time"),
    ]
    assert result.one("Message")["sender_name"] == "Dr. Weiß"


def test_message_alone_makes_a_thread_of_its_own(write_json: Write) -> None:
    alone = communication("1", "The lab called.", "2020-03-01T10:00:00Z", partOf=[])
    result = read(write_json(bundle(patient(), alone)))
    assert result.one("MessageThread")["subject"] == "The lab called."
    assert result.one("Message")["text"] == "The lab called."
