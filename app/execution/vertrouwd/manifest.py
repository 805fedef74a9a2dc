"""Manifest: what the build of a client writes about its documents, in the dialects that there are.

graphql-codegen   {"sha256:<hash>": "<document>"}, or the hash alone
Relay             {"<id>": "<document>"}
Apollo            {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "body", …}]}
a folder          of .graphql files, or one such file: the id is the SHA-256 of the text
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

_APOLLO = "apollo-persisted-query-manifest"
_TEKSTEN = {".graphql", ".gql"}
_GROOTSTE = 20_000_000
_ID = re.compile(r"[\x21-\x7e]{1,128}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ManifestFout(Exception):
    """What is wrong with a manifest, in one line for whoever must mend it."""


def kale_id(id_: str) -> str:
    """`sha256:<hash>` and `<hash>` are the same document."""
    kaal = id_.removeprefix("sha256:")
    return kaal.lower() if _SHA256.fullmatch(kaal.lower()) else id_


def is_hash(id_: str) -> bool:
    """Whether an id, in its bare form, says what the text must be."""
    return _SHA256.fullmatch(id_) is not None


def hash_van(tekst: str) -> str:
    return sha256(tekst.encode("utf-8", "surrogatepass")).hexdigest()


def lees_manifest(pad: Path) -> dict[str, str]:
    """Bare id → document. Raises ManifestFout."""
    if pad.is_dir():
        bestanden = _bestanden(pad)
        if not bestanden:
            raise ManifestFout(f"{pad}: er staat geen .graphql-bestand in deze map.")
        return _getoetst(pad, {hash_van(tekst): tekst for tekst in map(_tekst, bestanden)})
    tekst = _tekst(pad)
    if pad.suffix in _TEKSTEN:
        return _getoetst(pad, {hash_van(tekst): tekst})
    try:
        inhoud = msgspec.json.decode(tekst)
    except (msgspec.DecodeError, RecursionError):
        raise ManifestFout(f"{pad}: geen geldige JSON.") from None
    return _getoetst(pad, _operaties(pad, inhoud) if _is_apollo(inhoud) else _kaart(pad, inhoud))


def bestandsnamen(pad: Path) -> dict[str, str]:
    """Bare id → the file in this folder in which the document stands; of a manifest, nothing. Raises ManifestFout."""
    return {hash_van(_tekst(found)): str(found.relative_to(pad)) for found in _bestanden(pad)} if pad.is_dir() else {}


def _bestanden(map_: Path) -> list[Path]:
    return sorted(path for path in map_.rglob("*") if path.suffix in _TEKSTEN and path.is_file())


def _tekst(pad: Path) -> str:
    try:
        if pad.stat().st_size > _GROOTSTE:
            raise ManifestFout(f"{pad}: te groot; een manifest is hooguit {_GROOTSTE // 1_000_000} MB.")
        return pad.read_bytes().decode()  # as it stands: other line ends would be another hash
    except OSError as error:
        raise ManifestFout(f"{pad}: niet te lezen ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ManifestFout(f"{pad}: geen tekst in UTF-8.") from None


def _is_apollo(inhoud: Any) -> bool:
    return isinstance(inhoud, dict) and ("format" in inhoud or isinstance(inhoud.get("operations"), list))


def _operaties(pad: Path, inhoud: dict[str, Any]) -> list[tuple[str, str]]:
    if inhoud.get("format") != _APOLLO or inhoud.get("version") != 1 or not isinstance(inhoud.get("operations"), list):
        raise ManifestFout(f"{pad}: een manifest van Apollo heeft format {_APOLLO}, version 1 en operations.")
    found = []
    for nummer, operatie in enumerate(inhoud["operations"], start=1):
        id_, body = (operatie.get("id"), operatie.get("body")) if isinstance(operatie, dict) else (None, None)
        if not isinstance(id_, str) or not isinstance(body, str):
            raise ManifestFout(f"{pad}: operatie {nummer} heeft geen id en body.")
        found.append((id_, body))
    return found


def _kaart(pad: Path, inhoud: Any) -> list[tuple[str, str]]:
    if not isinstance(inhoud, dict) or not all(isinstance(tekst, str) for tekst in inhoud.values()):
        raise ManifestFout(f"{pad}: geen manifest van graphql-codegen, Relay of Apollo.")
    return list(inhoud.items())


def _getoetst(pad: Path, paren: dict[str, str] | list[tuple[str, str]]) -> dict[str, str]:
    """Each id is one, belongs to its text, and to no other."""
    found: dict[str, str] = {}
    for nummer, (id_, tekst) in enumerate(paren.items() if isinstance(paren, dict) else paren, start=1):
        kaal = kale_id(id_)
        if not _ID.fullmatch(kaal):
            raise ManifestFout(f"{pad}: document {nummer} heeft een id dat geen id is (128 tekens, zonder spaties).")
        if (is_hash(kaal) or id_.startswith("sha256:")) and kaal != hash_van(tekst):
            raise ManifestFout(f"{pad}: de hash van document {nummer} hoort niet bij de tekst.")
        if found.setdefault(kaal, tekst) != tekst:
            raise ManifestFout(f"{pad}: document {nummer} heeft het id van een ander document.")
    if not found:
        raise ManifestFout(f"{pad}: er staat geen document in.")
    return found
