"""Klantregister: the rows of Open Klant and the ways between them.

Source: Klantinteracties API 0.9.0, Open Klant 2.18.0. What refers to what is kept in one direction only, as in the
product's database, and read back in the other, so that a new klantcontact is at once on its partij.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.sandbox import zoekfilter as z
from app.sandbox.kern import Store
from app.sandbox.zoekfilter import Rij

Verwijst = tuple[str, str]
"""A collection and the field in its rows that holds the {uuid, url} of the owner."""

ACHTERUIT: Mapping[str, Mapping[str, Verwijst]] = {
    "partijen": {
        "betrokkenen": ("betrokkenen", "wasPartij"),
        "digitaleAdressen": ("digitaleadressen", "verstrektDoorPartij"),
        "rekeningnummers": ("rekeningnummers", "partij"),
    },
    "klantcontacten": {
        "gingOverOnderwerpobjecten": ("onderwerpobjecten", "klantcontact"),
        "omvatteBijlagen": ("bijlagen", "wasBijlageVanKlantcontact"),
        "hadBetrokkenen": ("betrokkenen", "hadKlantcontact"),
        "leiddeTotInterneTaken": ("internetaken", "aanleidinggevendKlantcontact"),
    },
    "betrokkenen": {"digitaleAdressen": ("digitaleadressen", "verstrektDoorBetrokkene")},
}
"""Per collection the fields that the real product computes from rows elsewhere."""


def verwijzing(rij: Rij) -> Rij:
    return {"uuid": rij["uuid"], "url": rij["url"]}


def uuid_van(verwijst: object) -> str | None:
    """The uuid in a {uuid, url} reference."""
    if isinstance(verwijst, dict) and isinstance(uuid := verwijst.get("uuid"), str):
        return uuid
    return None


class Klantregister:
    """The rows of Open Klant and the ways between them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._tabellen: dict[Verwijst, dict[str | None, list[Rij]]] = {}
        self._nummers: dict[Verwijst, dict[object, list[Rij]]] = {}

    def gewijzigd(self) -> None:
        self._tabellen.clear()
        self._nummers.clear()

    def met_nummer(self, collectie: str, pad: str, nummer: str) -> list[Rij]:
        """The rows with this number at `pad`, oldest first, by a table that survives until the next write."""
        tabel = self._nummers.get((collectie, pad))
        if tabel is None:
            tabel = self._nummers[(collectie, pad)] = {}
            for rij in self.store[collectie]:
                for waarde in set(z.waarden(rij, pad)):
                    tabel.setdefault(waarde, []).append(rij)
        return tabel.get(nummer, [])

    def partijen_met(self, nummer: str) -> list[Rij]:
        return self.met_nummer("partijen", "partijIdentificatoren.partijIdentificator.objectId", nummer)

    def betrokkenen_met(self, nummer: str) -> list[Rij]:
        return [
            b for partij in self.partijen_met(nummer) for b in self.van(("betrokkenen", "wasPartij"), partij["uuid"])
        ]

    def adressen_met(self, nummer: str) -> list[Rij]:
        verwijst = ("digitaleadressen", "verstrektDoorPartij")
        return [adres for partij in self.partijen_met(nummer) for adres in self.van(verwijst, partij["uuid"])]

    def contacten_van(self, betrokkenen: list[Rij]) -> list[Rij]:
        """The contacts of these betrokkenen, each once."""
        contacten = (self.een("klantcontacten", betrokkene.get("hadKlantcontact")) for betrokkene in betrokkenen)
        return list({str(contact["uuid"]): contact for contact in contacten if contact}.values())

    def contacten_over(self, nummer: str) -> list[Rij]:
        objecten = self.met_nummer("onderwerpobjecten", "onderwerpobjectidentificator.objectId", nummer)
        contacten = (self.een("klantcontacten", onderwerp.get("klantcontact")) for onderwerp in objecten)
        return list({str(contact["uuid"]): contact for contact in contacten if contact}.values())

    def van(self, verwijst: Verwijst, uuid: object) -> list[Rij]:
        """The rows that refer to `uuid`, oldest first, by a table that survives until the next write."""
        tabel = self._tabellen.get(verwijst)
        if tabel is None:
            tabel = self._tabellen[verwijst] = {}
            for rij in self.store[verwijst[0]]:
                tabel.setdefault(uuid_van(rij.get(verwijst[1])), []).append(rij)
        return tabel.get(str(uuid), [])

    def een(self, collectie: str, verwijst: object) -> Rij | None:
        uuid = uuid_van(verwijst)
        return self.store[collectie].zoek(uuid) if uuid else None

    def getoond(self, collectie: str, rij: Rij) -> Rij:
        """A row as the product shows it: with the references that are kept on the other side."""
        berekend: Rij = {
            veld: [verwijzing(ander) for ander in self.van(bron, rij["uuid"])]
            for veld, bron in ACHTERUIT.get(collectie, {}).items()
        }
        if collectie == "partijen":
            berekend["vertegenwoordigden"] = [
                verwijzing(ander)
                for paar in self.van(("vertegenwoordigingen", "vertegenwoordigendePartij"), rij["uuid"])
                if (ander := self.een("partijen", paar.get("vertegenwoordigdePartij")))
            ]
        return {**rij, **berekend}

    # The roads of the filters: from a row to the rows that are asked about.

    def identificatoren(self, partij: Rij) -> list[object]:
        return list(z.waarden(partij, "partijIdentificatoren.partijIdentificator"))

    def partijen_van(self, klantcontact: Rij) -> list[Rij]:
        betrokkenen = self.van(("betrokkenen", "hadKlantcontact"), klantcontact["uuid"])
        partijen = (self.een("partijen", betrokkene.get("wasPartij")) for betrokkene in betrokkenen)
        return [partij for partij in partijen if partij]

    def partij_van(self, veld: str) -> Callable[[Rij], list[Rij]]:
        def partijen(rij: Rij) -> list[Rij]:
            partij = self.een("partijen", rij.get(veld))
            return [partij] if partij else []

        return partijen

    def hogere_identificatoren(self, partij: Rij) -> list[object]:
        boven = (
            self.een("partijidentificatoren", ref)
            for ref in z.waarden(partij, "partijIdentificatoren.subIdentificatorVan")
        )
        return [rij.get("partijIdentificator") for rij in boven if rij]
