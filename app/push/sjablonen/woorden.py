"""Woorden: all sentences of a message, per language. Plain language (B1); every kind of change and every statusgroep of
the schema has one in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resolvers.mijnzaken import WijzigingSoort
from resolvers.proces import Statusgroep

_S, _G = WijzigingSoort, Statusgroep


@dataclass(frozen=True, slots=True, kw_only=True)
class Woorden:
    """`{zaak}` is what the matter is called, or `zaak_zonder_naam`. `gebeurd`: one sentence per kind of change."""

    taal: str
    onderwerp: str
    aanhef: str
    zaak_zonder_naam: str
    gebeurd: Mapping[WijzigingSoort, str]
    stand: Mapping[Statusgroep, str]
    bekijk: str
    zonder_link: str
    inloggen: str
    waarom: str
    groet: str
    kort: str


_NL = Woorden(
    taal="nl",
    onderwerp="Er is nieuws over {zaak}",
    aanhef="Beste lezer,",
    zaak_zonder_naam="uw zaak",
    gebeurd={
        _S.VERZOEK_ONTVANGEN: "Wij hebben uw verzoek ontvangen: {zaak}.",
        _S.ZAAK_GESTART: "Wij zijn begonnen met {zaak}.",
        _S.ZAAK_GEWIJZIGD: "Er is iets veranderd aan {zaak}.",
        _S.STATUS_GEWIJZIGD: "Er is een nieuwe stap gezet in {zaak}.",
        _S.BESLUIT_GENOMEN: "Er is een besluit genomen over {zaak}.",
        _S.DOCUMENT_TOEGEVOEGD: "Er staat een nieuw document klaar bij {zaak}.",
        _S.RESULTAAT_BEKEND: "Er is een uitkomst in {zaak}.",
        _S.PRODUCT_GEWIJZIGD: "Er is iets veranderd aan wat u van ons krijgt: {zaak}.",
        _S.TAAK_GEWIJZIGD: "Er is iets veranderd in wat u zelf nog moet doen voor {zaak}.",
        _S.KETENSTATUS_GEWIJZIGD: "Een organisatie die meewerkt aan {zaak} heeft een stap gezet.",
    },
    stand={
        _G.CONCEPT: "De aanvraag is nog niet verstuurd.",
        _G.ONTVANGEN: "Wij hebben het ontvangen.",
        _G.IN_BEHANDELING: "Wij zijn ermee bezig.",
        _G.WACHT_OP_KLANT: "Wij wachten op u.",
        _G.OPGESCHORT: "Het ligt even stil.",
        _G.BESLIST: "Er is beslist.",
        _G.AFGEROND: "Het is klaar.",
        _G.ONBEKEND: "",
    },
    bekijk="Bekijk hoe het ervoor staat:",
    zonder_link="Log in bij ons om te bekijken hoe het ervoor staat.",
    inloggen="U moet daarvoor inloggen. Wij vragen nooit in een bericht om uw wachtwoord of pincode.",
    waarom="U krijgt dit bericht omdat u berichten over uw zaken wilt ontvangen. Na inloggen kunt u dat aanpassen.",
    groet="Met vriendelijke groet,",
    kort="{afzender}: er is nieuws over uw zaak.",
)

_EN = Woorden(
    taal="en",
    onderwerp="There is news about {zaak}",
    aanhef="Dear reader,",
    zaak_zonder_naam="your case",
    gebeurd={
        _S.VERZOEK_ONTVANGEN: "We have received your request: {zaak}.",
        _S.ZAAK_GESTART: "We have started working on {zaak}.",
        _S.ZAAK_GEWIJZIGD: "Something has changed in {zaak}.",
        _S.STATUS_GEWIJZIGD: "A new step has been taken in {zaak}.",
        _S.BESLUIT_GENOMEN: "A decision has been made about {zaak}.",
        _S.DOCUMENT_TOEGEVOEGD: "A new document is ready for you with {zaak}.",
        _S.RESULTAAT_BEKEND: "There is an outcome in {zaak}.",
        _S.PRODUCT_GEWIJZIGD: "Something has changed in what you receive from us: {zaak}.",
        _S.TAAK_GEWIJZIGD: "Something has changed in what you still have to do for {zaak}.",
        _S.KETENSTATUS_GEWIJZIGD: "An organisation that works on {zaak} has taken a step.",
    },
    stand={
        _G.CONCEPT: "The request has not been sent yet.",
        _G.ONTVANGEN: "We have received it.",
        _G.IN_BEHANDELING: "We are working on it.",
        _G.WACHT_OP_KLANT: "We are waiting for you.",
        _G.OPGESCHORT: "It is on hold for now.",
        _G.BESLIST: "A decision has been made.",
        _G.AFGEROND: "It is finished.",
        _G.ONBEKEND: "",
    },
    bekijk="See how things stand:",
    zonder_link="Log in with us to see how things stand.",
    inloggen="You have to log in for this. We never ask for your password or PIN in a message.",
    waarom="You receive this message because you want to hear about your cases. You can change that after logging in.",
    groet="Kind regards,",
    kort="{afzender}: there is news about your case.",
)

WOORDEN: Mapping[str, Woorden] = {"nl": _NL, "en": _EN}
