"""The API's description: Litestar's own, with the request bodies that the handlers read by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from app.protocol.messages import (
    InviteRequest,
    JoinRequest,
    JoinStart,
    LoginRequest,
    PushRequest,
    RefreshRequest,
)

BODIES: Mapping[str, type[msgspec.Struct]] = {
    "/v1/auth/login": LoginRequest,
    "/v1/auth/refresh": RefreshRequest,
    "/v1/invites": InviteRequest,
    "/v1/join": JoinRequest,
    "/v1/join/offer": JoinStart,
    "/v1/sync/push": PushRequest,
}
"""Address and what is posted there."""
SIGNED = ("/v1/auth/logout", "/v1/invites", "/v1/sync/pull", "/v1/sync/push", "/v1/ws/ticket")
"""Addresses that need an access token."""


class DescriptionPlugin(JsonRenderPlugin):
    """Serves the description with the bodies and the token requirement added."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The description as JSON."""
        return super().render(request, with_bodies(openapi_schema))


def with_bodies(description: Mapping[str, Any]) -> dict[str, Any]:
    """A description in which posted messages, too, have their shapes."""
    shapes, components = msgspec.json.schema_components(
        BODIES.values(), ref_template="#/components/schemas/{name}"
    )
    paths = {address: dict(methods) for address, methods in description["paths"].items()}
    for address, shape in zip(BODIES, shapes, strict=True):
        body = {"required": True, "content": {"application/json": {"schema": shape}}}
        paths[address]["post"] = {**paths[address]["post"], "requestBody": body}
    for address in SIGNED:
        for method, operation in paths[address].items():
            paths[address][method] = {**operation, "security": [{"access_token": []}]}
    known = dict(description.get("components", {}))
    known["schemas"] = {**known.get("schemas", {}), **components}
    known["securitySchemes"] = {
        "access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    return {**description, "paths": paths, "components": known}
