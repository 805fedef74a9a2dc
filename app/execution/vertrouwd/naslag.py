"""Naslag: from what a request says to the text that is meant: a registered document, one that a client registered on
the way (Automatic Persisted Queries), or the text that stands in the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLError

from app.execution.documents import Documenten, Geweigerd
from app.execution.vertrouwd.manifest import hash_van, is_hash, kale_id
from app.registries.cache import Lru
from resolvers.grammar.errors import ZINNEN, ErrorCode

_MEESTE_ONDERWEG = 1000
#: A document that may be asked is a thousand tokens; what is longer is mostly remarks, and not ours to keep.
_LANGSTE_ONDERWEG = 32_768

#: Not a sentence for people: clients of Apollo and urql look for just this word, and then send their question whole.
_APQ_ONBEKEND = "PersistedQueryNotFound"
_ANDERE_TEKST = "De vraag is niet die waarbij dit id hoort."


@dataclass(frozen=True, slots=True)
class Verwijzing:
    """An id as a client gave it. `apq`: in the words of Automatic Persisted Queries."""

    id: str
    apq: bool = False


class Naslag:
    """`alleen`: what is not registered is not answered. `apq`: a client may register what it asks, for as long as there
    is room."""

    def __init__(
        self,
        documenten: Documenten,
        geregistreerd: Mapping[str, str] | None = None,
        *,
        alleen: bool = False,
        apq: bool = False,
    ) -> None:
        self._documenten = documenten
        self._geregistreerd = {kale_id(id_): tekst for id_, tekst in (geregistreerd or {}).items()}
        self._teksten = frozenset(self._geregistreerd.values()) if alleen else None
        self._onderweg: Lru[str, str] | None = Lru(_MEESTE_ONDERWEG) if apq else None

    def tekst(self, query: str | None, verwijzing: Verwijzing | None, *, vrij: bool = False) -> str:
        """The text that is meant. `vrij`: who asks need not register (another organisation that proved who it is: its
        questions are made as they are asked). Raises Geweigerd."""
        if verwijzing is None:
            return self._vrij(query or "", vrij)
        id_ = kale_id(verwijzing.id)
        if (bekend := self._bekend(id_)) is not None:
            if query and query != bekend:
                raise _weigering(ErrorCode.BAD_REQUEST, _ANDERE_TEKST)
            return bekend
        if not query:
            raise _weigering(ErrorCode.PERSISTED_QUERY_NOT_FOUND, _APQ_ONBEKEND if verwijzing.apq else None)
        if (verwijzing.apq or is_hash(id_)) and hash_van(query) != id_:
            raise _weigering(ErrorCode.BAD_REQUEST, _ANDERE_TEKST)
        text = self._vrij(query, vrij)
        if self._onderweg is not None and is_hash(id_) and len(text) <= _LANGSTE_ONDERWEG:
            self._documenten.lees(text)  # what cannot be asked is not kept
            self._onderweg.zet(id_, text)
        return text

    def _bekend(self, id_: str) -> str | None:
        if (found := self._geregistreerd.get(id_)) is not None or self._onderweg is None:
            return found
        return self._onderweg.get(id_)

    def _vrij(self, query: str, vrij: bool) -> str:
        """A text that is that of a registered document is one, however it came."""
        if self._teksten is not None and not vrij and query not in self._teksten:
            raise _weigering(ErrorCode.PERSISTED_QUERY_ONLY)
        return query


def _weigering(code: ErrorCode, melding: str | None = None) -> Geweigerd:
    return Geweigerd(code, (GraphQLError(melding or ZINNEN[code].nl),))
