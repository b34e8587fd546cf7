"""FHIR R4 Claim and ExplanationOfBenefit to claims, their lines, and what the payer paid.

Of a claim its total counts: lines without an amount are usual and do not add up to it. What a payer
paid stays with the claim; none of it becomes a charge or a payment of the clinic's own ledger.
Diagnoses that point to a Condition hold its identifier until the reader puts in its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.claim import ClaimLine, ClaimStatus, InsuranceClaim, Remittance
from app.domain.errors import ImportRefused
from app.domain.ids import AppointmentId, ClinicId, RecordId, derived_id
from app.domain.money import Money
from app.domain.patient import Coverage
from app.domain.values import folded
from app.interop.fhir_clinical import common
from app.interop.fhir_references import Owner
from app.interop.fhir_values import (
    NOTHING,
    Json,
    as_map,
    clean,
    concept_code,
    date_of,
    day_of,
    each,
    first,
    listed,
    money_of,
    whole_number,
)
from app.interop.made import Made

_STATUS: Mapping[str, ClaimStatus] = {
    "active": ClaimStatus.EXPORTED,
    "draft": ClaimStatus.DRAFT,
    "cancelled": ClaimStatus.VOIDED,
}
_NO_PAYER = frozenset({"no insurance", "none", "uninsured", "self pay"})
_CLAIM_ID = "clm_id"
_PATIENT_PAYS = ("copay", "deductible", "coinsurance", "coinsrnc_amt", "ddctbl_amt")
"""How adjudication categories end that say what the patient pays (HL7's and Blue Button's)."""


def payer_name(resource: Json) -> str:
    """Who pays by a Claim or ExplanationOfBenefit; "" where nobody does or nobody is named."""
    cover = as_map(_focal(resource).get("coverage"))
    name = (
        clean(cover.get("display"), 200)
        or _payor(contained_coverage(resource))
        or clean(as_map(resource.get("insurer")).get("display"), 200)
    )
    return name if is_payer(name) else ""


def is_payer(name: str) -> bool:
    """Whether a payer's name names one: exports also list "NO_INSURANCE" among them."""
    return bool(name) and folded(name).replace("_", " ").replace("-", " ") not in _NO_PAYER


def payer_id(clinic_id: ClinicId, name: str) -> RecordId:
    """The identifier of a payer known by name only."""
    return derived_id(clinic_id, "fhir", "Payer", folded(name))


def claim_from(resource: Json, owner: Owner, source_id: str) -> Iterator[Made]:
    """The claim behind a Claim resource, then its lines."""
    status = _STATUS.get(clean(resource.get("status")))
    if status is None:
        raise ImportRefused("was entered in error, or its status is not known")
    if clean(resource.get("use")) not in ("claim", ""):
        raise ImportRefused("asks for an estimate or leave; it is no claim")
    claim_id = owner.own("Claim", source_id)
    lines = tuple(_lines(resource, owner, claim_id))
    total = money_of(resource.get("total"), "total")
    if total is None:
        total = Money(sum(line.amount_minor for line in lines))
    name = payer_name(resource)
    named = owner.other(_focal(resource).get("coverage"), "Coverage")
    seen = coverage_seen_id(owner, name) if name else None
    yield Made(
        kind="Claim",
        guesses=() if named else ("coverage_id",),
        record=InsuranceClaim(
            **common(claim_id, owner.patient_id),
            coverage_id=named or seen,
            payer_id=payer_id(owner.clinic_id, name) if name else None,
            appointment_id=_visit(resource, owner),
            claim_number=_number(resource, source_id),
            service_on=day_of(as_map(resource.get("billablePeriod")), "start")
            or day_of(resource, "created"),
            total_minor=total.minor,
            currency=total.currency,
            status=status,
        ),
    )
    for line in lines:
        yield Made(kind="ClaimLine", record=line)


def remittance_from(resource: Json, owner: Owner, record_id: RecordId) -> Remittance:
    """What the payer said to a claim in an ExplanationOfBenefit."""
    if clean(resource.get("status")) not in ("active", ""):
        raise ImportRefused("is not in force at the source")
    if clean(resource.get("outcome")) in ("queued", "error"):
        raise ImportRefused("was not decided at the source")
    claim_id = claim_of(resource, owner)
    if claim_id is None:
        raise ImportRefused("names no claim")
    payment = as_map(resource.get("payment"))
    paid = money_of(payment.get("amount"), "payment") or Money(0)
    adjusted = money_of(payment.get("adjustment"), "adjustment") or Money(0, paid.currency)
    name = payer_name(resource)
    return Remittance(
        **common(record_id, owner.patient_id),
        insurance_claim_id=claim_id,
        payer_id=payer_id(owner.clinic_id, name) if name else None,
        paid_on=day_of(payment, "date") or day_of(resource, "created"),
        paid_minor=paid.minor,
        adjusted_minor=abs(adjusted.minor),
        patient_share_minor=_patient_share(resource, paid.currency),
        currency=paid.currency,
        reference=clean(as_map(payment.get("identifier")).get("value"), 80),
        reason_codes=_reasons(payment),
    )


def claim_of(resource: Json, owner: Owner) -> RecordId | None:
    """The claim an ExplanationOfBenefit is about: by reference, else by the claim's own number."""
    found = owner.other(resource.get("claim"), "Claim")
    if found is not None:
        return found
    for item in each(resource.get("identifier")):
        if clean(item.get("system")).endswith(_CLAIM_ID) and (number := clean(item.get("value"))):
            return owner.own("Claim", number)
    return None


def seen_coverage(resource: Json, owner: Owner) -> Coverage | None:
    """The policy an ExplanationOfBenefit holds inside itself: a payer's name and a day, no member
    number. None where nobody is insured or the policy is a resource of its own."""
    name = payer_name(resource)
    if not name or not contained_coverage(resource):
        return None
    on = date_of(as_map(resource.get("billablePeriod")), "start") or date_of(resource, "created")
    return Coverage(
        **common(coverage_seen_id(owner, name), owner.patient_id),
        payer=name,
        valid_from=on,
        valid_to=on,
    )


def coverage_seen_id(owner: Owner, name: str) -> RecordId:
    """The identifier of a policy of which only the payer is known."""
    return owner.own("Coverage", "payer", folded(name))


def contained_coverage(resource: Json) -> Json:
    """The Coverage inside the resource that its insurance points at; empty without one."""
    wanted = clean(as_map(_focal(resource).get("coverage")).get("reference"))
    if not wanted.startswith("#"):
        return NOTHING
    return next(
        (
            item
            for item in each(resource.get("contained"))
            if item.get("resourceType") == "Coverage" and f"#{clean(item.get('id'))}" == wanted
        ),
        NOTHING,
    )


def _focal(resource: Json) -> Json:
    insurances = list(each(resource.get("insurance")))
    return next((one for one in insurances if one.get("focal") is True), first(insurances))


def _payor(cover: Json) -> str:
    payor = first(cover.get("payor"))
    return clean(payor.get("display"), 200)


def _number(resource: Json, source_id: str) -> str:
    own = clean(first(resource.get("identifier")).get("value")) or source_id
    return own if len(own) <= 40 else ""


def _visit(resource: Json, owner: Owner) -> AppointmentId | None:
    for item in each(resource.get("item")):
        for reference in each(item.get("encounter")):
            found = owner.other(reference, "Encounter")
            if found is not None:
                return AppointmentId(found)
    return None


def _lines(resource: Json, owner: Owner, claim_id: RecordId) -> Iterator[ClaimLine]:
    diagnoses = {
        whole_number(item.get("sequence")): _diagnosis(item, owner)
        for item in each(resource.get("diagnosis"))
    }
    for number, item in enumerate(each(resource.get("item")), start=1):
        amount = money_of(item.get("net"), "net")
        code = concept_code(item.get("productOrService"))[1]
        yield ClaimLine(
            **common(owner.own("Claim", claim_id, "item", str(number)), owner.patient_id),
            insurance_claim_id=claim_id,
            position=whole_number(item.get("sequence")) or number,
            procedure_code=code if len(code) <= 20 else "",
            diagnosis_codes=tuple(
                code
                for one in listed(item.get("diagnosisSequence"))
                if (code := diagnoses.get(whole_number(one), ""))
            ),
            units=whole_number(as_map(item.get("quantity")).get("value")) or 1,
            amount_minor=amount.minor if amount else 0,
        )


def _diagnosis(item: Json, owner: Owner) -> str:
    code = concept_code(item.get("diagnosisCodeableConcept"))[1]
    return code or owner.other(item.get("diagnosisReference"), "Condition") or ""


def _patient_share(resource: Json, currency: str) -> int:
    """What the patient pays by the totals, or else by the lines."""
    totals = [item for item in each(resource.get("total")) if _is_patients(item)]
    parts = totals or [
        part
        for item in each(resource.get("item"))
        for part in each(item.get("adjudication"))
        if _is_patients(part)
    ]
    amounts = (money_of(part.get("amount"), "amount") for part in parts)
    return sum(money.minor for money in amounts if money and money.currency == currency)


def _is_patients(part: Json) -> bool:
    return concept_code(part.get("category"))[1].endswith(_PATIENT_PAYS)


def _reasons(payment: Json) -> tuple[str, ...]:
    code = concept_code(payment.get("adjustmentReason"))[1]
    return (code,) if code else ()
