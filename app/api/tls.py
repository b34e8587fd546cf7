"""How the desk knows its server: one authority, TLS 1.3, nothing from the environment."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi

from app.domain.errors import ConfigurationError


def tls_context(ca_file: Path | None, ca_pem: str = "") -> ssl.SSLContext:
    """Trust in the clinic's own authority where one is given, by file or as PEM, else in the public
    ones.

    Not ssl.create_default_context: that writes every session's keys to the file that the
    environment variable SSLKEYLOGFILE names.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        if ca_file is None and ca_pem:
            context.load_verify_locations(cadata=ca_pem)
        else:
            context.load_verify_locations(ca_file or certifi.where())
    except (OSError, ssl.SSLError):
        raise ConfigurationError(
            "CLINIC_DESK_SERVER_CA_FILE", "is no readable certificate in PEM form"
        ) from None
    return context
