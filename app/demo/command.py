"""`clinic-desk demo`: reads the options and starts the window, the two-desk outage or the tour."""

from __future__ import annotations

import argparse

from app.demo.clinic import USUAL_PATIENTS, USUAL_SEED, DemoPlan
from app.demo.clock import opening_time
from app.demo.look import USUAL, look
from app.demo.week import MOST_EDITS
from app.domain.errors import ConfigurationError

FEWEST, MOST = 50, 20_000


def run(options: argparse.Namespace) -> int:
    """Run the demo as the options say; its exit code."""
    plan = plan_of(options)
    if options.tour is not None:
        from app.demo.tour import run_tour

        looks = [look(words) for words in options.look or ()]
        return run_tour(options.tour, looks or USUAL, plan=plan)
    if options.headless:
        from app.demo.outage import run_outage

        return run_outage(plan=plan)
    from app.demo.window import run_demo_window

    return run_demo_window(plan=plan)


def plan_of(options: argparse.Namespace) -> DemoPlan:
    """What clinic to make up. Raises ConfigurationError naming the option that is wrong."""
    patients = USUAL_PATIENTS if options.patients is None else options.patients
    if not FEWEST <= patients <= MOST:
        raise ConfigurationError("--patients", f"is {FEWEST} to {MOST}")
    if options.week and not options.headless:
        raise ConfigurationError("--week", "goes with --headless")
    if not 0 <= options.week <= MOST_EDITS:
        raise ConfigurationError("--week", f"is 1 to {MOST_EDITS} edits at each desk")
    try:
        now = opening_time(options.clock)
    except ValueError:
        raise ConfigurationError("--clock", "is a time such as 2026-11-21T10:23") from None
    seed = USUAL_SEED if options.seed is None else options.seed
    return DemoPlan(patients=patients, seed=seed, now=now, week_edits=options.week)
