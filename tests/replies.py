"""A payer's answer (X12 271) as files bring it, about whoever a test says."""

from __future__ import annotations

from collections.abc import Sequence

_USUAL = ("EB*1**30*HM*GOLD 123", "EB*B**98*HM*GOLD 123*27*25.00*****Y")


def a_271(
    *,
    name: tuple[str, str] = ("OKAFOR", "AMARA"),
    born: str = "19710503",
    member: str = "XYZ123",
    on: str = "20261121",
    benefits: Sequence[str] = _USUAL,
    more: Sequence[str] = (),
) -> bytes:
    """One subscriber's answer of a day; more comes after it in the transaction."""
    inside = [
        "ST*271*0001*005010X279A1",
        f"BHT*0022*11*1*{on}*1200",
        "HL*1**20*1",
        "NM1*PR*2*BLUE CROSS*****PI*84",
        "HL*2*1*21*1",
        "NM1*1P*2*NORDLICHT CLINIC*****XX*2309559724",
        "HL*3*2*22*0",
        f"NM1*IL*1*{name[0]}*{name[1]}****MI*{member}",
        f"DMG*D8*{born}*F",
        *benefits,
        *more,
    ]
    head = (
        "ISA*00*          *00*          *30*PAYER          *30*CLINIC         "
        "*261121*1200*^*00501*000000001*0*T*:"
    )
    group = "GS*HB*PAYER*CLINIC*20261121*1200*1*X*005010X279A1"
    end = (f"SE*{len(inside) + 1}*0001", "GE*1*1", "IEA*1*000000001")
    return ("~".join((head, group, *inside, *end)) + "~").encode("latin-1")
