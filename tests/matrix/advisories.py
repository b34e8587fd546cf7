"""Row 22: whether a pinned package is publicly known to be vulnerable, asked of pip-audit.

    python -m tests.matrix.advisories        exit 1: one is, or one of them could not be asked about

pip-audit says "no known vulnerabilities" also of what its service has never heard of. So it is
asked first about a package that is known to have some: a service that does not know of those is
no witness, and where there is no witness the answer is "skipped", with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CONSTRAINTS = Path(__file__).parents[2] / "packaging" / "constraints.txt"
VERSION = "2.10.1"
KNOWN = "jinja2==2.11.2"
"""CVE-2020-28493 and seven later ones."""
SERVICES = ("pypi", "osv")
_PATIENCE_S = 300
Ask = Callable[[str, Path], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one service said of some packages; trouble: why it said nothing."""

    found: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    asked: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The line for people, and whether it is good news; is_skipped: nobody could be asked."""

    line: str
    is_good: bool
    is_skipped: bool = False


def read(stdout: str, stderr: str) -> Answer:
    """What pip-audit printed as JSON."""
    try:
        told: dict[str, Any] = json.loads(stdout)
    except ValueError:
        last = (stderr.strip().splitlines() or ["it said nothing"])[-1]
        return Answer(trouble=last[:160])
    packages = told["dependencies"]
    return Answer(
        found=tuple(
            f"{one['name']} {one['version']} {bug['id']}"
            for one in packages
            for bug in one.get("vulns", ())
        ),
        unknown=tuple(one["name"] for one in packages if "skip_reason" in one),
        asked=len(packages),
    )


def judge(ask: Ask, folder: Path, constraints: Path = CONSTRAINTS) -> Verdict:
    """Look for a witness, then ask about everything that is pinned."""
    control = folder / "control.txt"
    control.write_text(f"{KNOWN}\n", "utf-8")
    reasons: list[str] = []
    for service in SERVICES:
        answer = ask(service, control)
        if not answer.found:
            why = answer.trouble or f"it knows nothing of {KNOWN}, which has known vulnerabilities"
            reasons.append(f"{service}: {why}")
            continue
        return _of_all(ask(service, _pins(constraints, folder)), service)
    return Verdict(f"row 22: pip_audit=skipped ({'; '.join(reasons)})", True, is_skipped=True)


def _of_all(answer: Answer, service: str) -> Verdict:
    bad = (*answer.found, *(f"{name} not known to {service}" for name in answer.unknown))
    if answer.trouble:
        bad = (answer.trouble,)
    told = f"row 22: pip_audit={service} packages={answer.asked} known={len(answer.found)}"
    return Verdict(f"{told} {list(bad)}" if bad else told, not bad)


def _pins(constraints: Path, folder: Path) -> Path:
    """Names and versions alone: their hashes were checked when they were installed."""
    lines = constraints.read_text("utf-8").splitlines()
    pins = [line.split()[0] for line in lines if "==" in line and not line.startswith(("#", " "))]
    short = folder / "pins.txt"
    short.write_text("\n".join(pins) + "\n", "utf-8")
    return short


def _asker(python: Path) -> Ask:
    def ask(service: str, wanted: Path) -> Answer:
        told = _run(
            [
                *(str(python), "-m", "pip_audit", "--requirement", str(wanted), "--no-deps"),
                *("--disable-pip", "--vulnerability-service", service, "--timeout", "15"),
                *("--format", "json", "--progress-spinner", "off"),
            ]
        )
        return read(told.stdout, told.stderr)

    return ask


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", "no answer in five minutes")


def look() -> Verdict:
    """Install pip-audit beside everything else, and ask it."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        done = _run([str(python), "-m", "pip", "install", "--quiet", f"pip-audit=={VERSION}"])
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
            return Verdict(f"row 22: pip_audit=skipped (not installed: {last[:160]})", True, True)
        return judge(_asker(python), folder)


if __name__ == "__main__":
    verdict = look()
    print(verdict.line)
    sys.exit(0 if verdict.is_good else 1)
