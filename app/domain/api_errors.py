"""What can go wrong between desk and server; the tree is drawn in errors.py, which hands these
out."""

from __future__ import annotations

from app.domain.error_root import ClinicError
from app.domain.storage_errors import ConnectionFailed, ConnectionLost


class ApiError(ClinicError):
    """The remote API could not be used as wished."""

    code = "api_error"


class Unreachable(ConnectionFailed, ApiError):
    """No answer from the server."""

    code = "unreachable"


class AnswerLost(ConnectionLost, Unreachable):
    """The connection broke while the server was answering; asking again is safe."""

    code = "answer_lost"


class ServerTrouble(ApiError):
    """The server answered that it is in trouble (5xx)."""

    code = "server_trouble"

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class RateLimited(ApiError):
    """The server asks to wait."""

    code = "rate_limited"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"retry after {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class RequestRefused(ApiError):
    """The server refuses the request as it stands (4xx); `reason` is its code. retry_after_s is
    when it may be made again, where the server says so."""

    code = "request_refused"

    def __init__(self, status: int, reason: str = "", retry_after_s: float = 0.0) -> None:
        super().__init__(f"HTTP {status} {reason}".strip())
        self.status = status
        self.reason = reason
        self.retry_after_s = retry_after_s


class NeedsLogin(ApiError):
    """The tokens are no longer accepted; the user must sign in to the server again."""

    code = "needs_login"


class DeviceRevoked(ApiError):
    """The server shut this workstation out."""

    code = "device_revoked"


class UpgradeRequired(ApiError):
    """The server no longer speaks this version of the protocol."""

    code = "upgrade_required"


class ResyncRequired(ApiError):
    """The cursor is from another epoch or below the server's floor."""

    code = "resync_required"


class MalformedReply(ApiError):
    """The reply does not have the agreed shape (a gateway page, a truncated body)."""

    code = "malformed_reply"
