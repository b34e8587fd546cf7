"""Figures of sessions add up in the encrypted database, stay small, and begin anew in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.telemetry import Area, Telemetry
from app.services.telemetry import (
    KEPT_FOR,
    TELEMETRY_FACT,
    keep_figures,
    kept_figures,
)
from app.storage.store import LocalStore
from tests.factories import NOON, a_context

pytestmark = pytest.mark.row("E13")


def session(*names: str) -> Telemetry:
    telemetry = Telemetry()
    for name in names:
        telemetry.took(Area.ACTION, name, 0.02)
    return telemetry


def keep(store: LocalStore, telemetry: Telemetry, *, days: float = 0.0) -> None:
    keep_figures(
        store.unit_of_work,
        a_context(),
        session=telemetry.figures(),
        now=NOON + timedelta(days=days),
    )


def raw(store: LocalStore) -> str:
    with store.unit_of_work(a_context()) as uow:
        return uow.meta.get(TELEMETRY_FACT) or ""


def test_sessions_add_up_and_one_without_figures_is_none(store: LocalStore) -> None:
    assert kept_figures(store.unit_of_work, a_context()).since is None
    keep(store, session())
    assert raw(store) == ""
    keep(store, session("a", "a"))
    keep(store, session("a", "b"), days=1)
    kept = kept_figures(store.unit_of_work, a_context())
    assert (kept.since, kept.sessions) == (NOON, 2)
    assert {name: one.count for name, one in kept.figures[Area.ACTION].items()} == {"a": 3, "b": 1}


@pytest.mark.parametrize("days", [KEPT_FOR.days, -1])
def test_figures_begin_anew_after_a_month_and_where_the_clock_was_set_back(
    store: LocalStore, days: int
) -> None:
    keep(store, session("a"))
    keep(store, session("b"), days=days)
    kept = kept_figures(store.unit_of_work, a_context())
    assert (kept.sessions, list(kept.figures[Area.ACTION])) == (1, ["b"])


def test_what_is_kept_stays_small_whatever_is_measured(store: LocalStore) -> None:
    for at in range(3):
        telemetry = Telemetry()
        for area in Area:
            for name in range(300):
                telemetry.took(area, f"{name}{'x' * 60}", 1e6, f"{name}{'y' * 60}")
        keep(store, telemetry, days=at)
    assert len(raw(store)) < 400_000


@pytest.mark.parametrize(
    "text", ["", "{", '{"figures": {"api": {"a": {"buckets": [1]}}}}', '{"figures": {"z": {}}}']
)
def test_figures_of_another_version_begin_anew(store: LocalStore, text: str) -> None:
    with store.unit_of_work(a_context()) as uow:
        uow.meta.set(TELEMETRY_FACT, text)
    assert kept_figures(store.unit_of_work, a_context()).since is None
    keep(store, session("a"))
    assert kept_figures(store.unit_of_work, a_context()).sessions == 1
