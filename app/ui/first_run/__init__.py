"""The assistant of a computer without a clinic: create one or join one, page by page.

May import what the rest of app/ui may; nothing heavy (database, network, keyring), which
app/bootstrap/first_run.py reaches on threads. The window asks by signals and is told the outcome.
It exists so that a clinic starts without a terminal, and so that no step of it can be left half.
"""
