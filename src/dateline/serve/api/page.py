"""``/api``: the description of the API as a plain page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from dateline.serve.site import CurrentSite

router = APIRouter(include_in_schema=False)
_DEPTH = 8


@router.get("/api")
def api_page(request: Request, site: CurrentSite) -> Response:
    """All addresses of the API, by what they are about; made of the same description as ``/api/openapi.json``."""
    described = request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/"):
                tag = operation.get("tags", ["Other"])[0]
                groups.setdefault(tag, []).append(_operation(described, path, method, operation))
    values = {"groups": groups, "title": described["info"]["title"], "version": described["info"]["version"]}
    return site.page(request, "api.html", values)


def _operation(described: Any, path: str, method: str, operation: Any) -> dict[str, Any]:
    answers = operation["responses"].get("200", {}).get("content", {})
    schema = answers.get("application/json", {}).get("schema", {})
    return {
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [_parameter(described, one) for one in operation.get("parameters", ())],
        "body": "requestBody" in operation,
        "fields": _fields(described, schema),
        "problems": {
            status: answer["description"]
            for status, answer in operation["responses"].items()
            if status != "200"
        },
    }


def _parameter(described: Any, given: Any) -> dict[str, str]:
    schema = _found(described, given["schema"])
    options = [_found(described, one) for one in schema.get("anyOf", [schema])]
    chosen: Any = next((one for one in options if one.get("type") != "null"), {})
    values = chosen.get("enum", ())
    kind = chosen.get("format") or chosen.get("type", "")
    examples = schema.get("examples") or chosen.get("examples") or ()
    return {
        "name": given["name"],
        "kind": ", ".join(map(str, values)) if values else str(kind),
        "required": "yes" if given.get("required") else "",
        "default": "" if schema.get("default") is None else str(schema["default"]),
        "says": given.get("description") or schema.get("description", ""),
        "example": str(examples[0]) if examples else "",
    }


def _fields(described: Any, schema: Any, depth: int = 0) -> list[dict[str, str]]:
    """The fields of what is answered; of a page of a list, those of its items."""
    schema = _found(described, schema)
    properties = schema.get("properties", {})
    if "items" in properties and depth < _DEPTH:
        return _fields(described, properties["items"].get("items", {}), depth + 1)
    return [
        {"name": name, "says": _says(described, one), "example": _example(one)}
        for name, one in properties.items()
    ]


def _says(described: Any, schema: Any) -> str:
    return str(schema.get("description") or _found(described, schema).get("description", ""))


def _example(schema: Any) -> str:
    examples = schema.get("examples") or ()
    return str(examples[0]) if examples else ""


def _found(described: Any, schema: Any) -> Any:
    """The schema itself, where another one is named."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return described["components"]["schemas"].get(name, schema) if name else schema
