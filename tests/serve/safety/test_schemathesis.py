"""All that the OpenAPI says may be asked, asked by schemathesis: no fault, and nothing that it does not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.serve.api_site import as_read, client, fill, site

FILES = ("/export",)
"""Addresses that answer with files, which are of no schema."""


@pytest.mark.slow
def test_what_the_api_describes(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    fill(path)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", site(path, read=as_read))
    asked = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a fault of the description fails here
        asked += 1
        checks: list[Any] = [not_a_server_error]
        if not operation.path.endswith(FILES):
            checks += [content_type_conformance, response_schema_conformance]
        _ask(operation, checks)
    described = client(path).get("/api/openapi.json").json()["paths"]
    assert asked == sum(len(methods) for methods in described.values()) >= 20


def _ask(operation: Any, checks: list[Any]) -> None:
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        case.validate_response(case.call(), checks=checks)

    asked()
