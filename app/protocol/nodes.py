"""The clinic's nodes on the wire: the server, its standbys, the workstations; and how far a write
has to be confirmed."""

from __future__ import annotations

import msgspec


class NodeLine(msgspec.Struct):
    """One node. behind counts changes it does not have yet; -1: not known."""

    role: str
    name: str
    state: str
    id: str = ""
    seen_at: str = ""
    behind: int = -1


class NodeList(msgspec.Struct):
    """Every node the server knows; standbys counts those that a level may wait for."""

    nodes: list[NodeLine]
    standbys: int
    server_time: str


class ConfirmRequest(msgspec.Struct):
    """Wait until what the clinic has written by now is at as many nodes as the level says."""

    level: str


class ConfirmReply(msgspec.Struct):
    """How many standbys had to have it, and how many have."""

    needed: int
    reached: int
