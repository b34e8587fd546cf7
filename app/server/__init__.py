"""The reference server: the clinics' shared truth.

Lives here: the sync API, the one write function, tenants, sign-in, hints, files in their object
storage. May import: schema, protocol, domain, security's password, token and file cipher parts,
Litestar, SQLAlchemy, obstore. Why: it decides by the same pure rules as the desks, and never
imports any of a desk's code.
"""
