"""Unsent work that another desk sends: what the sender wrote since is somebody else's, too."""

from __future__ import annotations

import pytest

from tests.factories import a_patient, an_allergy
from tests.server_fixtures import TestDesk

pytestmark = pytest.mark.row("D6", "E6")
_MADE = "1795280400000-00000-"


async def test_deletion_made_elsewhere_does_not_pass_over_the_senders_own_edit(
    clinic: TestDesk,
) -> None:
    patient = a_patient()
    _, seen = await clinic.saved(patient, an_allergy(patient))
    edited = clinic.update(seen, severity="severe")
    assert (await clinic.push_one(edited)).status == "applied"
    handed_over = clinic.delete(seen, hlc=_MADE + "0badc0de")
    assert (await clinic.push_one(handed_over)).status == "conflict"
    kept = await clinic.row(seen.id)
    assert (kept.deleted, (kept.body or {})["severity"]) == (False, "severe")


async def test_own_deletion_passes_over_own_edit_as_ever(clinic: TestDesk) -> None:
    patient = a_patient()
    _, seen = await clinic.saved(patient, an_allergy(patient))
    assert (await clinic.push_one(clinic.update(seen, severity="severe"))).status == "applied"
    own = clinic.delete(seen, hlc=_MADE + clinic.device_id[-8:])
    assert (await clinic.push_one(own)).status == "applied"
