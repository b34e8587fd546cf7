"""The remote as the desk uses it.

Lives here: the HTTP client, token refresh, the WebSocket listener. May import: protocol, settings,
domain, httpx, websockets. Why: everything that can go wrong on a network becomes one of a few
errors here, and nothing above knows HTTP.
"""
