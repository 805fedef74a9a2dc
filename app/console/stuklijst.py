"""Stuklijst: what this installation is made of, as a CycloneDX document: every package that runs, with its version, its
licence and what it needs. What is for developers alone is not in it; an optional package is, where it is installed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any
from uuid import uuid4

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.http.graphiql import MEEGELEVERD

_EIGEN = "mijnzaken"
_ALLEEN_ONTWIKKELAARS = frozenset({"dev"})
#: What packages write that is no identifier of SPDX.
_SPDX: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
}


def sbom() -> str:
    wortel = distribution(_EIGEN)
    gevonden: dict[str, Distribution] = {_EIGEN: wortel}
    nodig: dict[str, set[str]] = {}
    _loop(wortel, set(wortel.metadata.get_all("Provides-Extra") or ()) - _ALLEEN_ONTWIKKELAARS, gevonden, nodig)
    npm = [_onderdeel(f"pkg:npm/{naam}@{versie}", naam, versie, "MIT") for naam, versie in MEEGELEVERD]
    refs = {naam: _ref(naam, found) for naam, found in gevonden.items()}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "component": _van(_EIGEN, wortel) | {"type": "application"},
        },
        "components": [*(_van(naam, found) for naam, found in sorted(gevonden.items()) if naam != _EIGEN), *npm],
        "dependencies": [
            {
                "ref": refs[naam],
                "dependsOn": [
                    *sorted(refs[other] for other in nodig.get(naam, ())),
                    *(part["bom-ref"] for part in npm if naam == _EIGEN),
                ],
            }
            for naam in sorted(gevonden)
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _loop(
    van: Distribution, extras: Iterable[str], gevonden: dict[str, Distribution], nodig: dict[str, set[str]]
) -> None:
    """Everything that `van` needs with these extras, and that needs again."""
    naam = canonicalize_name(van.metadata["Name"])
    for eis, moet in _eisen(van, extras):
        ander = canonicalize_name(eis.name)
        try:
            found = distribution(ander)
        except PackageNotFoundError:
            if moet:
                raise
            continue
        nodig.setdefault(naam, set()).add(ander)
        nieuw = ander not in gevonden
        gevonden[ander] = found
        if nieuw or eis.extras:
            _loop(found, eis.extras, gevonden, nodig)


def _eisen(van: Distribution, extras: Iterable[str]) -> Iterator[tuple[Requirement, bool]]:
    """What holds on this machine; and whether it is needed in any case."""
    for eis in map(Requirement, van.requires or ()):
        altijd = eis.marker is None or eis.marker.evaluate({"extra": ""})
        if altijd or (eis.marker is not None and any(eis.marker.evaluate({"extra": extra}) for extra in extras)):
            yield eis, altijd


def _ref(naam: str, found: Distribution) -> str:
    return f"pkg:pypi/{naam}@{found.version}"


def _van(naam: str, found: Distribution) -> dict[str, Any]:
    return _onderdeel(_ref(naam, found), naam, found.version, _licentie(found))


def _onderdeel(purl: str, naam: str, versie: str, licentie: str) -> dict[str, Any]:
    soort = "expression" if " " in licentie else "license"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": naam,
        "version": versie,
        "purl": purl,
        "licenses": [{soort: licentie if soort == "expression" else {"id": licentie}}] if licentie else [],
    }


def _licentie(found: Distribution) -> str:
    """As an SPDX expression, by whichever of three ways the package says it. Empty: it does not say."""
    said: list[str] = []
    for veld in ("License-Expression", "License"):
        said += found.metadata.get_all(veld) or ()
    regels = found.metadata.get_all("Classifier") or ()
    said += [regel.rpartition(" :: ")[2] for regel in regels if regel.startswith("License ::")]
    words = [_SPDX.get(word, word) for word in said if word and word != "OSI Approved" and "\n" not in word]
    return words[0] if words else ""
