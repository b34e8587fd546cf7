"""Pure format adapters between files of other systems and the clinic's records.

Lives here: FHIR R4 in (`fhir*.py`, dictionaries to records), tables in (`csv_*.py`, rows to the
same dictionaries, ledgers to entries), the reader process that opens the files under limits
(`reader.py`, `files.py`, `gathering.py`) and the parent's end of its pipe (`session.py`); out go
tables (`csv_out.py`), the audit trail (`audit_export.py`) and calendars (`icalendar_out.py`). May
import protocol and domain. A room of its own so that hostile files are parsed far from the database
and its keys: the reader runs in a process that holds neither.
"""
