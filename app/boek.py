"""Boek: the verwerkingenlog of an installation, opened as its settings say; and the keys that follow from its
pseudoniemsleutel."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.config import ConfigFout, Settings
from app.verwerkingenlog.inzage import Inzageboek
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag, waarom_niet
from app.verwerkingenlog.opslag import Opslag, OpslagFout
from app.verwerkingenlog.projecties.afzender import Afzender
from resolvers.grammar.bron import Herkomst


def sleutels_van(settings: Settings) -> list[Sleutelpaar]:
    """The first writes pseudonyms; the earlier ones only read."""
    texts = [settings.pseudoniemsleutel, *settings.eerdere_pseudoniemsleutels]
    return [Sleutelpaar.uit(bytes.fromhex(text.get_secret_value())) for text in texts]


@dataclass(frozen=True, slots=True)
class Boek:
    """The verwerkingenlog of this installation: to write in, and to read from."""

    journaal: Journaal
    pseudoniemen: Pseudoniemen
    inzage: Inzageboek
    afzender: Afzender


def logpseudoniemen(settings: Settings) -> Pseudoniemen:
    """How a person stands in the log: not as he does in the ids that clients see."""
    return Pseudoniemen(sleutels_van(settings), doel="verwerkingenlog")


def open_boek(settings: Settings, *, aanmaken: bool = True) -> Boek:
    """`aanmaken=False`: a log that is not there is an error and not an empty log. Raises OpslagFout."""
    journaal = Journaal(open_log(settings, aanmaken=aanmaken))
    pseudoniemen = logpseudoniemen(settings)
    inzage = Inzageboek(
        journaal,
        pseudoniemen,
        activiteiten=settings.verwerkingenlog.activiteiten,
        herkomst=Herkomst(register="verwerkingenlog", naam=settings.organisatie.naam),
        organisaties=_namen(settings),
    )
    return Boek(journaal, pseudoniemen, inzage, afzender_van(settings))


def _namen(settings: Settings) -> dict[str, str]:
    """Of the organisations that are told something here, by OIN."""
    partners = [register.organisatie for register in settings.registers if register.organisatie is not None]
    namen = {partner.oin: partner.naam for partner in partners if partner.oin is not None}
    return namen | {afspraak.oin: afspraak.naam for afspraak in settings.toegang.afspraken}


def afzender_van(settings: Settings) -> Afzender:
    return Afzender(activiteiten=settings.verwerkingenlog.activiteiten, oin=settings.organisatie.oin or "")


def open_log(settings: Settings, *, aanmaken: bool = True) -> Opslag:
    """Raises ConfigFout when its engine is not installed."""
    try:
        return open_opslag(settings.verwerkingenlog.opslag, logsleutel(settings), aanmaken=aanmaken)
    except OpslagFout as error:
        raise ConfigFout(f"`verwerkingenlog.opslag`: {error}") from None


def toets_log(settings: Settings) -> None:
    """Raises ConfigFout when the log cannot be kept there."""
    open_log(settings).close()
    if waarom := waarom_niet(settings.verwerkingenlog.opslag):
        raise ConfigFout(f"`verwerkingenlog.opslag`: {waarom[0].lower()}{waarom[1:]}")


def logsleutel(settings: Settings) -> bytes:
    """The key that seals the log; without one of its own it follows from the pseudoniemsleutel."""
    if settings.verwerkingenlog.sleutel is not None:
        return bytes.fromhex(settings.verwerkingenlog.sleutel.get_secret_value())
    return afgeleid(settings, b"mijnzaken/verwerkingenlog/zegel/1")


def afgeleid(settings: Settings, doel: bytes) -> bytes:
    """A key for one purpose; who has it has no other."""
    secret = bytes.fromhex(settings.pseudoniemsleutel.get_secret_value())
    return HKDF(SHA256(), 32, salt=None, info=doel).derive(secret)
