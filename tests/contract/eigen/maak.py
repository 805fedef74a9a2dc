"""Maak: record our own sandbox, for where the recordings of the real products are not.

Run it from the root of the repository after the sandbox changed: `python -m tests.contract.eigen.maak`. It writes the
recordings and what the adapters are to make of them (verwacht/eigen.json); read the difference before you keep it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from app.config.registers import RegisterSettings
from app.sandbox import kern, openklant, openobject, openproduct, openvtb, openzaak
from app.sandbox.server import objecttypen
from app.sandbox.wereld import Adressen, bouw_wereld
from resolvers.grammar.sleutel import Bsn
from tests.contract.beelden import ANNA, BEELDEN, NU, VRAAG
from tests.contract.opgenomen import EIGEN, Recorder, Rij
from tests.contract.stellen import EIGEN_BASIS, EIGEN_ZAAK_URN, VANDAAG, Omgeleid, Stel, registers, vraag

PRODUCTEN: dict[str, Any] = {
    "openzaak": openzaak,
    "openklant": openklant,
    "openproduct": openproduct,
    "openvtb": openvtb,
    "openobject": openobject,
}
#: Who helps another in the stories.
GEMACHTIGDE = Bsn("999990226")
VERWACHT = Path(__file__).parents[1] / "verwacht" / "eigen.json"


async def neem_op() -> tuple[dict[str, Recorder], dict[str, Any], dict[str, Any]]:
    wereld = bouw_wereld(Adressen.onder(EIGEN_BASIS), vandaag=VANDAAG)
    app = Starlette(routes=[Mount(f"/{naam}", app=module.maak_app(wereld)) for naam, module in PRODUCTEN.items()])
    recorders = {naam: Recorder(httpx.ASGITransport(app)) for naam in PRODUCTEN}
    types = objecttypen(wereld)
    zaken: list[Rij] = wereld.collecties["openzaak"]["zaken"]
    klant: dict[str, list[Rij]] = wereld.collecties["openklant"]
    own = {
        str(rol["zaak"])
        for rol in wereld.collecties["openzaak"]["rollen"]
        if isinstance(is_ := rol["betrokkeneIdentificatie"], dict) and is_.get("inpBsn") == ANNA.waarde
    }
    over = {
        "zaak_met_historie": next(str(zaak["uuid"]) for zaak in zaken if zaak["einddatum"] and zaak["url"] in own),
        "zaak_met_contact": next(
            str(item["onderwerpobjectidentificator"]["objectId"])
            for item in klant["onderwerpobjecten"]
            if any(item["onderwerpobjectidentificator"]["objectId"] in url for url in own)
        ),
        "zaak_met_taak": next(
            str(link["urn"]).rpartition(":")[2]
            for taak in wereld.collecties["openvtb"]["externetaken"]
            for link in _links(taak)
            if ANNA.waarde in str(taak["isToegewezenAan"])
        ),
        "ander_object": next(
            str(found["uuid"])
            for found in wereld.collecties["openobject"]["objects"]
            if str(found["type"]).endswith(types["medewerker"])
        ),
        "gemachtigde": GEMACHTIGDE.waarde,
        "gemachtigd_in": sorted(
            str(zaak["identificatie"])
            for zaak in zaken
            for rol in wereld.collecties["openzaak"]["rollen"]
            if rol["zaak"] == zaak["url"]
            and rol["indicatieMachtiging"] == "gemachtigde"
            and GEMACHTIGDE.waarde in str(rol["betrokkeneIdentificatie"])
        ),
        "bedrijf": "90001354",
        "objecttypen": types,
    }
    stel = Stel(naam="opname", settings=_settings(types), opnamen={}, over=over)
    verbindingen = Omgeleid(stel.settings, lambda register, _: recorders[register.soort])
    made: dict[str, Any] = {naam: await beeld(verbindingen.registers, stel) for naam, beeld in BEELDEN.items()}
    for wie in (GEMACHTIGDE, Bsn("999990421")):
        await vraag(verbindingen, VRAAG, wie, nu=NU)
    made["graaf"] = await vraag(verbindingen, VRAAG, ANNA, nu=NU)
    return recorders, over, made


def _links(taak: dict[str, Any]) -> list[Rij]:
    return list(taak["isGerelateerdAan"])


def _settings(types: dict[str, str]) -> list[RegisterSettings]:
    credentials: dict[str, object] = {"type": "token", "token": kern.TOKEN}
    zgw: dict[str, object] = {"type": "zgw", "client_id": kern.ZGW_CLIENT_ID, "secret": kern.ZGW_SECRET}
    basis = {naam: f"{EIGEN_BASIS}/{naam}" for naam in PRODUCTEN}
    plain = registers(basis, zaak_urn=EIGEN_ZAAK_URN, objecttypen=types)
    return [
        RegisterSettings.model_validate(
            {**register.model_dump(), "credentials": zgw if register.soort == "openzaak" else credentials}
        )
        for register in plain
    ]


def schrijf(path: Path, body: object) -> None:
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _uniek(opnamen: list[Rij]) -> list[Rij]:
    return list({json.dumps(row["request"], sort_keys=True): row for row in opnamen}.values())


def main() -> None:
    recorders, over, made = asyncio.run(neem_op())
    for naam, recorder in recorders.items():
        schrijf(EIGEN / f"{naam}.json", _uniek(recorder.opnamen))
    schrijf(EIGEN / "over.json", over)
    schrijf(VERWACHT, made)
    sys.stdout.write(f"{sum(len(recorder.opnamen) for recorder in recorders.values())} opnamen\n")


if __name__ == "__main__":
    main()
