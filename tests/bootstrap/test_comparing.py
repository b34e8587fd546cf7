"""What is said of the records of desk and server; the counting itself is in tests/flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.comparing import Compared, Comparison
from app.bootstrap.doctor import examine
from app.domain.errors import ConfigurationError
from app.settings import Settings
from tests.bootstrap.conftest import PASSPHRASE

pytestmark = pytest.mark.row("A2")


@pytest.mark.parametrize(
    ("here", "put_away", "unsent", "there", "is_same"),
    [(5, 0, 0, 5, True), (5, 2, 1, 6, True), (4, 0, -1, 5, True), (5, 0, 0, 4, False)],
)
def test_counts_are_alike_where_nothing_is_missing(
    here: int, put_away: int, unsent: int, there: int, is_same: bool
) -> None:
    one = Compared(here=here, put_away=put_away, unsent=unsent, there=there)
    assert one.is_same is is_same


def test_only_what_differs_is_named() -> None:
    alike = Compared(here=3, put_away=0, unsent=0, there=3)
    lost = Compared(here=3, put_away=1, unsent=2, there=1)
    told = Comparison(records={"room": alike, "fee": lost}, visits={"booked": 2}).lines
    assert told == [
        "differs from the server, fee: 3 here, 1 at the server, 1 kept there only, 2 not sent yet",
        "compared with the server: 1 record types alike, 1 not",
        "visits booked at the server: 2",
    ]
    away = Comparison(records={}, visits={}, trouble="offline")
    assert away.lines == ["compared with the server: not possible (offline)"]


def test_desk_without_a_server_says_so(home: Path) -> None:
    with pytest.raises(ConfigurationError):
        examine(home, PASSPHRASE, user=None, at_server=True, settings=Settings())
