"""The reference server: the clinics' shared truth.

Lives here: the sync API, the one write function, tenants, sign-in, hints. May import: schema,
protocol, domain, security's password and token parts, Litestar, SQLAlchemy. Why: it decides by the
same pure rules as the desks, and never imports any of a desk's code.
"""
