"""Open Object: objects with their records, and the objecttypes they follow, as the sandbox serves them.

Source: Objects API 4.0.0 (API 2.7.0, MEASURED §2.5), the choice of records from its query code. Errors are English, an
unknown parameter is ignored and without `type` everything comes back. `data_attr` in a search body is a 500, as seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

from starlette.applications import Starlette

from app.sandbox import zoekfilter as z
from app.sandbox.jsonschema import bezwaar
from app.sandbox.kern import Antwoord, Dialect, Fout, Ongeldig, Pad, Register, TokenToegang, Vraag, Wereld, waarde_op
from app.sandbox.zoekfilter import Rij

WORTEL = "/api/v2"
CRS = {"Content-Crs": "EPSG:4326", "Vary": "origin"}
DIALECT = Dialect(engels=True, foutenlijst="invalid_params", kop={"API-version": "2.7.0"})
CLASSIFICATIES = ("open", "intern", "confidential", "strictly_confidential")
RECORD: Mapping[str, object] = {
    "index": 1,
    "typeVersion": 1,
    "data": {},
    "geometry": None,
    "references": [],
    "startAt": None,
    "endAt": None,
    "registrationAt": None,
    "correctionFor": None,
    "correctedBy": None,
}


class Objectenregister:
    """Objects, each with its records; a list is a choice of records first and of objects after."""

    def __init__(self, register: Register, vandaag: Callable[[], date]) -> None:
        self.rijen = register.store["objects"]
        self.typen = register.store["objecttypes"]
        self.wortel = f"{register.basis}{WORTEL}"
        self.vandaag = vandaag
        self._pk = 0
        for rij in self.rijen:
            huidig, eerder = rij["record"], rij.get("_records")
            records = [*(eerder if isinstance(eerder, list) else ()), huidig]
            self.rijen.wijzig(rij, {"_records": [self._genummerd(record) for record in records]})

    def _genummerd(self, record: Rij) -> Rij:
        self._pk += 1
        return {**RECORD, **record, "_pk": self._pk}

    def records(self) -> Iterator[tuple[Rij, Rij]]:
        for rij in self.rijen:
            for record in records_van(rij):
                yield rij, record

    def zoek(self, params: Mapping[str, str], attributen: Sequence[str], vast: Mapping[str, str]) -> list[Rij]:
        """The objects of which a record passes, newest record first.

        The filters look at every record of that day; only then the last record of each object is kept. `vast` is
        the query of the address, which is all the choice of the day looks at, also in a search.
        """
        gekozen = list(self.records())
        dag, geregistreerd = _datum(params, "date"), _datum(params, "registrationDate")
        if dag and geregistreerd:
            reden = "'date' and 'registrationDate' parameters can't be used in the same request"
            raise Fout.ongeldig("nonFieldErrors", "invalid-date-query-params", reden)
        if not (_datum(vast, "date") or _datum(vast, "registrationDate")):
            gekozen = [paar for paar in gekozen if geldt_op(paar[1], self.vandaag().isoformat())]
        if dag:
            gekozen = [paar for paar in gekozen if geldt_op(paar[1], dag)]
        if geregistreerd:
            gekozen = [paar for paar in gekozen if str(paar[1]["registrationAt"]) <= geregistreerd]
        if soort := params.get("type"):
            uuid = self._objecttype(soort)
            gekozen = [paar for paar in gekozen if str(paar[0]["type"]).rsplit("/", 1)[-1] == uuid]
        if versie := params.get("typeVersion"):
            gekozen = [paar for paar in gekozen if str(paar[1]["typeVersion"]) == versie]
        for attribuut in attributen:
            gekozen = [paar for paar in gekozen if attribuut_past(paar[1]["data"], attribuut)]
        if tekst := params.get("data_icontains"):
            gekozen = [
                paar for paar in gekozen if any(tekst.casefold() in s.casefold() for s in _teksten(paar[1]["data"]))
            ]
        laatste: dict[str, tuple[Rij, Rij]] = {}
        for rij, record in gekozen:
            laatste[str(rij["uuid"])] = (rij, record)  # records come in the order of their index
        paren = sorted(laatste.values(), key=lambda paar: -_heel(paar[1]["_pk"]))
        return [_getoond(rij, record) for rij, record in paren]

    def _objecttype(self, url: str) -> str:
        """Only the uuid counts: since 4.0.0 the host of an objecttype is not looked at."""
        objecttype = self.typen.van_url(url)
        if objecttype is None:
            reden = f"Select a valid object type. {url} is not one of the available choices."
            raise Fout.ongeldig("type", "invalid_choice", reden)
        return str(objecttype["uuid"])

    def een(self, uuid: str) -> Rij:
        """The object with its last record, whatever the date: seen in the code, the documentation says otherwise."""
        rij = self.rijen.een(uuid)
        return _getoond(rij, records_van(rij)[-1])

    def maak(self, gegeven: Rij) -> Rij:
        record = gegeven.get("record")
        if not isinstance(record, dict):
            record = {}
        ontbreekt = [naam for naam in ("type", "record") if naam not in gegeven]
        ontbreekt += [
            f"record.{naam}" for naam in ("typeVersion", "startAt") if "record" in gegeven and naam not in record
        ]
        if ontbreekt:
            raise Fout(
                "ValidationError", invalid=tuple(Ongeldig(n, "required", "This field is required.") for n in ontbreekt)
            )
        soort = self._objecttype(str(gegeven["type"]))
        self._keur(soort, record)
        uuid = str(gegeven.get("uuid") or uuid4())
        url = f"{self.wortel}/objects/{uuid}"
        rij: Rij = {"url": url, "uuid": uuid, "type": f"{self.wortel}/objecttypes/{soort}", "_records": []}
        self.rijen.voeg_toe(rij)
        self._record_erbij(rij, {**record, "index": 1})
        return self.een(uuid)

    def wijzig(self, uuid: str, gegeven: Rij, *, geheel: bool) -> Rij:
        """A change is a new record; the one before ends where it starts. PATCH merges the data, PUT replaces it."""
        rij = self.rijen.een(uuid)
        vorig = records_van(rij)[-1]
        record = gegeven.get("record")
        nieuw = dict(record) if isinstance(record, dict) else {}
        if not geheel:
            nieuw = {**{n: vorig[n] for n in ("typeVersion", "startAt", "geometry", "references")}, **nieuw}
            nieuw["data"] = samengevoegd(vorig["data"], nieuw.get("data", {}))
        self._keur(str(rij["type"]).rsplit("/", 1)[-1], nieuw)
        self._record_erbij(rij, {**nieuw, "index": _heel(vorig["index"]) + 1})
        return self.een(uuid)

    def _keur(self, soort: str, record: Rij) -> None:
        """By the JSON schema of the version that the record names; a version that is not there is refused too."""
        versies = {versie["version"]: versie for versie in versies_van(self.typen.een(soort))}
        versie = versies.get(record.get("typeVersion"))
        schema = versie.get("jsonSchema") if versie is not None else None
        reden = "A version of the object type does not exist" if versie is None else None
        if isinstance(schema, dict):
            reden = bezwaar(record.get("data", {}), schema)
        if reden is not None:
            raise Fout.ongeldig("nonFieldErrors", "invalid-json-schema", reden)

    def _record_erbij(self, rij: Rij, record: Rij) -> None:
        records = records_van(rij)
        if records:
            records[-1]["endAt"] = record["startAt"]
        for ander in records:
            if ander["index"] == record.get("correctionFor"):
                ander["correctedBy"] = record["index"]
        eigen = {"registrationAt": self.vandaag().isoformat(), "endAt": None, "correctedBy": None}
        self.rijen.wijzig(rij, {"_records": [*records, self._genummerd({**record, **eigen})]})


def records_van(rij: Rij) -> list[Rij]:
    records = rij["_records"]
    return records if isinstance(records, list) else []


def geldt_op(record: Rij, dag: str) -> bool:
    """Whether `dag` is in the record's material time: its end is not in it."""
    einde = record["endAt"]
    return str(record["startAt"]) <= dag and (einde is None or str(einde) > dag)


def _getoond(rij: Rij, record: Rij) -> Rij:
    return {"url": rij["url"], "uuid": rij["uuid"], "type": rij["type"], "record": record}


def _heel(waarde: object) -> int:
    return waarde if isinstance(waarde, int) else 0


def _datum(params: Mapping[str, str], naam: str) -> str | None:
    if not (waarde := params.get(naam)):
        return None
    try:
        return date.fromisoformat(waarde).isoformat()
    except ValueError:
        raise Fout.ongeldig(naam, "invalid", "Enter a valid date.") from None


def _teksten(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for deel in data.values() if isinstance(data, dict) else data:
            yield from _teksten(deel)


def samengevoegd(doel: object, wijziging: object) -> object:
    """Merged as the product does: unlike a JSON merge patch a null is kept, and does not take the key away."""
    if not isinstance(wijziging, dict):
        return wijziging
    basis = dict(doel) if isinstance(doel, dict) else {}
    return {**basis, **{naam: samengevoegd(basis.get(naam), deel) for naam, deel in wijziging.items()}}


def attribuut_past(data: object, attribuut: str) -> bool:
    """`key__operator__value`; the key may go deeper (`a__b`), through objects only and never into a list."""
    *sleutel, operator, gezocht = attribuut.split("__")
    return z.attribuut_past(waarde_op(data, sleutel), operator, gezocht)


def lees_attributen(params: Sequence[tuple[str, str]]) -> list[str]:
    """Every `data_attr`, and what stands between the commas of `data_attrs`."""
    gevonden: list[str] = []
    for naam, waarde in params:
        if naam in ("data_attr", "data_attrs") and waarde:
            delen = waarde.split(",") if naam == "data_attrs" else [waarde]
            for deel in delen:
                if bezwaar := z.attribuut_bezwaar(deel):
                    raise Fout.ongeldig(
                        "", *(bezwaar if naam == "data_attr" else ("invalid-data-attrs-query", bezwaar[1]))
                    )
            gevonden += delen
    return gevonden


def projecteer(gegeven: Rij, velden: Sequence[str]) -> Rij:
    """`fields=url,record__data__titel`: only those, in the order of the resource's own text."""
    uit: Rij = {}
    for naam in sorted({veld.split("__")[0] for veld in velden}):
        if naam not in gegeven:
            continue
        deel, dieper = gegeven[naam], [v.partition("__")[2] for v in velden if v.split("__")[0] == naam]
        uit[naam] = projecteer(deel, dieper) if isinstance(deel, dict) and all(dieper) else deel
    return uit


def geordend(rijen: list[Rij], ordening: str) -> list[Rij]:
    """`ordering=-record__data__datum,record__index`; rows without the value come last."""
    for veld in reversed([v for v in ordening.split(",") if v]):
        pad = veld.lstrip("-").split("__")
        met = [rij for rij in rijen if waarde_op(rij, pad) is not None]
        zonder = [rij for rij in rijen if waarde_op(rij, pad) is None]
        met.sort(key=lambda rij, pad=pad: _sorteersleutel(waarde_op(rij, pad)), reverse=veld.startswith("-"))  # type: ignore[misc]
        rijen = met + zonder
    return rijen


def _sorteersleutel(waarde: object) -> tuple[int, float, str]:
    if isinstance(waarde, int | float):
        return 1, float(waarde), ""
    return 0, 0.0, str(waarde)


def _content_crs(vraag: Vraag) -> None:
    crs = vraag.request.headers.get("content-crs")
    if crs is None:
        raise Fout("PreconditionFailed", detail="'Content-Crs' header ontbreekt")
    if crs != CRS["Content-Crs"]:
        raise Fout("NotAcceptable", detail=f"CRS '{crs}' is niet ondersteund")


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """Open Object over one world. "Today" is the world's, so that a world of a fixed day stays what it is."""
    register = Register(wereld, "openobject", dialect=DIALECT, toegang=TokenToegang(engels=True))
    vandaag: date | None = getattr(wereld, "vandaag", None)
    objecten = Objectenregister(register, lambda: vandaag or datetime.now(UTC).date())
    typen = register.store["objecttypes"]

    def pagina(vraag: Vraag, rijen: list[Rij]) -> Antwoord:
        velden = [veld.strip() for veld in vraag.params.get("fields", "").split(",") if veld.strip()]
        rijen = geordend(rijen, vraag.params.get("ordering", ""))
        inhoud = vraag.pagina(rijen)
        resultaten = inhoud["results"]
        if velden and isinstance(resultaten, list):
            inhoud["results"] = [projecteer(rij, velden) for rij in resultaten]
        return Antwoord(inhoud)

    def lijst(vraag: Vraag) -> Antwoord:
        return pagina(vraag, objecten.zoek(vraag.params, lees_attributen(vraag.herhaald), vraag.params))

    def zoek(vraag: Vraag) -> Antwoord:
        _content_crs(vraag)
        gevraagd = vraag.voorwerp()
        if "data_attr" in gevraagd:
            raise Fout.serverfout()
        params = {naam: str(waarde) for naam, waarde in gevraagd.items() if not isinstance(waarde, dict | list)}
        gevonden = objecten.zoek(params, lees_attributen(list(params.items())), vraag.params)
        if "geometry" in gevraagd:
            gevonden = [rij for rij in gevonden if binnen(rij, waarde_op(gevraagd, ("geometry", "within")))]
        return pagina(vraag, gevonden)

    def een(vraag: Vraag) -> Antwoord:
        velden = [veld.strip() for veld in vraag.params.get("fields", "").split(",") if veld.strip()]
        rij = objecten.een(vraag.pad["uuid"])
        return Antwoord(projecteer(rij, velden) if velden else rij)

    def maak(vraag: Vraag) -> Antwoord:
        _content_crs(vraag)
        return Antwoord(objecten.maak(vraag.voorwerp()), status=201)

    def wijzig(vraag: Vraag) -> Antwoord:
        _content_crs(vraag)
        return Antwoord(objecten.wijzig(vraag.pad["uuid"], vraag.voorwerp(), geheel=vraag.request.method == "PUT"))

    def verwijder(vraag: Vraag) -> Antwoord:
        objecten.rijen.verwijder(vraag.pad["uuid"])
        return Antwoord(status=204)

    def historie(vraag: Vraag) -> Antwoord:
        records = records_van(objecten.rijen.een(vraag.pad["uuid"]))
        return Antwoord(vraag.pagina([zonder_verwijzingen(record) for record in records]))

    def record(vraag: Vraag) -> Antwoord:
        for gevonden in records_van(objecten.rijen.een(vraag.pad["uuid"])):
            if str(gevonden["index"]) == str(vraag.pad["index"]):
                return Antwoord(zonder_verwijzingen(gevonden))
        raise Fout.niet_gevonden()

    def objecttypen(vraag: Vraag) -> Antwoord:
        filters = {"dataClassification": z.keuze("dataClassification", *CLASSIFICATIES)}
        return Antwoord(vraag.pagina(z.zeef(typen, vraag.params, filters)))

    def versies(vraag: Vraag) -> Antwoord:
        return Antwoord(vraag.pagina(versies_van(typen.een(vraag.pad["uuid"]))))

    def versie(vraag: Vraag) -> Antwoord:
        for gevonden in versies_van(typen.een(vraag.pad["uuid"])):
            if str(gevonden.get("version")) == vraag.pad["versie"]:
                return Antwoord(gevonden)
        raise Fout.niet_gevonden()

    alle, soort = f"{WORTEL}/objects", f"{WORTEL}/objecttypes"
    return register.app(
        [
            Pad(alle, {"GET": lijst, "POST": maak}, kop=CRS),
            Pad(f"{alle}/search", {"POST": zoek}, kop=CRS),
            Pad(f"{alle}/{{uuid}}", {"GET": een, "PUT": wijzig, "PATCH": wijzig, "DELETE": verwijder}, kop=CRS),
            Pad(f"{alle}/{{uuid}}/history", {"GET": historie}, kop=CRS),
            Pad(f"{alle}/{{uuid}}/{{index:int}}", {"GET": record}, kop=CRS),
            Pad(soort, {"GET": objecttypen}),
            Pad(f"{soort}/{{uuid}}", {"GET": lambda vraag: Antwoord(typen.een(vraag.pad["uuid"]))}),
            Pad(f"{soort}/{{uuid}}/versions", {"GET": versies}),
            Pad(f"{soort}/{{uuid}}/versions/{{versie}}", {"GET": versie}),
            Pad(f"{WORTEL}/permissions", {"GET": lambda vraag: Antwoord(vraag.pagina([]))}),
        ],
        latentie_ms=latentie_ms,
    )


def zonder_verwijzingen(record: Rij) -> Rij:
    """A record in the history: without `references`, as seen."""
    return {naam: waarde for naam, waarde in record.items() if naam != "references"}


def versies_van(objecttype: Rij) -> list[Rij]:
    versies = objecttype.get("_versies")
    return [rij for rij in versies if isinstance(rij, dict)] if isinstance(versies, list) else []


def binnen(rij: Rij, veelhoek: object) -> bool:
    """Whether the object is a point within the outer ring: a ray from it crosses the ring an odd number of times."""
    punt = waarde_op(rij, ("record", "geometry", "coordinates"))
    ringen = waarde_op(veelhoek, ("coordinates",))
    if (
        not isinstance(punt, list)
        or not isinstance(ringen, list)
        or len(punt) < 2
        or not isinstance(punt[0], int | float)
    ):
        return False
    x, y = punt[0], punt[1]
    ring = ringen[0]
    raak = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            raak = not raak
    return raak
