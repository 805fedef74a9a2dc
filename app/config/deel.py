"""Deel: what every block of the settings is: frozen, and closed to names it does not know."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Fout
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

VEILIG = re.compile(r"https://[^/\s]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)")
"""A URL behind which nobody on the way reads or changes anything."""


class Deel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_er(value: Path) -> Path:
    """Its name is told; what looks like none is not, for somebody may have put the key itself there."""
    try:
        is_er = value.is_file()
    except OSError:  # longer than a name can be
        is_er = False
    if not is_er:
        naam = str(value)
        is_naam = naam.isprintable() and (len(naam) < 40 or "." in value.name)
        raise ValueError(f"het bestand {naam} is er niet" if is_naam else "noem het pad van een bestand dat er is")
    return value


Bestand = Annotated[Path, AfterValidator(_is_er)]


class MtlsSettings(Deel):
    certificaat: Bestand = Field(description="Het clientcertificaat (PEM).", examples=["client.pem"])
    sleutel: Bestand = Field(description="De privésleutel (PEM).", examples=["client.key"])
    ca: Bestand | None = Field(
        None, description="De certificaten waarmee de andere kant zich bewijst (PEM).", examples=["ca.pem"]
    )


def is_sleutel(value: SecretStr) -> SecretStr:
    """A key of 32, 48 or 64 bytes, written in hexadecimal. Raises ValueError without its value."""
    try:
        size = len(bytes.fromhex(value.get_secret_value()))
    except ValueError:
        size = 0
    if size not in {32, 48, 64}:
        raise ValueError("geef 64, 96 of 128 hexadecimale tekens, bijvoorbeeld uit `openssl rand -hex 32`")
    return value


def geheim_van(tekst: str) -> bytes:
    """The key with which messages are signed, from base64 with or without `whsec_` before it. Raises ValueError without
    it."""
    try:
        found = b64decode(tekst.removeprefix("whsec_"), validate=True)
    except (Base64Fout, ValueError):
        found = b""
    if len(found) < 24:
        raise ValueError("geef 24 bytes of meer, in base64, bijvoorbeeld uit `openssl rand -base64 32`")
    return found
