"""Deel: what every block of the settings is: frozen, and closed to names it does not know."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, SecretStr

VEILIG = re.compile(r"https://[^/\s]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)")
"""A URL behind which nobody on the way reads or changes anything."""


class Deel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def is_sleutel(value: SecretStr) -> SecretStr:
    """A key of 32, 48 or 64 bytes, written in hexadecimal. Raises ValueError without its value."""
    try:
        size = len(bytes.fromhex(value.get_secret_value()))
    except ValueError:
        size = 0
    if size not in {32, 48, 64}:
        raise ValueError("geef 64, 96 of 128 hexadecimale tekens, bijvoorbeeld uit `openssl rand -hex 32`")
    return value
