"""X12 271 files: what payers answer, whichever delimiters they use; anything else is refused."""

from __future__ import annotations

import os
import random
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import InvalidValue
from app.interop.x12 import MOST_BYTES
from app.interop.x12_eligibility import read_replies
from tests.replies import a_271

pytestmark = pytest.mark.row("E1")
DATA = Path(os.environ.get("CLINIC_DESK_DATA", "../shared/data")) / "x12"


def test_answer_is_read_whole() -> None:
    (reply,) = read_replies(a_271())
    assert (reply.family_name, reply.given_names, reply.birth_date) == (
        "OKAFOR",
        "AMARA",
        "1971-05-03",
    )
    assert (reply.member_id, reply.status, reply.copay_minor) == ("XYZ123", "active", 2500)
    assert (reply.payer, reply.plan) == ("BLUE CROSS", "GOLD 123")
    assert reply.answered_on == date(2026, 11, 21)


@pytest.mark.parametrize(
    "written",
    [
        lambda data: data.replace(b"*", b"|"),
        lambda data: data.replace(b"~", b"~\r\n"),
        lambda data: data.replace(b"~", b"\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"OKAFOR", b"N\xda\xd1EZ"),
    ],
    ids=["bars", "lines", "line ends", "bom", "latin"],
)
def test_every_way_of_writing_a_file_is_read(written: object) -> None:
    (reply,) = read_replies(written(a_271()))  # type: ignore[operator]
    assert reply.status == "active"
    assert reply.copay_minor == 2500


def test_copay_is_the_one_of_a_visit_in_the_network() -> None:
    said = ("EB*B**50*****300", "EB*B**98******80*****N", "EB*B**98*HM**27*35.5*****Y")
    (reply,) = read_replies(a_271(benefits=("EB*1**30", *said)))
    assert reply.copay_minor == 3550
    (reply,) = read_replies(a_271(benefits=("EB*1**30", "EB*B**50*HM**27*300")))
    assert reply.copay_minor is None
    (reply,) = read_replies(a_271(benefits=("EB*1**30", "EB*B**98*HM**27*1e9")))
    assert reply.copay_minor is None


def test_ended_policy_and_refused_question_say_so() -> None:
    (ended,) = read_replies(a_271(benefits=("EB*6**30",)))
    assert ended.status == "inactive"
    (refused,) = read_replies(a_271(benefits=("AAA*N**75*C",)))
    assert (refused.status, refused.rejection) == ("error", "75")


def test_dependent_is_a_person_of_their_own_under_the_subscribers_number() -> None:
    child = ("HL*4*3*23*0", "NM1*03*1*OKAFOR*ADA", "DMG*D8*20200101*F", "EB*1**30")
    subscriber, dependent = read_replies(a_271(benefits=("EB*1**30",), more=child))
    assert (dependent.given_names, dependent.member_id) == ("ADA", subscriber.member_id)
    assert (dependent.is_dependent, subscriber.is_dependent) == (True, False)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no X12 file"),
        (b"ISA", "is no X12 file"),
        (b"%PDF-1.7", "is no X12 file"),
        (b"ISA" + b"*" * 500, "is no X12 file"),
        (a_271()[:-20], "is cut off"),
        (a_271().replace(b"EB*1**30*HM*GOLD 123~", b""), "is cut off"),
        (a_271().replace(b"ST*271", b"ST*835"), "holds no answer"),
        (a_271(benefits=()), "holds no answer"),
        (a_271() + bytes(MOST_BYTES), "is too large"),
    ],
    ids=["empty", "head", "pdf", "stars", "cut", "changed", "835", "silent", "huge"],
)
def test_what_is_no_whole_answer_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        read_replies(data)


def test_changed_bytes_are_read_or_refused_and_never_anything_else() -> None:
    chance, whole = random.Random(271), a_271()
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_replies(bytes(data))
        except InvalidValue:
            continue


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real input is not here")
def test_payers_own_examples_are_read_and_other_transactions_refused() -> None:
    example = (DATA / "271" / "subscriber-health-benefit-check.271").read_bytes()
    (smith,) = read_replies(example)
    assert (smith.family_name, smith.birth_date, smith.status) == ("SMITH", "1963-05-19", "active")
    assert smith.copay_minor == 1000
    made = read_replies((DATA / "generated" / "271-seed11.x12").read_bytes())
    assert [one.family_name for one in made] == ["WILSON", "THOMAS", "DAVIS", "THOMAS", "MILLER"]
    for path in DATA.rglob("*"):
        if path.is_file() and "271" not in path.name:
            with pytest.raises(InvalidValue):
                read_replies(path.read_bytes())
