"""Which backup a desk came from, as its trail says it and as it is read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from app.domain.backup_origin import BackupOrigin, OpenedWith, origin_in

pytestmark = pytest.mark.row("E10")
MADE = datetime.fromisoformat("2026-11-21T07:00:00-05:00")


@pytest.mark.parametrize("way", OpenedWith)
def test_what_was_told_is_read_again(way: OpenedWith) -> None:
    origin = BackupOrigin(file="night: {0}.backup", made_at=MADE, opened_with=way)
    assert origin_in(("other", *origin.fields)) == origin


def test_events_words_stay_as_they_are() -> None:
    origin = BackupOrigin(file="a.backup", made_at=MADE, opened_with=OpenedWith.RECOVERY_CODE)
    assert origin.fields == (
        "file:a.backup", "made:2026-11-21T07:00:00-05:00", "opened_with:recovery_code",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a\nb\x1b[0m.backup", "a�b�[0m.backup"),
        ("caf\udce9.backup", "caf�.backup"),
        ("\u202etxt.backup", "�txt.backup"),
        ("Sicherung März.backup", "Sicherung März.backup"),
        ("x" * 255, "x" * 200),
    ],
)
def test_name_is_told_in_signs_that_can_be_written_anywhere(name: str, told: str) -> None:
    origin = BackupOrigin(file=name, made_at=MADE, opened_with=OpenedWith.PASSPHRASE)
    assert origin.fields[0] == f"file:{told}"
    assert "".join(origin.fields).encode()


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("file:a", "made:2026-11-21T07:00:00-05:00"),
        ("file:a", "made:yesterday", "opened_with:passphrase"),
        ("file:a", "made:2026-11-21T07:00:00-05:00", "opened_with:magic"),
    ],
)
def test_event_of_another_version_names_none(fields: Sequence[str]) -> None:
    assert origin_in(fields) is None


def test_repr_keeps_the_files_name_to_itself() -> None:
    origin = BackupOrigin(file="Okafor.backup", made_at=MADE, opened_with=OpenedWith.PASSPHRASE)
    assert "Okafor" not in repr(origin)
