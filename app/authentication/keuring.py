"""Keuring: are there keys of each issuer to check a token with, fetched now as the service would fetch them; and what
is to be mended?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joserfc.jwk import Key

from app.authentication.jwks import ONLEESBAAR, Haal, haal_sleutels, openbare
from app.config.uitgevers import UitgeverSettings
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.errors import RegisterError

#: Which keys make such a signature: their kind, and their curve if that matters.
_PAST: Mapping[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "Ed25519": ("OKP", "Ed25519"),
}
_GEEN_SLEUTELS = "Op jwks_url staan geen sleutels{}; controleer jwks_url."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleutelbevinding:
    issuer: str
    bereikbaar: str
    sleutels: str = ""
    remedie: str = ""


async def keur(uitgevers: Sequence[UitgeverSettings], haal: Haal) -> list[Sleutelbevinding]:
    found = await alle(_een(uitgever, haal) for uitgever in uitgevers)
    return [
        _geen(uitgever, "nee", "Onverwachte fout bij het keuren; meld dit.")
        if isinstance(answer, Exception)
        else answer
        for uitgever, answer in zip(uitgevers, found, strict=True)
    ]


async def _een(uitgever: UitgeverSettings, haal: Haal) -> Sleutelbevinding:
    try:
        if uitgever.jwks_url is not None:
            keys = (await haal_sleutels(uitgever.jwks_url, haal)).keys
        else:
            keys = openbare(uitgever.jwks).keys
    except RegisterError as error:
        return _niet_gehaald(uitgever, error.detail)
    except ONLEESBAAR:
        return _geen(uitgever, "ja", _GEEN_SLEUTELS.format(""))
    aantal = f"{len(keys)} sleutel{'' if len(keys) == 1 else 's'}"
    remedie = ""
    if not any(_past(key, uitgever.algoritmen) for key in keys):
        remedie = (
            f"Geen sleutel past bij de algoritmen ({', '.join(uitgever.algoritmen)}); noem wat de uitgever gebruikt."
        )
    return Sleutelbevinding(issuer=uitgever.issuer, bereikbaar="ja", sleutels=aantal, remedie=remedie)


def _niet_gehaald(uitgever: UitgeverSettings, detail: str) -> Sleutelbevinding:
    """`detail` is a fixed text, or the name of what went wrong with the connection."""
    if detail == "not in time":
        return _geen(uitgever, "te traag", "De uitgever geeft zijn sleutels niet op tijd; controleer jwks_url.")
    if detail.isidentifier():
        return _geen(
            uitgever, "nee", "De sleutels zijn niet op te halen; controleer jwks_url en of de uitgever draait."
        )
    reden = f" ({detail})" if detail.startswith("status ") else ""
    return _geen(uitgever, "ja", _GEEN_SLEUTELS.format(reden))


def _geen(uitgever: UitgeverSettings, bereikbaar: str, remedie: str) -> Sleutelbevinding:
    return Sleutelbevinding(issuer=uitgever.issuer, bereikbaar=bereikbaar, remedie=remedie)


def _past(key: Key, algoritmen: Sequence[str]) -> bool:
    kinds = [_PAST[algoritme] for algoritme in algoritmen]
    return any(key.key_type == kind and curve in {None, key.get("crv")} for kind, curve in kinds)
