"""All that the OpenAPI says may be asked, asked by schemathesis: no fault, and nothing that it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.serve.api_site import as_read, fill, site

pytestmark = pytest.mark.slow
NOT_READ = ("/export",)  # files, which are of no schema


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("schemathesis") / "site.db"
    fill(path)
    yield schemathesis.openapi.from_asgi("/api/openapi.json", site(path, read=as_read))


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_what_the_api_describes(case: Any) -> None:
    answer = case.call()
    checks = [not_a_server_error]
    if not case.path.endswith(NOT_READ):
        checks += [content_type_conformance, response_schema_conformance]
    case.validate_response(answer, checks=checks)
