"""Toelating: what must hold before anything is done for a question: its document can be read and is not too large,
and who asks has not asked too much.
"""

from __future__ import annotations

from dataclasses import replace

from graphql import GraphQLSchema

from app.execution.documents import Document, Documenten, Geweigerd, te_groot
from app.execution.grenzen import Overschrijding
from app.execution.grenzen.budget import Budget
from app.execution.results import fout, van_graphql
from app.execution.variabelen import aantal, passen
from app.execution.vraag import Antwoord, Uitkomst, Vraag, antwoord
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import ZINNEN, ErrorCode, laat_los

_GEWEIGERD = {
    ErrorCode.BAD_REQUEST: Uitkomst.NIET_TE_LEZEN,
    ErrorCode.GRAPHQL_PARSE_FAILED: Uitkomst.NIET_TE_LEZEN,
    ErrorCode.PERSISTED_QUERY_NOT_FOUND: Uitkomst.ONBEKEND,
    ErrorCode.PERSISTED_QUERY_ONLY: Uitkomst.NIET_TOEGESTAAN,
    ErrorCode.QUERY_TOO_COMPLEX: Uitkomst.TE_GROOT,
}
#: A field of the schema, which is told without deciding or writing down, against one of anything else.
_GOEDKOPER = 10
#: When a process that has too many questions at the same time may have room again.
_STRAKS_S = 1


class Toelating:
    """`budget` None: everybody may ask as much as he likes."""

    def __init__(self, schema: GraphQLSchema, documenten: Documenten, budget: Budget | None) -> None:
        self._schema = schema
        self._documenten = documenten
        self._waarden = documenten.grenzen.waarden
        self._budget = budget

    async def lees(self, vraag: Vraag, afnemer: Authenticatie) -> Document | Antwoord:
        """The document, or why it cannot be one."""
        try:
            if vraag.weigering is not None:
                raise vraag.weigering
            if vraag.variables and (geteld := aantal(vraag.variables, self._waarden)) > self._waarden:
                raise te_groot([Overschrijding("waarden", geteld, self._waarden)])
            if (document := self._documenten.bekend(vraag.query)) is None:
                if self._budget is not None and (wacht_s := await self._budget.lees(afnemer, vraag.query)):
                    return _te_veel(wacht_s, vraag)
                document = await self._documenten.haal(vraag.query)
        except Geweigerd as refused:
            laat_los(refused)
            return self._weiger(refused, vraag)
        if document.soorten.get(vraag.operation_name) is None:
            code = ErrorCode.OPERATION_RESOLUTION_FAILURE
            problem = fout(code, ZINNEN[code].nl, vraag.trace_id)
            return antwoord(Uitkomst.NIET_GELDIG, {"errors": [problem]}, vraag)
        return document

    def _weiger(self, refused: Geweigerd, vraag: Vraag) -> Antwoord:
        errors = [van_graphql(error, vraag.trace_id, refused.code) for error in refused.fouten]
        uitkomst = _GEWEIGERD.get(refused.code, Uitkomst.NIET_GELDIG)
        if refused.node is not None and not passen(self._schema, refused.node, vraag.variables or {}):
            uitkomst = Uitkomst.WAARDEN_PASSEN_NIET  # whatever else is wrong with it
        return antwoord(uitkomst, {"errors": errors}, vraag)

    async def te_duur(self, document: Document, vraag: Vraag, afnemer: Authenticatie) -> Antwoord | None:
        """Why it costs more than may be asked at all, or than there is left for who asks; None: it may go on."""
        maten, naam = document.maten, vraag.operation_name
        kosten = maten.kosten(naam, vraag.variables)
        if (te_duur := maten.te_duur(naam, kosten)) is not None:
            return self._weiger(te_groot([te_duur]), vraag)
        if maten.van(naam).alleen_introspectie:
            kosten //= _GOEDKOPER
        if self._budget is not None and (wacht_s := await self._budget.neem(afnemer, kosten)):
            return _te_veel(wacht_s, vraag)
        return None


def te_druk(vraag: Vraag) -> Antwoord:
    """Nothing is known of it yet: to read it would be work too."""
    return _te_veel(_STRAKS_S, vraag, Uitkomst.TE_DRUK)


def _te_veel(wacht_s: int, vraag: Vraag, uitkomst: Uitkomst = Uitkomst.TE_VEEL) -> Antwoord:
    code = ErrorCode.RATE_LIMITED
    entry = fout(code, ZINNEN[code].nl, vraag.trace_id, extensions={"retryAfter": wacht_s})
    return replace(antwoord(uitkomst, {"errors": [entry]}, vraag), wacht_s=wacht_s)
