"""The description of the API, made from its handlers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel

REF = "#/components/schemas/{model}"
FILTERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "q": ("Words to search for, as on the page.", {"type": "string"}),
    "page": ("Which page, from 1.", {"type": "integer", "minimum": 1}),
    "size": ("How many on a page, 1 to 200.", {"type": "integer", "minimum": 1, "maximum": 200}),
    "order": ("`descending` turns the order.", {"type": "string", "enum": ["descending"]}),
    "as_of": ("Judge as of another day, from 1995 to 2100.", {"type": "string", "format": "date"}),
    "organisation": ("Only this organisation.", {"type": "integer"}),
    "days": ("How many days ahead, 1 to 3650.", {"type": "integer", "minimum": 1, "maximum": 3650}),
}
ABOUT = (
    "The register for programs. A token is made on the profile page and sent as `Authorization: Bearer ...`; it acts"
    " for its person, within their role. Changes name the version that was seen (If-Match), so that no work is lost."
)


def describe(handlers: Iterable[ControllerRouterHandler], dependencies: Mapping[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document of the handlers."""
    routes = list(handlers)
    config = OpenAPIConfig(
        title="art28",
        version="1",
        description=ABOUT,
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        security=[{"token": []}],
        use_handler_docstrings=True,
    )
    app = Litestar(routes, dependencies=dict(dependencies), openapi_config=config)
    document: dict[str, Any] = app.openapi_schema.to_schema()
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    document["paths"] = {path: item for path, item in document["paths"].items() if path.startswith("/api/")}
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                complete(document, route.path_format, handler, schemas)
    return document


def complete(document: dict[str, Any], path: str, handler: HTTPRouteHandler, schemas: dict[str, Any]) -> None:
    """Add what a handler says of its filters, its body and the version that it needs."""
    for method in handler.http_methods:
        operation = document["paths"].get(path, {}).get(method.lower())
        if operation is None:
            continue
        parameters = operation.setdefault("parameters", [])
        parameters += [query_parameter(name) for name in handler.opt.get("filters", ())]
        if handler.opt.get("if_match"):
            parameters.append(IF_MATCH)
        if body := handler.opt.get("body"):
            name = f"{body.__name__}Change" if handler.opt.get("partial") else body.__name__
            schemas[name] = body_schema(body, schemas, partial=handler.opt.get("partial", False))
            content = {"application/json": {"schema": {"$ref": REF.format(model=name)}}}
            operation["requestBody"] = {"required": True, "content": content}
        if upload := handler.opt.get("upload"):
            operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": upload}}}


IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that you saw.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    "example": '"1"',
}


def query_parameter(name: str) -> dict[str, Any]:
    """Return the description of a filter."""
    about, schema = FILTERS.get(name, ("As on the page; what is not known there narrows nothing.", {"type": "string"}))
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


def body_schema(body: type[BaseModel], schemas: dict[str, Any], *, partial: bool) -> dict[str, Any]:
    """Return the schema of what is sent; of a change every field may be left out."""
    schema = body.model_json_schema(ref_template=REF)
    schemas.update(schema.pop("$defs", {}))
    if partial:
        schema.pop("required", None)
        schema["title"] = f"{schema.get('title', body.__name__)}Change"
    return schema
