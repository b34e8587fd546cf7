"""Why a server gives no answer: name, port, certificate or silence; asked only after a failure."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from app.ui.first_run.answers import Unreached

_PORTS = {"https": 443, "http": 80}


def why_unreached(url: str, ca_file: Path | None, *, timeout_s: float = 5.0) -> Unreached:
    """Try the steps of a connection one by one; sends nothing. Takes up to two time-outs."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443))
    try:
        connection = socket.create_connection(address, timeout=timeout_s)
    except socket.gaierror:
        return Unreached.NO_SUCH_NAME
    except ConnectionRefusedError:
        return Unreached.NOBODY_LISTENS
    except TimeoutError:
        return Unreached.SILENT
    except OSError:
        return Unreached.UNKNOWN
    with closing(connection):
        return _handshake(connection, address[0], ca_file) if parts.scheme == "https" else _HEARD


def _handshake(connection: socket.socket, host: str, ca_file: Path | None) -> Unreached:
    from app.api.tls import tls_context

    try:
        tls_context(ca_file).wrap_socket(connection, server_hostname=host).close()
    except ssl.SSLCertVerificationError:
        return Unreached.NOT_TRUSTED
    except TimeoutError:
        return Unreached.SILENT
    except OSError:  # also ssl.SSLError: another protocol, or an older TLS
        return Unreached.NO_TLS
    return _HEARD


_HEARD = Unreached.UNKNOWN
