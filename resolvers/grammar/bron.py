"""Bron: where information came from, how fresh it is, and whether every register answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, veld
from resolvers.grammar.errors import ErrorCode
from resolvers.grammar.inzage import BetrokkeneBron
from resolvers.grammar.lijst import gesloten_lijst

gesloten_lijst(
    "De gesloten lijst van foutcodes in `extensions.code`.",
    UNAUTHENTICATED="Er is niet ingelogd, of de sessie is verlopen.",
    FORBIDDEN="Er is geen grondslag om dit te zien.",
    ASSURANCE_LEVEL_TOO_LOW="Log in met een hoger betrouwbaarheidsniveau.",
    BAD_USER_INPUT="De invoer klopt niet.",
    NOT_FOUND="Dit bestaat niet, of u mag het niet zien.",
    REGISTER_UNAVAILABLE="Een register is niet bereikbaar.",
    REGISTER_TIMEOUT="Een register antwoordde niet op tijd.",
    REGISTER_INVALID_RESPONSE="Een register gaf een onbruikbaar antwoord.",
    LOG_UNAVAILABLE="De verstrekking kon niet worden vastgelegd; er is niets verstrekt.",
    RATE_LIMITED="Te veel vragen in korte tijd.",
    QUERY_TOO_COMPLEX="De vraag is te groot.",
    DEADLINE_EXCEEDED="Het antwoord duurde te lang.",
    INTERNAL_SERVER_ERROR="Er ging iets mis bij ons.",
    BAD_REQUEST="Het bericht is geen GraphQL-vraag.",
    GRAPHQL_PARSE_FAILED="De vraag is geen geldig GraphQL.",
    GRAPHQL_VALIDATION_FAILED="De vraag past niet op het schema.",
    OPERATION_RESOLUTION_FAILURE="Het is niet duidelijk welke operatie bedoeld is.",
    PERSISTED_QUERY_NOT_FOUND="Deze opgeslagen vraag is niet bekend.",
    PERSISTED_QUERY_ONLY="Alleen opgeslagen vragen zijn toegestaan.",
)(ErrorCode)
benoem(ErrorCode=ErrorCode)


@bedrijfsobject("Waar deze informatie vandaan komt en hoe vers zij is.", bron=BetrokkeneBron.GEEN)
class Bron(Bedrijfsobject):
    register: str = veld("De naam van het register in deze installatie.")
    naam: str = veld("De naam van het register zoals een klant hem kan lezen.")
    opgehaald_op: datetime = veld("Wanneer de informatie uit het register is gehaald.")
    formeel: bool = veld("Of dit de formele vindplaats is (het register van de organisatie die verantwoordelijk is).")


@bedrijfsobject("Of een register heeft geantwoord; zonder antwoord is een lijst onvolledig.", bron=BetrokkeneBron.GEEN)
class BronAntwoord(Bedrijfsobject):
    register: str = veld("De naam van het register in deze installatie.")
    volledig: bool = veld("Of alles uit dit register in het antwoord zit.")
    fout: ErrorCode | None = veld("Waarom niet. Leeg als het register gewoon antwoordde.")
    opgehaald_op: datetime | None = veld("Wanneer het register antwoordde. Leeg als het niet antwoordde.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Herkomst:
    """The register an adapter speaks for: what every record of it needs to name its source."""

    register: str
    naam: str
    formeel: bool = True

    def bron(self, op: datetime) -> Bron:
        return Bron(register=self.register, naam=self.naam, opgehaald_op=op, formeel=self.formeel)
