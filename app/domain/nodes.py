"""The nodes of a clinic's data: the server, its standbys and the workstations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NodeRole(StrEnum):
    """What a node is for."""

    SERVER = "server"
    STANDBY = "standby"
    WORKSTATION = "workstation"


class NodeState(StrEnum):
    """How a node stands."""

    IN_STEP = "in_step"
    BEHIND = "behind"
    AWAY = "away"
    """It does not answer."""
    SHUT_OUT = "shut_out"
    """A workstation that may not come in any more."""
    KNOWN = "known"
    """A workstation: it was seen at a time, and nothing more is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node. behind counts changes it does not have yet, None where that is not known; state and
    role are kept as the server said them."""

    role: str
    name: str
    state: str
    id: str = ""
    seen_at: datetime | None = None
    behind: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """All of them, and how many standbys a write may wait for."""

    nodes: tuple[Node, ...]
    standbys: int
