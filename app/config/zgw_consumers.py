"""Zgw_consumers: the block with services that municipalities already have, as registers.

Source: django-setup-configuration, step `zgw_consumers` (`services[]`: identifier, api_type, api_root, auth_type, …).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_API = {"zrc": "zaken", "ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}


def registers_uit_zgw_consumers(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ZGW APIs of one address and client_id are one Open Zaak; a `kic` is an Open Klant. Other kinds have no
    adapter."""
    services = [_service(found) for found in block.get("services", [])]
    single = _met_een_openzaak(services)
    made: dict[tuple[str, ...], dict[str, Any]] = {}
    for service in services:
        kind, root, client_id = service["kind"], service["root"], service["client_id"]
        if kind in _API:
            register = _register(service, "openzaak", f"/{_API[kind]}/api/v1")
            key = ("openzaak", client_id, "" if client_id in single else register["url"])
            made.setdefault(key, register)["urls"][_API[kind]] = root
        elif kind == "kic":
            register = _register(service, "openklant", "/klantinteracties/api/v1")
            made[("openklant", root)] = {**register, "urls": {"klantinteracties": root}}
    return list(made.values())


def _service(found: Mapping[str, Any]) -> dict[str, Any]:
    root = str(found.get("api_root", "")).rstrip("/")
    return {
        "naam": _slug(found["identifier"]),
        "kind": str(found.get("api_type", "")),
        "root": root,
        "client_id": str(found.get("client_id")),
        "credentials": _credentials(found),
    }


def _met_een_openzaak(services: list[dict[str, Any]]) -> set[str]:
    """The client_ids of which no API occurs twice: one Open Zaak, also where its APIs have a host each. When an API
    does occur twice there are several, and the address tells them apart."""
    kinds: dict[str, list[str]] = {}
    for service in services:
        if service["kind"] in _API:
            kinds.setdefault(service["client_id"], []).append(service["kind"])
    return {client_id for client_id, found in kinds.items() if len(set(found)) == len(found)}


def _register(service: Mapping[str, Any], soort: str, pad: str) -> dict[str, Any]:
    return {
        "naam": service["naam"],
        "soort": soort,
        "url": service["root"].removesuffix(pad),
        "urls": {},
        "credentials": service["credentials"],
    }


def _slug(identifier: object) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in str(identifier).lower()).strip("-")


def _credentials(service: Mapping[str, Any]) -> dict[str, Any]:
    auth = service.get("auth_type", "zgw")
    if auth == "zgw":
        return {"type": "zgw", "client_id": service.get("client_id", ""), "secret": service.get("secret", "")}
    if auth == "api_key":
        return {
            "type": "api_key",
            "koptekst": service.get("header_key", "Authorization"),
            "sleutel": service.get("header_value", ""),
        }
    if auth == "oauth2_client_credentials":
        return {
            "type": "oidc",
            "token_url": service.get("oauth2_token_url", ""),
            "client_id": service.get("client_id", ""),
            "secret": service.get("secret", ""),
            "scope": service.get("oauth2_scope", ""),
        }
    return {"type": "geen"}
