"""How a desk's changes reach the server and the server's changes reach the desk.

Lives here: the engine (a pure step function), the one task that drives it, and the plans for
pushing and pulling, and files on their way. May import: protocol, logs, settings, domain; storage
and the API only as ports. Why: retry, order and conflict rules stand in pure functions that a
simulator can replay.
"""
