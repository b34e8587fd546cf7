"""The Sync centre: how this desk stands with the server, and what waits, piece by piece.

It imports no other panel: the page of conflicts is handed in by the main window.
"""
