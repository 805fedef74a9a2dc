"""Klantvraag: somebody calls about his zaak; the desk sees who he is and how his zaken are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

_VRAGEN = Path(__file__).parent.parent / "vragen"
_ZAAK = (_VRAGEN / "zaak.graphql").read_text(encoding="utf-8")
_KLANT = "\n".join(
    (_VRAGEN / naam).read_text(encoding="utf-8") for naam in ("klant-van-zaak.graphql", "zaakregel.graphql")
)


@dataclass(frozen=True, slots=True)
class Antwoord:
    """`gesloten`: what may not be shown; it is null in `klant` as what is not there, and the screen can say which."""

    klant: dict[str, Any] | None
    gesloten: frozenset[str]


class MijnZakenFout(Exception):
    """Why there is no answer: one of the codes of the schema's ErrorCode."""


class Klantvraag:
    """`client`: with the address of MijnZaken and the token of the medewerker who asks, not one of the system: the log
    must hold who asked."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def bij_zaaknummer(self, zaaknummer: str) -> Antwoord:
        """The zaak that the caller names is the aanleiding; without one that exists, a desk sees nobody."""
        zaak = self._vraag(_ZAAK, {"zaaknummer": zaaknummer})["data"]["zaak"]
        if zaak is None:
            return Antwoord(None, frozenset())
        found = self._vraag(_KLANT, {"zaaknummer": zaaknummer, "zaak": zaak["id"]})
        gesloten = frozenset(str(entry["pad"]) for entry in found.get("extensions", {}).get("afgeschermd", ()))
        return Antwoord(found["data"]["klant"], gesloten)

    def _vraag(self, query: str, variables: dict[str, str]) -> dict[str, Any]:
        """The answer. A part that a register did not give is null, and no reason to show nothing; no data at all is."""
        answer: dict[str, Any] = self._client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"Accept": "application/graphql-response+json"},
        ).json()
        if answer.get("data") is None:
            raise MijnZakenFout(", ".join(str(error["extensions"]["code"]) for error in answer["errors"]))
        return answer
