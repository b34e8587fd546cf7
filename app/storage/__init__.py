"""The encrypted local database and everything that writes to it.

Lives here: the SQLCipher connection, repositories, the unit of work, the queue, the audit trail,
search, the folder of encrypted files and the database threads. May import: schema, protocol,
domain. Why: one door for every write, so that a row, its audit event and its queued operation stay
together.
"""
