"""Vragen: asking the service as one of the demo's personas, from the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse

from app.console.tabel import tabel
from app.registries.client import luister, stel_vraag
from app.sandbox import uitgever


def voorbeeld() -> str:
    """The query with which a newcomer begins: all that a citizen would want to know."""
    return (files("app.sandbox") / "voorbeeld.graphql").read_text(encoding="utf-8")


def token(persona: str, geldig_s: int) -> str:
    return uitgever.token(persona, geldig_s)


async def ask(vraag: Mapping[str, Any], persona: str, url: str) -> dict[str, Any] | str:
    """The answer to a question as it goes over the line (query, variables, operationName); or a line that says why
    there is none."""
    headers = {"Authorization": f"Bearer {uitgever.token(persona)}", "X-MijnZaken-Oproepen": "1"}
    return await stel_vraag(url, vraag, headers)


def is_abonnement(query: str) -> bool:
    """Whether it is a subscription, as far as it can be read."""
    try:
        operaties = parse(query, max_tokens=1000).definitions
    except (GraphQLError, RecursionError):
        return False  # the service says what is wrong with it
    return any(
        isinstance(node, OperationDefinitionNode) and node.operation is OperationType.SUBSCRIPTION for node in operaties
    )


async def volg(vraag: Mapping[str, Any], persona: str, url: str, toon: Callable[[dict[str, Any]], None]) -> str | None:
    """Shows each change as it comes, until the service stops. A line when there is nothing to follow."""
    headers = {"Authorization": f"Bearer {uitgever.token(persona)}"}
    return await luister(f"{url.rstrip('/')}/stream", vraag, headers, toon)


def tabel_van_oproepen(oproepen: Sequence[dict[str, Any]]) -> str:
    """method, register, path template, how often, the slowest: one line per kind of call."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    for call in oproepen:
        groups.setdefault((call["register"], call["methode"], call["sjabloon"]), []).append(float(call["ms"]))
    rows = [
        (register, methode, pad, str(len(ms)), f"{max(ms):.1f}")
        for (register, methode, pad), ms in sorted(groups.items())
    ]
    return tabel(("register", "methode", "pad", "aantal", "traagste ms"), rows) + f"\n{len(oproepen)} oproepen"
