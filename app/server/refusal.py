"""An answer that is no success: a stable code and a sentence without patient data."""

from __future__ import annotations

from http import HTTPStatus


class Refusal(Exception):
    """Raised by whoever decides, turned into an ErrorReply in one place."""

    def __init__(
        self, status: HTTPStatus, code: str, *, detail: str = "", retry_after_s: float = 0
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after_s = retry_after_s


def unauthorized(code: str) -> Refusal:
    """Nobody is signed in, or not any more."""
    return Refusal(HTTPStatus.UNAUTHORIZED, code)


def forbidden(code: str) -> Refusal:
    """Signed in, but shut out."""
    return Refusal(HTTPStatus.FORBIDDEN, code)


def bad_request(code: str, detail: str = "") -> Refusal:
    """The request does not have the agreed shape."""
    return Refusal(HTTPStatus.BAD_REQUEST, code, detail=detail)


def not_found() -> Refusal:
    """There is no such thing at this clinic."""
    return Refusal(HTTPStatus.NOT_FOUND, "not_found")


def conflict(code: str) -> Refusal:
    """What is asked for does not fit what there is."""
    return Refusal(HTTPStatus.CONFLICT, code)
