"""The words of the role matrix: every sentence, for every role, and no code names."""

from __future__ import annotations

import itertools
import re

import pytest

from app.domain.errors import PermissionDenied
from app.domain.permissions import MATRIX, Need, Permission, Scope, decide
from app.domain.staff import Role
from app.ui.error_presenter import words_for
from app.ui.permission_words import denied_words, role_words, why_not, withheld_words

_GENERAL = "does not do this"


@pytest.mark.parametrize("role", [*Role])
def test_no_code_name_reaches_the_screen(role: Role) -> None:
    for permission, scope in itertools.product(Permission, (Scope.OWN, Scope.OTHER)):
        words = why_not(decide(role, permission, scope), role, permission)
        assert not re.search(r"\w\.\w|_", words)
        assert bool(words) is not decide(role, permission, scope).is_allowed


def test_every_permission_has_words_of_its_own() -> None:
    told = [denied_words("billing", permission) for permission in Permission]
    assert not [words for words in told if _GENERAL in words]
    assert len(set(told)) == len(told)


def test_every_denial_names_the_role() -> None:
    for role, permission in itertools.product(Role, MATRIX):
        assert role_words(role) in denied_words(role, permission)


def test_a_denial_that_a_reason_would_lift_says_so() -> None:
    words = denied_words(Role.CLINICIAN, Permission.ALLERGY_VIEW, Need.REASON)
    assert words == (
        "Your role, clinician, does not see allergies outside your care without a stated reason."
    )


def test_a_permission_of_a_newer_version_is_refused_in_words() -> None:
    assert denied_words("front_desk", "moon.land") == "Your role, front desk, does not do this."


def test_a_refused_write_is_told_with_its_reason() -> None:
    told = words_for(PermissionDenied("coverage.edit", "clinician"))
    assert told == "Your role, clinician, does not change coverage."


def test_a_whole_chart_withholds_nothing() -> None:
    assert withheld_words("front_desk", {}) == ""
