"""What the terminal says: a sentence for every error; the window's words where they fit."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pytest

from app import command_words
from app.domain import errors
from app.ui.error_presenter import words_for

SAME_AS_THE_WINDOW = [
    errors.PermissionDenied("edit", "billing"),
    errors.WrongPassphrase(),
    errors.PinDisabled(),
    errors.StorageFull(),
    errors.DiskTrouble(),
]
MADE = {
    errors.InvalidRecord: errors.InvalidRecord({"user": "is empty", "zone": "is unknown"}),
    errors.DatabaseDamaged: errors.DatabaseDamaged(["HMAC failed for page 3", "row 7 missing"]),
    errors.TooManyAttempts: errors.TooManyAttempts(29.2),
    errors.RateLimited: errors.RateLimited(0),
    errors.ServerTrouble: errors.ServerTrouble(503),
    errors.RequestRefused: errors.RequestRefused(401, "bad_code"),
    errors.SelfCheckFailed: errors.SelfCheckFailed("journal_mode"),
    errors.BackupRefused: errors.BackupRefused("it was altered"),
    errors.ImportRefused: errors.ImportRefused("there are too many files"),
}


def _kinds() -> Iterator[type[errors.ClinicError]]:
    left: list[type[errors.ClinicError]] = [errors.StorageError, errors.KeyAccessError]
    left += [errors.ApiError, errors.ImportRefused, errors.SyncError]
    while left:
        kind = left.pop()
        yield kind
        left += kind.__subclasses__()


@pytest.mark.parametrize("kind", list(_kinds()), ids=lambda kind: kind.__name__)
def test_each_error_is_a_sentence_without_its_code(kind: type[errors.ClinicError]):
    said = command_words.sentence(MADE.get(kind) or kind())
    assert kind.code not in said
    assert said[0].isupper()
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("error", SAME_AS_THE_WINDOW, ids=lambda error: error.code)
def test_terminal_and_window_say_the_same(error: errors.ClinicError):
    assert command_words.sentence(error).startswith(words_for(error))


def test_several_wrong_fields_are_all_named():
    said = command_words.sentence(MADE[errors.InvalidRecord])
    assert said == "user: is empty; zone: is unknown"


def test_damage_is_named_in_the_databases_words():
    said = command_words.sentence(MADE[errors.DatabaseDamaged])
    assert said.startswith("The clinic's database is damaged (HMAC failed for page 3, and 1 more).")


def test_a_bad_join_code_says_to_ask_for_a_new_one():
    said = command_words.sentence(MADE[errors.RequestRefused])
    assert said == "The code is wrong, used or older than a day: ask for a new one."


def test_waiting_is_at_least_a_second():
    assert "in 1 second." in command_words.sentence(errors.RateLimited(0))
    assert "in 31 seconds." in command_words.sentence(errors.RateLimited(30.2))


def test_the_systems_own_words_leave_without_the_path():
    error = OSError(errno.EROFS, "Read-only file system", "Quillfeather/clinic.db")
    said = command_words.system_sentence(error)
    assert "Read-only file system" in said
    assert "Quillfeather" not in said
