"""Bron: a resource of Open Zaak that can be read: its list (paged or bare), its detail, its filters and who may see it.

Source: Open Zaak 1.30.0 as measured: lists show the newest first (documents the oldest) and leave out what the
application may not see; a detail has an ETag and is 403 when hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.sandbox.kern import Antwoord, Fout, Lichaam, Pad, Store, Vraag, etag_van
from app.sandbox.openzaak.filters import Filter, toetsen, zeef
from app.sandbox.openzaak.rechten import Recht, recht_van

Werk = Callable[[Vraag], Antwoord]
Zichtbaar = Callable[[Store, Recht, Lichaam], bool]


def altijd(store: Store, recht: Recht, rij: Lichaam) -> bool:
    """For resources that carry no right of their own, such as the types of a catalogus."""
    return True


def met_zaak(store: Store, recht: Recht, rij: Lichaam) -> bool:
    """A part of a zaak is seen by whoever sees the zaak."""
    zaak = store["zaken"].van_url(rij.get("zaak"))
    return zaak is not None and recht.mag("zrc", "zaken.lezen", zaak)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bron:
    """A resource that can be read.

    `tabel`: per parameter the field of the look-up table that finds it fast; `extra`: parameters known but answered
    elsewhere; `kaal`: a bare array; `vaste_bladzijde`: pages of a size that one cannot choose.
    """

    naam: str
    pad: str
    component: str
    scope: str
    versie: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    tabel: Mapping[str, str] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()
    standaard: Mapping[str, str] = field(default_factory=dict)
    zichtbaar: Zichtbaar = altijd
    kaal: bool = False
    vaste_bladzijde: bool = False
    nieuwste_eerst: bool = True

    @property
    def kop(self) -> dict[str, str]:
        return {"API-version": self.versie}

    @property
    def params(self) -> frozenset[str]:
        return frozenset(self.filters) | self.extra | ({"page"} if self.vaste_bladzijde else frozenset())

    def rijen(self, vraag: Vraag) -> list[Lichaam]:
        """What the filters let through and the application may see, in the product's order."""
        store, waarden = vraag.register.store, {**self.standaard, **vraag.params}
        proeven = toetsen(self.filters, waarden)
        collectie = store[self.naam]
        snel = next((naam for naam in self.tabel if waarden.get(naam)), None)
        alle = list(collectie) if snel is None else collectie.bij(self.tabel[snel], waarden[snel])
        recht = self.recht(vraag)
        uit = [rij for rij in zeef(alle, proeven) if self.zichtbaar(store, recht, rij)]
        return uit[::-1] if self.nieuwste_eerst else uit

    def recht(self, vraag: Vraag) -> Recht:
        """The application's rights; 403 when it may read nothing of this kind."""
        recht = recht_van(vraag.register.store["applicaties"], vraag.client)
        recht.eis(self.component, self.scope)
        return recht

    def een(self, vraag: Vraag) -> Lichaam:
        """The resource of the path: 404 when absent, 403 when hidden (so the difference can be seen)."""
        recht = self.recht(vraag)
        rij = vraag.register.store[self.naam].een(vraag.pad["uuid"])
        if not self.zichtbaar(vraag.register.store, recht, rij):
            raise Fout.verboden()
        return rij

    def lijst(self, vraag: Vraag) -> Antwoord:
        rijen = self.rijen(vraag)
        return Antwoord(rijen if self.kaal else vraag.pagina(rijen))

    def detail(self, vraag: Vraag) -> Antwoord:
        return Antwoord(self.een(vraag), etag=True)

    def paden(
        self, lijst: Mapping[str, Werk] = MappingProxyType({}), een: Mapping[str, Werk] = MappingProxyType({})
    ) -> list[Pad]:
        """The list and the detail, with the other methods that they take."""
        gepagineerd = not self.kaal and not self.vaste_bladzijde
        return [
            Pad(self.pad, {"GET": self.lijst, **lijst}, params=self.params, gepagineerd=gepagineerd, kop=self.kop),
            Pad(self.pad + "/{uuid}", {"GET": self.detail, **een}, params=frozenset(), kop=self.kop),
        ]


def bewaarde_etag(rij: Lichaam) -> str:
    """The ETag as the product keeps it: made once, and again only after an event that sets `_etag` to None."""
    etag = rij.get("_etag")
    if not isinstance(etag, str):
        etag = rij["_etag"] = etag_van(rij)
    return etag


def eis_crs(vraag: Vraag) -> None:
    """Zaken have coordinates, so their paths insist on a CRS: Accept-Crs always, Content-Crs with a body."""
    nodig = ["Accept-Crs", *(["Content-Crs"] if vraag.request.method in ("POST", "PUT", "PATCH") else [])]
    for naam in nodig:
        waarde = vraag.request.headers.get(naam)
        if waarde is None:
            raise Fout("PreconditionFailed", detail=f"'{naam}' header ontbreekt")
        if waarde != "EPSG:4326":
            raise Fout("NotAcceptable", detail=f"CRS '{waarde}' is niet ondersteund")
