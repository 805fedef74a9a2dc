"""Engels: our sentences for who asks for English (Accept-Language). Every code has one; what says more, stands here.

What the language itself says of a document (graphql-core) is English in both: it is for who writes the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resolvers.grammar.errors import ZINNEN, ErrorCode

#: Dutch → English: the errors that say more than their code, and what is told about a message.
ZINNEN_ENGELS: Mapping[str, str] = {
    # a protocol's own word, in any language
    "PersistedQueryNotFound": "PersistedQueryNotFound",
    # what is wrong with a message
    "Het bericht is geen GraphQL-vraag: een JSON-object met `query`, `variables` en `operationName`.": (
        "The message is no GraphQL question: a JSON object with `query`, `variables` and `operationName`."
    ),
    "Het adres is geen GraphQL-vraag: `documentId`, `operationName`, en `variables` en `extensions` als JSON, elk "
    "hooguit één keer.": (
        "The address is no GraphQL question: `documentId`, `operationName`, and `variables` and `extensions` as JSON, "
        "each at most once."
    ),
    "Stuur application/cloudevents+json.": "Send application/cloudevents+json.",
    "Stuur application/json of application/cloudevents+json.": "Send application/json or application/cloudevents+json.",
    "Wat iets wijzigt, kan alleen met POST.": "What changes something is asked with POST only.",
    "Een BSN hoort niet in een adres; stel deze vraag met POST.": (
        "A BSN does not belong in an address; ask this with POST."
    ),
    "De vraag is niet die waarbij dit id hoort.": "The question is not the one that this id belongs to.",
    "Een abonnement kan niet met een gewone vraag; gebruik graphql-transport-ws op /graphql of graphql-sse op "
    "/graphql/stream.": (
        "A subscription is no ordinary question; use graphql-transport-ws on /graphql or graphql-sse on "
        "/graphql/stream."
    ),
    "Hier kan alleen een subscription.": "Only a subscription can be asked here.",
    "Deze dienst meldt geen wijzigingen.": "This service does not tell of changes.",
    "Er staan te veel abonnementen open.": "Too many subscriptions are open.",
    "Er staan te veel vragen tegelijk open.": "Too many questions are open at once.",
    "Er staan te veel verbindingen open.": "Too many connections are open.",
    "Wijzigingen kunnen nu niet worden gevolgd.": "Changes cannot be followed now.",
    "Dit merk is niet van deze dienst.": "This mark is not from this service.",
    # what is too large about a question
    "De vraag is te diep genest.": "The question is nested too deep.",
    "De vraag heeft te veel tekens.": "The question has too many characters.",
    "De vraag geeft te veel velden een eigen naam, of vraagt ze nog eens.": (
        "The question gives too many fields a name of their own, or asks them again."
    ),
    "De vraag heeft te veel woorden.": "The question has too many words.",
    "Er staan te veel waarden in de variabelen.": "There are too many values in the variables.",
    "De vraag heeft te veel directives.": "The question has too many directives.",
    "De vraag vraagt te veel dingen tegelijk.": "The question asks too many things at once.",
    "Er staan te veel operaties in de vraag.": "There are too many operations in the question.",
    "Er staan te veel fragmenten in de vraag.": "There are too many fragments in the question.",
    "De vraag kost te veel; vraag minder velden, of kortere lijsten (`first`).": (
        "The question costs too much; ask fewer fields, or shorter lists (`first`)."
    ),
    "Stel een vraag met POST.": "Ask a question with POST.",
    "Stuur de vraag als application/json.": "Send the question as application/json.",
    "Deze dienst antwoordt in application/graphql-response+json of application/json.": (
        "This service answers in application/graphql-response+json or application/json."
    ),
    "Deze dienst antwoordt hier in text/event-stream.": "This service answers here in text/event-stream.",
    # what became of a change
    "Dit kan nu niet worden vastgelegd; daarom is er niets gewijzigd. Probeer het later opnieuw.": (
        "This cannot be written down now, so nothing was changed. Try again later."
    ),
    "Het is niet zeker of dit is gewijzigd: dat kan nu niet worden vastgelegd. Doe het gerust nog een keer; het "
    "gebeurt niet dubbel.": (
        "It is not certain that this was changed: that cannot be written down now. Feel free to do it once more; it is "
        "not done twice."
    ),
    "Het is niet zeker of dit is vastgelegd. Doe het gerust nog een keer: het komt er niet dubbel in.": (
        "It is not certain that this was recorded. Feel free to do it once more: it is not recorded twice."
    ),
    "Het register staat niet toe dat dit wordt vastgelegd. Neem contact op met de organisatie.": (
        "The register does not allow this to be recorded. Please contact the organisation."
    ),
    "Er is geen register waarin toestemmingen worden bewaard.": "There is no register that keeps consents.",
    # what is wrong with a value
    "Een variabele heeft een waarde die niet bij haar type past.": "A variable has a value that does not fit its type.",
    "Deze cursor hoort niet bij deze lijst en volgorde.": "This cursor does not belong to this list and order.",
    "Dit id is geen id van deze dienst.": "This id is not an id of this service.",
    "Dit id is geen id van MijnZaken-informatie.": "This id is not an id of MijnZaken-informatie.",
    "Geef een id of een zaaknummer, en niet allebei.": "Give an id or a zaaknummer, and not both.",
    "Vraag hooguit 100 dingen tegelijk.": "Ask for at most 100 things at once.",
    "`first` moet tussen 1 en 100 liggen.": "`first` must be between 1 and 100.",
    "Een representation heeft een `__typename` en een `id`, beide een tekst.": (
        "A representation has a `__typename` and an `id`, both a text."
    ),
    "Een BSN is een tekst van negen cijfers.": "A BSN is a text of nine digits.",
    "Een duur is een tekst zoals P8W.": "A duration is a text such as P8W.",
    "Op dit gegeven mag u niet filteren of sorteren.": "You may not filter or sort by this.",
    "Noem de kwestie die u wilt volgen.": "Name the matter that you want to follow.",
    "Deze kwestie is niet gevonden.": "This matter was not found.",
    "Een toelichting heeft ten hoogste 500 tekens.": "An explanation has at most 500 signs.",
    "De activiteit is geen sleutel of URI.": "The activity is no key or URI.",
    "Een zaaknummer heeft ten hoogste 40 tekens, zonder spaties of dubbele punten.": (
        "A zaaknummer has at most 40 signs, without spaces or colons."
    ),
    "De periode is leeg: `van` ligt niet vóór `tot`.": "The period is empty: `van` is not before `tot`.",
    "Er zijn te veel personen gevonden; geef meer gegevens op.": "Too many persons were found; give more data.",
    "Dit is geen geldig burgerservicenummer.": "This is no valid BSN.",
    "Dit is geen geldig RSIN.": "This is no valid RSIN.",
    "Dit is geen geldig KvK-nummer.": "This is no valid KvK number.",
    "Dit is geen geldig vestigingsnummer.": "This is no valid vestigingsnummer.",
    "Dit is geen geldig klantnummer.": "This is no valid klantnummer.",
    "Zoek op achternaam met geboortedatum, op postcode met huisnummer, op e-mailadres of op telefoonnummer.": (
        "Search by surname and date of birth, by postcode and house number, by e-mail address or by telephone number."
    ),
    "Een naam heeft 2 tot 200 tekens.": "A name has 2 to 200 signs.",
    "Een postcode is vier cijfers en twee letters.": "A postcode is four digits and two letters.",
    "Een huisnummer ligt tussen 1 en 99999.": "A house number is between 1 and 99999.",
    "Dit is geen e-mailadres.": "This is no e-mail address.",
    "Dit is geen telefoonnummer.": "This is no telephone number.",
}
_VAN_DE_TAAL = {ErrorCode.GRAPHQL_PARSE_FAILED.value, ErrorCode.GRAPHQL_VALIDATION_FAILED.value}


def in_taal(fouten: Sequence[Mapping[str, Any]], taal: str) -> list[Mapping[str, Any]]:
    """Entries of `errors`, in the language that was asked."""
    return [{**fout, "message": _engels(fout)} for fout in fouten] if taal == "en" else list(fouten)


def _engels(fout: Mapping[str, Any]) -> str:
    message: str = fout["message"]
    code: str = fout["extensions"]["code"]
    if (found := ZINNEN_ENGELS.get(message)) is not None:
        return found
    return message if code in _VAN_DE_TAAL else ZINNEN[ErrorCode(code)].en
