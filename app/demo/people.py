"""Makes up patients with everything a front desk knows of them, the same for the same seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict

from app.demo.words import Culture, clinical, people
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import Record
from app.domain.ids import PatientId, PractitionerId, RecordId, derived_id
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.values import age_on

_MRN_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss"})


class _Stamped(TypedDict):
    id: RecordId
    created_at: datetime
    updated_at: datetime
    patient_id: PatientId


class PeopleMaker:
    """Makes one patient after the other; chart() gives the records that hang on a patient."""

    def __init__(self, *, seed: int, now: datetime, practitioners: Sequence[RecordId]) -> None:
        self._seed = seed
        self._now = now
        self._practitioners = practitioners
        self._random = random.Random(f"people {seed}")
        self._cultures = people()["cultures"]
        self._weights = [culture["weight"] for culture in self._cultures]
        self._phones: set[str] = set()
        self._mrns: set[str] = set()

    def patient(self, number: int) -> Patient:
        """The patient with this number; call in order."""
        rng = self._random
        culture = rng.choices(self._cultures, self._weights)[0]
        sex = rng.choice(("female", "male"))
        given = rng.choice(culture["female" if sex == "female" else "male"])
        family = rng.choice(culture["family"])
        registered = self._now - timedelta(days=rng.randrange(30, 2200))
        phone = self._phone()
        city, state, postal_code, _area = rng.choice(people()["places"])
        return Patient(
            id=derived_id("demo patient", str(self._seed), str(number)),
            created_at=registered,
            updated_at=registered,
            mrn=self._mrn(),
            family_name=family,
            given_names=given,
            birth_date=self._birth_date(),
            sex=sex,
            language=self._language(culture),
            needs_interpreter=culture["language"] != "en" and rng.random() < 0.06,
            phone=phone,
            phone_mobile=phone if rng.random() < 0.55 else None,
            email=self._email(given, family) if rng.random() < 0.7 else None,
            address_line=f"{rng.randrange(2, 940)} {rng.choice(people()['streets'])}",
            address_line2=f"Apt {rng.randrange(1, 30)}{rng.choice('ABCD')}"
            if rng.random() < 0.4
            else None,
            city=city,
            state=state,
            postal_code=postal_code,
            country="US",
            status=self._status(),
            practitioner_id=PractitionerId(rng.choice(self._practitioners)),
            alert=rng.choice(clinical()["alerts"]) if rng.random() < 0.03 else None,
        )

    def chart(self, patient: Patient) -> Iterator[Record]:
        """Coverage, contact, identifier, allergies, diagnoses and medications of a patient."""
        yield from self._coverage(patient)
        yield from self._contact(patient)
        yield from self._allergies(patient)
        yield from self._conditions(patient)

    def _coverage(self, patient: Patient) -> Iterator[Record]:
        rng = self._random
        age = age_on(patient.birth_date or "", self._now.date()) or 40
        payers = clinical()["payers_from_65"] if age >= 65 else clinical()["payers"]
        if rng.random() < 0.08:
            return
        yield Coverage(
            **self._stamped(patient, "coverage"),
            payer=rng.choice(payers),
            member_id=f"{rng.choice('ABCDEHKMW')}{rng.randrange(10**8, 10**9)}",
            group_number=f"{rng.randrange(1000, 99999)}",
            subscriber_name=f"{patient.given_names} {patient.family_name}",
            valid_from=f"{self._now.year - rng.randrange(0, 4)}-01-01",
            copay_cents=rng.choice((0, 1500, 2000, 2500, 4000)),
        )

    def _contact(self, patient: Patient) -> Iterator[Record]:
        rng = self._random
        if rng.random() < 0.35:
            return
        culture = rng.choices(self._cultures, self._weights)[0]
        given = rng.choice(culture["female"] + culture["male"])
        yield EmergencyContact(
            **self._stamped(patient, "contact"),
            name=f"{given} {patient.family_name}",
            relationship=rng.choice(people()["relationships"]),
            phone=self._phone(),
        )
        if rng.random() < 0.3:
            yield PatientIdentifier(
                **self._stamped(patient, "identifier"),
                system="urn:oid:2.16.840.1.113883.4.3.36",
                value=f"{rng.randrange(10**8, 10**9)}",
                kind="DL",
            )

    def _allergies(self, patient: Patient) -> Iterator[Record]:
        rng = self._random
        words = clinical()["allergies"]
        if rng.random() > 0.24:
            return
        for index in range(1 if rng.random() < 0.8 else 2):
            one = rng.choices(words, [word["weight"] for word in words])[0]
            yield Allergy(
                **self._stamped(patient, f"allergy {index}"),
                text=one["text"],
                category=one["category"],
                criticality=one["criticality"],
                reaction=one["reaction"],
                severity=one["severity"],
                recorded_on=patient.created_at.date().isoformat(),
            )

    def _conditions(self, patient: Patient) -> Iterator[Record]:
        rng = self._random
        age = age_on(patient.birth_date or "", self._now.date()) or 0
        likely = [one for one in clinical()["conditions"] if one["from_age"] <= age]
        for one in rng.sample(likely, min(len(likely), rng.choice((0, 0, 1, 1, 2, 3)))):
            onset = self._now.date() - timedelta(days=rng.randrange(40, 3600))
            yield Condition(
                **self._stamped(patient, f"condition {one['code']}"),
                text=one["text"],
                code_system="http://hl7.org/fhir/sid/icd-10-cm",
                code=one["code"],
                verification="confirmed",
                onset_on=onset.isoformat(),
            )
            if rng.random() < 0.8:
                yield MedicationStatement(
                    **self._stamped(patient, f"medication {one['code']}"),
                    text=one["medication"],
                    dosage=one["dosage"],
                    authored_on=onset.isoformat(),
                )

    def _stamped(self, patient: Patient, part: str) -> _Stamped:
        return {
            "id": derived_id("demo", part, patient.id),
            "created_at": patient.created_at,
            "updated_at": patient.created_at,
            "patient_id": PatientId(patient.id),
        }

    def _phone(self) -> str:
        """A number of the block kept for fiction (555-0100 to 555-0199), else of 555-2000 on."""
        rng = self._random
        area = rng.choice(people()["places"])[3]
        number = f"+1{area}55501{rng.randrange(100):02d}"
        while number in self._phones:
            number = f"+1{area}555{rng.randrange(2000, 10000)}"
        self._phones.add(number)
        return number

    def _mrn(self) -> str:
        mrn = ""
        while not mrn or mrn in self._mrns:
            mrn = "P-" + "".join(self._random.choice(_MRN_DIGITS) for _ in range(7))
        self._mrns.add(mrn)
        return mrn

    def _birth_date(self) -> str:
        rng = self._random
        age_days = int(rng.triangular(60, 96 * 365, 44 * 365))
        day: date = self._now.date() - timedelta(days=age_days)
        return day.isoformat() if rng.random() > 0.01 else f"{day.year}-{day.month:02d}"

    def _language(self, culture: Culture) -> str:
        return culture["language"] if self._random.random() < 0.35 else "en"

    def _status(self) -> str:
        return self._random.choices(
            ("active", "inactive", "prospective", "deceased"), (93, 4, 2, 1)
        )[0]

    def _email(self, given: str, family: str) -> str:
        host = self._random.choice(people()["employers"])
        return f"{_plain(given)}.{_plain(family)}{self._random.randrange(10, 100)}@{host}"


def _plain(name: str) -> str:
    lower = name.casefold().translate(_PLAIN_LETTERS)
    folded = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in folded if letter.isascii() and letter.isalpha())
