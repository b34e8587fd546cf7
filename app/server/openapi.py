"""The API's description: Litestar's own, with the request bodies that the handlers read by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from app.protocol.messages import (
    CredentialRequest,
    DeviceKeyRequest,
    HeadRequest,
    InviteRequest,
    JoinRequest,
    JoinStart,
    LoginRequest,
    PatientRowsRequest,
    PushRequest,
    RefreshRequest,
)
from app.protocol.nodes import ConfirmRequest
from app.protocol.numbers import NumbersRequest
from app.protocol.queries import AggregateRequest, QueryRequest
from app.protocol.record_writes import RecordChange, RecordCreate, RecordRemoval
from app.protocol.reports import GraphQLRequest
from app.protocol.snapshots import BootstrapRequest

BODIES: Mapping[tuple[str, str], type[msgspec.Struct]] = {
    ("post", "/v1/audit/heads"): HeadRequest,
    ("post", "/v1/auth/login"): LoginRequest,
    ("post", "/v1/auth/refresh"): RefreshRequest,
    ("put", "/v1/devices/self/key"): DeviceKeyRequest,
    ("post", "/v1/graphql"): GraphQLRequest,
    ("post", "/v1/invites"): InviteRequest,
    ("post", "/v1/join"): JoinRequest,
    ("post", "/v1/join/offer"): JoinStart,
    ("post", "/v1/records/{entity}"): RecordCreate,
    ("delete", "/v1/records/{entity}/{record_id}"): RecordRemoval,
    ("patch", "/v1/records/{entity}/{record_id}"): RecordChange,
    ("post", "/v1/records/{entity}/aggregate"): AggregateRequest,
    ("post", "/v1/records/{entity}/query"): QueryRequest,
    ("post", "/v1/record-numbers"): NumbersRequest,
    ("post", "/v1/sync/confirm"): ConfirmRequest,
    ("post", "/v1/sync/bootstrap"): BootstrapRequest,
    ("post", "/v1/sync/patient-rows"): PatientRowsRequest,
    ("post", "/v1/sync/push"): PushRequest,
    ("put", "/v1/users/{user_id}/credential"): CredentialRequest,
}
"""Method and address, and what is sent there."""
DESCRIPTION = "/openapi.json"
OPEN = (
    "/v1/auth/login",
    "/v1/auth/refresh",
    "/v1/health",
    "/v1/join",
    "/v1/join/offer",
    "/metrics",
)
"""Addresses that need no access token; all others do. Metrics have an operator's token."""


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
    for (method, address), shape in zip(BODIES, shapes, strict=True):
        is_required = method != "delete"
        body = {"required": is_required, "content": {"application/json": {"schema": shape}}}
        paths[address][method] = {**paths[address][method], "requestBody": body}
    for address in paths.keys() - OPEN:
        for method, operation in paths[address].items():
            paths[address][method] = {**operation, "security": [{"access_token": []}]}
    known = dict(description.get("components", {}))
    known["schemas"] = {**known.get("schemas", {}), **components}
    known["securitySchemes"] = {
        "access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    return {**description, "paths": paths, "components": known}
