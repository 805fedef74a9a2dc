"""Certificaten: what the settings name to prove who somebody is: ours with their keys, and whom we believe. One that
cannot be used is told at the start, in a line that names the file and says nothing of what is in it."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import NoReturn

from app.config import ConfigFout, Settings

_CERTIFICAAT, _SLEUTEL = b" CERTIFICATE-----", b"PRIVATE KEY-----"
#: What OpenSSL calls it when a key is of another certificate: of the same kind, or of another.
_VAN_EEN_ANDER = frozenset({"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH", "NO_CERTIFICATE_ASSIGNED"})


class OnbruikbaarCertificaat(Exception):
    """Which file it is, and why."""


class _Versleuteld(Exception):
    """Asked for a password, which nobody is there to type."""


def context_van(*, ca: Path | None, certificaat: Path | None = None, sleutel: Path | None = None) -> ssl.SSLContext:
    """`ca`: whom we believe, and without it the usual authorities. Raises OnbruikbaarCertificaat."""
    if ca is not None and _CERTIFICAAT not in _inhoud(ca):
        raise OnbruikbaarCertificaat(f"{ca} is geen certificaat in PEM")
    try:
        made = ssl.create_default_context(cafile=ca)
    except (ssl.SSLError, OSError) as error:
        raise OnbruikbaarCertificaat(f"{ca} is niet te gebruiken ({_kort(error)})") from None
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificaat is not None and sleutel is not None:
        _bewijs(made, certificaat, sleutel)
    return made


def _bewijs(context: ssl.SSLContext, certificaat: Path, sleutel: Path) -> None:
    if _CERTIFICAAT not in _inhoud(certificaat):
        raise OnbruikbaarCertificaat(f"{certificaat} is geen certificaat in PEM")
    if _SLEUTEL not in _inhoud(sleutel):
        raise OnbruikbaarCertificaat(f"{sleutel} is geen privésleutel in PEM")
    try:
        context.load_cert_chain(certificaat, sleutel, password=_geen_wachtwoord)
    except _Versleuteld:
        raise OnbruikbaarCertificaat(f"{sleutel} is met een wachtwoord versleuteld; geef de sleutel zonder") from None
    except (ssl.SSLError, OSError) as error:
        waarom = _kort(error)
        if waarom in _VAN_EEN_ANDER:
            raise OnbruikbaarCertificaat(f"het certificaat {certificaat} hoort niet bij de sleutel {sleutel}") from None
        raise OnbruikbaarCertificaat(f"{certificaat} en {sleutel} zijn niet te gebruiken ({waarom})") from None


def _inhoud(pad: Path) -> bytes:
    try:
        return pad.read_bytes()
    except OSError as error:
        raise OnbruikbaarCertificaat(f"{pad} is niet te lezen ({error.strerror})") from None


def _geen_wachtwoord() -> NoReturn:
    """Without it OpenSSL would ask whoever sits at the terminal."""
    raise _Versleuteld


def _kort(error: OSError) -> str:
    """The word that OpenSSL has for it."""
    return str((error.reason if isinstance(error, ssl.SSLError) else error.strerror) or type(error).__name__)


def toets_certificaten(settings: Settings) -> None:
    """Raises ConfigFout for the first that cannot be used."""
    plaatsen = [(f"registers.{nr}.mtls", found.mtls) for nr, found in enumerate(settings.registers)]
    plaatsen += [(f"push.webhooks.{nr}.mtls", found.mtls) for nr, found in enumerate(settings.push.webhooks)]
    for naam, mtls in plaatsen:
        if mtls is not None:
            _toets(naam, mtls.ca, mtls.certificaat, mtls.sleutel)
    if (tls := settings.server.tls) is not None:
        _toets("server.tls", tls.client_ca, tls.certificaat, tls.sleutel)
    if (email := settings.push.email) is not None and email.ca is not None:
        _toets("push.email.ca", email.ca)


def _toets(naam: str, ca: Path | None, certificaat: Path | None = None, sleutel: Path | None = None) -> None:
    try:
        context_van(ca=ca, certificaat=certificaat, sleutel=sleutel)
    except OnbruikbaarCertificaat as error:
        raise ConfigFout(f"`{naam}`: {error}.") from None
