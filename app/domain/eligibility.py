"""What a payer says of a policy, and whether it says it of this patient at all. Pure rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.patient import Coverage, CoverageOrder, Eligibility, Patient
from app.domain.phi import quiet


class Differing(StrEnum):
    """In what a reply and a chart differ."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    MEMBER_ID = "member_id"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityReply:
    """A payer's answer about one person, out of an X12 271 (005010X279A1) or typed by somebody.

    member_id is the subscriber's also where the person is a dependent. copay_minor is what a visit
    costs the patient, None where the answer names none. answered_on: the payer's own date.
    """

    family_name: str
    given_names: str = ""
    birth_date: str = ""
    member_id: str = ""
    payer: str = ""
    plan: str = ""
    status: str = Eligibility.UNKNOWN
    copay_minor: int | None = None
    answered_on: date | None = None
    rejection: str = ""
    """Why the payer did not answer (AAA03), "" where it did."""
    is_dependent: bool = False


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A reply beside a chart. Refused: it is somebody else's; else, where it differs, ask."""

    reply: EligibilityReply
    differs: tuple[Differing, ...] = field(default=())

    @property
    def is_refused(self) -> bool:
        """Two of name, birth date and member number differ: it is about another person."""
        return len(self.differs) > 1


def judge(reply: EligibilityReply, patient: Patient, coverage: Coverage) -> Judged:
    """Whether a reply is about this patient under this policy.

    What the reply leaves open is no difference, but where it names neither a birth date nor a
    member number the name alone proves nothing, and both count as differing.
    """
    differs: list[Differing] = []
    if not _is_same_name(reply, patient):
        differs.append(Differing.NAME)
    born = (patient.birth_date or "").replace("-", "")
    said = reply.birth_date.replace("-", "")
    if said and born and not (said.startswith(born) or born.startswith(said)):
        differs.append(Differing.BIRTH_DATE)
    number, known = _bare(reply.member_id), _bare(coverage.member_id)
    if number and known and number != known:
        differs.append(Differing.MEMBER_ID)
    if not (said and born) and not (number and known):
        differs += (Differing.BIRTH_DATE, Differing.MEMBER_ID)
    return Judged(reply=reply, differs=tuple(dict.fromkeys(differs)))


def best_of(
    replies: Iterable[EligibilityReply], patient: Patient, coverage: Coverage
) -> Judged | None:
    """Of a file about several people, the one about this patient; None of an empty file."""
    judged = [judge(one, patient, coverage) for one in replies]
    return min(judged, key=lambda one: len(one.differs), default=None)


def valid_on(coverages: Iterable[Coverage], today: date) -> list[Coverage]:
    """The policies that hold on a day, the one that pays first before the others."""
    ranks = {str(one): at for at, one in enumerate(CoverageOrder)}
    day = today.isoformat()
    valid = [
        one
        for one in coverages
        if (one.valid_from or "") <= day and (not one.valid_to or day <= one.valid_to)
    ]
    return sorted(valid, key=lambda one: (ranks.get(one.order, len(ranks)), one.id))


def copay_on(coverages: Sequence[Coverage], today: date) -> int | None:
    """The co-pay of the policy that pays first and is valid on a day; None where none says."""
    said = (one.copay_cents for one in valid_on(coverages, today))
    return next((one for one in said if one is not None), None)


def _is_same_name(reply: EligibilityReply, patient: Patient) -> bool:
    families = {_folded(patient.family_name), _folded(patient.maiden_name or "")} - {""}
    if _folded(reply.family_name) not in families:
        return False
    given, known = _folded(reply.given_names), _folded(patient.given_names)
    preferred = _folded(patient.preferred_name or "")
    if not given or not known:
        return True
    first = given.split()[0]
    return first in known.split() or known.split()[0] in given.split() or first == preferred


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().replace("-", " ")
    letters = "".join(one for one in plain if one.isalpha() or one == " ")
    return " ".join(letters.split())


def _bare(number: str) -> str:
    return "".join(one for one in number.casefold() if one.isalnum())
