"""Beleid: what decides, in this installation: the schema with its directives, and the matrix as the settings change it;
with a fingerprint of both for the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from hashlib import sha256

import strawberry

from app.authorization.matrix import KANALEN, Kanaalrij, MatrixFout, Rij, stel_op
from app.config import ConfigFout, Settings
from resolvers.federatie import subgraph_sdl
from resolvers.schema import schema as graph
from resolvers.schema import subgraph


@cache
def sdl(schema: strawberry.Schema = graph) -> str:
    """The schema as a client may download it."""
    return schema.as_str() + "\n"


def sdl_voor_supergraph() -> str:
    """The schema as a supergraph is composed of it."""
    return subgraph_sdl(subgraph()) + "\n"


def matrix_van(settings: Settings) -> tuple[Rij, ...]:
    """The matrix as the configuration changes it. Raises ConfigFout for a row that cannot be."""
    try:
        matrix = stel_op(settings.toegang.matrix)
    except MatrixFout as error:
        raise ConfigFout(str(error)) from None
    for rij in matrix:
        if rij.activiteit not in settings.verwerkingenlog.activiteiten:
            raise ConfigFout(
                f"`toegang.matrix.{rij.naam}`: de activiteit staat niet in `verwerkingenlog.activiteiten`."
            )
    return matrix


def beleid_van(matrix: Sequence[Rij]) -> str:
    """A fingerprint of what decides: the schema with its directives, and the matrix."""
    rijen: list[Rij | Kanaalrij] = [*matrix, *KANALEN.values()]
    rows = "\n".join(map(_als_tekst, rijen))
    return sha256(f"{sdl()}{rows}".encode()).hexdigest()[:16]


def _als_tekst(rij: Rij | Kanaalrij) -> str:
    """The same in every process: a set has no order of its own."""
    values = ((field.name, getattr(rij, field.name)) for field in fields(rij))
    return " ".join(
        f"{name}={sorted(item.value for item in value) if isinstance(value, frozenset) else value}"
        for name, value in values
    )
