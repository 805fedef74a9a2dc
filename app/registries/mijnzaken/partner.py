"""Partner: a ketenpartner's MijnZaken as a Ketenregister.

Asked as an overheidsorganisatie: with a token that is bound to our certificate (RFC 8705), our verwerkingsactiviteit,
the trace of the question that we answer, what is left of its time, and by whom the question came. A partner by whom it
came is not asked: no question goes round.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import GraphQLError, GraphQLSchema, build_schema
from msgspec import Struct, field

from app.registries.cache import Gedeeld
from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.mijnzaken.lezen import Lezer, Onleesbaar
from app.registries.mijnzaken.vraag import Vragensteller, tekst
from app.registries.oproep import PAD, RESTEREND, deadline, ketenpad
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.context import Selectie
from resolvers.grammar.errors import (
    ErrorCode,
    MijnZakenError,
    RegisterError,
    RegisterInvalidResponse,
    RegisterUnavailable,
)
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.sleutel import Sleutel
from resolvers.keten import Ketenvraag
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.organisatie import Organisatie
from resolvers.zaak import Zaak

#: What is kept of the time that is left, to make an answer of what came.
_VOOR_ONS_S = 0.1
_SCHEMA_BYTES = 2_000_000
#: Matters of one zaak; more is no answer to what was asked.
_MEESTE_PER_ZAAK = 50


class Geweigerd(RegisterError):
    code = ErrorCode.FORBIDDEN
    message = "Een ketenpartner verstrekt dit niet aan ons."
    retryable = False


class _Extensies(Struct):
    code: str = ""


class _Fout(Struct):
    extensions: _Extensies = field(default_factory=_Extensies)
    path: list[str | int] | None = None

    def gaat_over(self, nummer: int) -> bool:
        """Whether it is about the zaak with this place in the question; what names no place is about all."""
        return (self.path or [])[1:2] in ([], [nummer])


class _Ketenzaak(Struct):
    identificatie: str
    informatie: list[dict[str, object]] | None = None


class _Data(Struct):
    ketenzaken: list[_Ketenzaak] | None = None


class _Antwoord(Struct):
    data: _Data | None = None
    errors: list[_Fout] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """`categorieen`: what the agreement covers; `eigen_oin`: ours; `kenmerk_bronnen`: by which words a zaak of ours
    says that a kenmerk is his number; `diepte`: past how many organisations a question may go, this one included."""

    partner: Organisatie
    sleutels: frozenset[Sleutel]
    activiteit: str
    naam: str
    eigen_oin: str
    client: RegisterClient
    cache: Gedeeld
    schema: GraphQLSchema
    categorieen: frozenset[GegevensCategorie]
    kenmerk_bronnen: Sequence[str]
    diepte: int

    def kent_als(self, zaak: Zaak) -> str | None:
        found = (kenmerk.kenmerk for kenmerk in zaak.kenmerken or () if kenmerk.bron in self.kenmerk_bronnen)
        return next((nummer for nummer in found if nummer and len(nummer) <= 40), None)

    def vraagbaar(self) -> bool:
        pad = ketenpad.get()
        return self.partner.oin not in pad and len(pad) < self.diepte

    async def bijdragen(
        self, zaken: Sequence[Ketenvraag], selectie: Selectie, opent: frozenset[GegevensCategorie]
    ) -> Sequence[Deellijst[MijnZakenInformatie] | MijnZakenError]:
        steller = Vragensteller(ons=self.schema, hun=await self._hun_schema())
        if not steller.kan_het:
            raise RegisterInvalidResponse(self.naam, detail="the partner's release does not know ketenzaken")
        gevraagd = steller.snij(selectie, opent & self.categorieen)
        answer = await self.client.post(
            "/graphql",
            _Antwoord,
            json={
                "query": tekst(gevraagd),
                "variables": {
                    "zaken": [{"identificatie": zaak.identificatie, "kenmerk": zaak.kenmerk} for zaak in zaken],
                    "activiteit": self.activiteit,
                },
            },
            kopteksten=self._kopteksten(),
            idempotent=True,
        )
        found = answer.data.ketenzaken if answer.data is not None else None
        if found is None:
            raise self._waarom(answer.errors)
        if [zaak.identificatie for zaak in found] != [zaak.identificatie for zaak in zaken]:
            # what belongs to one zaak must not be shown with another, which may be somebody else's
            raise RegisterInvalidResponse(self.naam, detail="the answers are not those of the questions")
        try:
            return [
                self._van_zaak(zaak.informatie, gevraagd, [fout for fout in answer.errors if fout.gaat_over(nummer)])
                for nummer, zaak in enumerate(found)
            ]
        except Onleesbaar as error:
            raise RegisterInvalidResponse(self.naam, detail=str(error)) from None

    def _van_zaak(
        self, informatie: Sequence[dict[str, object]] | None, gevraagd: Selectie, fouten: Sequence[_Fout]
    ) -> Deellijst[MijnZakenInformatie] | MijnZakenError:
        """Raises Onleesbaar."""
        if informatie is None:
            return self._waarom(fouten) if fouten else Geweigerd(self.naam)
        lezer = Lezer(self.schema, self.naam)
        items = [lezer.informatie(item, gevraagd) for item in informatie[:_MEESTE_PER_ZAAK]]
        return Deellijst(items, [self._waarom(fouten)] if fouten else [])

    def _kopteksten(self) -> Mapping[str, str]:
        found = {PAD: ", ".join((*ketenpad.get(), self.eigen_oin))}
        if (until := deadline.get()) is not None:
            over_s = until - asyncio.get_running_loop().time() - _VOOR_ONS_S
            found[RESTEREND] = str(max(1, int(min(over_s, self.client.grenzen.timeout_s) * 1000)))
        return found

    def _waarom(self, fouten: Sequence[_Fout]) -> MijnZakenError:
        codes = {fout.extensions.code for fout in fouten} & ErrorCode.__members__.keys()
        if ErrorCode.FORBIDDEN.value in codes:
            return Geweigerd(self.naam)
        if ErrorCode.GRAPHQL_VALIDATION_FAILED.value in codes:
            self.cache.vergeet((self.naam,))  # the partner's release is another one than it was
        if codes & {ErrorCode.GRAPHQL_VALIDATION_FAILED.value, ErrorCode.BAD_USER_INPUT.value}:
            return RegisterInvalidResponse(self.naam, detail="the partner does not understand the question")
        return RegisterUnavailable(self.naam, detail=f"the partner could not answer: {', '.join(sorted(codes))}")

    async def _hun_schema(self) -> GraphQLSchema | None:
        found: GraphQLSchema | None = await self.cache.get((self.naam, "schema", ""), self._haal_schema)
        return found

    async def _haal_schema(self) -> GraphQLSchema | None:
        """None: it is not there or is no schema; then it is taken to be as ours, and a refusal will tell."""
        body = bytearray()
        try:
            async with self.client.stream("/schema.graphql", max_bytes=_SCHEMA_BYTES, duur_s=10) as stream:
                async for part in stream:
                    body += part
        except (Afwezig, Verborgen):
            return None
        try:
            return await asyncio.to_thread(build_schema, body.decode(), assume_valid=True, assume_valid_sdl=True)
        except (GraphQLError, UnicodeDecodeError, RecursionError, TypeError):
            return None
