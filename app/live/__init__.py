"""The shared data-sync model every panel binds to.

Lives here: the Qt bridge of the commit feed, live queries and the DataSync facade. May import:
services, sync and the floors below, Qt. Why: panels see frozen values and one signal, and never
know where a change came from.
"""
