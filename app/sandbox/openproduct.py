"""Open Product: products, product types and their texts and prices, as the sandbox serves them.

Source: Open Product 1.8.0 (API 1.7.0, MEASURED §2.3). Everything is snake_case; an unknown parameter, also `pageSize`,
is ignored and everybody's products come back; products that are not published are in the list; prices and the content
of one product type are bare arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from starlette.applications import Starlette
from starlette.requests import Request

from app.sandbox import zoekfilter as z
from app.sandbox.kern import Antwoord, Dialect, Fout, Pad, Register, TokenToegang, Vraag, Wereld
from app.sandbox.zoekfilter import Filter, Filters, Rij, zeef

PRODUCTEN = "/producten/api/v1"
PRODUCTTYPEN = "/producttypen/api/v1"
DIALECT = Dialect(
    grootte="page_size",
    foutenlijst="invalid_params",
    kop={"API-version": "1.7.0", "Content-Language": "nl"},
)
VARY = {"Vary": "Accept-Language, origin"}
EIGENAAR = ("bsn", "kvk_nummer", "vestigingsnummer", "klantnummer")
STATUSSEN = ("initieel", "in_aanvraag", "gereed", "actief", "ingetrokken", "geweigerd", "verlopen")
TALEN = ("nl", "en")


@dataclass(frozen=True, slots=True)
class ProductToegang:
    """A token, but the product tries OIDC first and says so in its refusals."""

    token: TokenToegang = field(default_factory=lambda: TokenToegang(kop='Bearer realm="api"'))

    def __call__(self, request: Request) -> str:
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            reden = "OIDC authentication failed: authentication is not properly configured."
            raise Fout("AuthenticationFailed", detail=reden, kop={"WWW-Authenticate": self.token.kop})
        return self.token(request)


def _urn_en_url(naam: str, pad: str) -> dict[str, Filter]:
    """A relation that is kept as urn, url or both: exact, and by a part of it."""
    return {
        f"{naam}urn": z.gelijk(f"{pad}urn"),
        f"{naam}urn__contains": z.bevat(f"{pad}urn"),
        f"{naam}url": z.gelijk(f"{pad}url"),
        f"{naam}url__contains": z.bevat(f"{pad}url"),
    }


def _data(*namen: str) -> dict[str, Filter]:
    return {sleutel: f for naam in namen for sleutel, f in z.momenten(naam, naam, ("gte", "lte")).items()}


PRODUCTFILTERS: Filters = {
    "eigenaren__uuid": z.uuid("eigenaren.uuid"),
    "zaken__url__contains": z.bevat("zaken.url"),
    "zaken__urn__contains": z.bevat("zaken.urn"),
    **_urn_en_url("documenten__", "documenten."),
    **_urn_en_url("taken__", "taken."),
    **_urn_en_url("aanvraag_zaak_", "aanvraag_zaak_"),
    "status": z.keuze("status", *STATUSSEN),
    "frequentie": z.keuze("frequentie", "eenmalig", "maandelijks", "jaarlijks"),
    "gepubliceerd": z.ja_nee("gepubliceerd"),
    "naam": z.gelijk("naam"),
    "uniforme_product_naam": z.gelijk("producttype.uniforme_product_naam"),
    "producttype__uuid": z.uuid("producttype.uuid"),
    "producttype__uuid__in": z.een_van_uuid("producttype.uuid"),
    "producttype__code": z.gelijk("producttype.code"),
    "producttype__code__in": z.een_van("producttype.code"),
    "producttype__naam": z.gelijk("producttype.naam"),
    "producttype__naam__in": z.een_van("producttype.naam"),
    "producttype__naam__icontains": z.bevat_ongeacht("producttype.naam"),
    "producttype__gepubliceerd": z.ja_nee("producttype.gepubliceerd"),
    "producttype__themas__uuid": z.uuid("producttype.themas.uuid"),
    "producttype__themas__uuid__in": z.een_van_uuid("producttype.themas.uuid"),
    "producttype__themas__naam": z.gelijk("producttype.themas.naam"),
    "producttype__themas__naam__in": z.een_van("producttype.themas.naam"),
    **_data("start_datum", "eind_datum", "aanmaak_datum", "update_datum"),
    "prijs": z.getal("prijs"),
    "prijs__gte": z.getal("prijs", "gte"),
    "prijs__lte": z.getal("prijs", "lte"),
    "verbruiksobject_attr": z.attribuut("verbruiksobject"),
    "dataobject_attr": z.attribuut("dataobject"),
}
PRODUCTTYPEFILTERS: Filters = {
    "code": z.gelijk("code"),
    "naam": z.gelijk("naam"),
    "naam__icontains": z.bevat_ongeacht("naam"),
    "letter": Filter(lambda rij, letter: str(rij.get("naam", "")).casefold().startswith(letter.casefold())),
    "uniforme_product_naam": z.gelijk("uniforme_product_naam"),
    "doelgroep": z.keuze(
        "doelgroep", "burgers", "bedrijven_en_instellingen", "interne_organisatie", "samenwerkingspartners"
    ),
    "gepubliceerd": z.ja_nee("gepubliceerd"),
    "keywords": z.een_van("keywords"),
    "toegestane_statussen": z.een_van("toegestane_statussen"),
    **_urn_en_url("zaaktypen__", "zaaktypen."),
    **_urn_en_url("verzoektypen__", "verzoektypen."),
    **_urn_en_url("processen__", "processen."),
    "themas__uuid": z.uuid("themas.uuid"),
    "themas__uuid__in": z.een_van_uuid("themas.uuid"),
    "themas__naam": z.gelijk("themas.naam"),
    "themas__naam__in": z.een_van("themas.naam"),
    "organisaties__uuid": z.uuid("organisaties.uuid"),
    "organisaties__code": z.gelijk("organisaties.code"),
    "locaties__uuid": z.uuid("locaties.uuid"),
    **_data("aanmaak_datum", "update_datum", "publicatie_start_datum", "publicatie_eind_datum"),
}
THEMAFILTERS: Filters = {
    "naam": z.gelijk("naam"),
    "gepubliceerd": z.ja_nee("gepubliceerd"),
    "hoofd_thema__uuid": z.uuid("hoofd_thema"),
    "producttypen__uuid": z.uuid("producttypen.uuid"),
    "producttypen__uuid__in": z.een_van_uuid("producttypen.uuid"),
    **_data("aanmaak_datum", "update_datum"),
}
PLAATSFILTERS: Filters = {
    **{naam: z.gelijk(naam) for naam in ("code", "postcode", "stad")},
    **{f"{naam}__iexact": z.lijkt_op(naam) for naam in ("email", "huisnummer", "naam", "straat")},
    "telefoonnummer__contains": z.bevat("telefoonnummer"),
}


class Producttypen:
    """The product types of one world, and how other resources name them."""

    def __init__(self, register: Register) -> None:
        self.rijen = register.store["producttypen"]

    def filters(self) -> dict[str, Filter]:
        """`producttype__…` on a resource that only holds `producttype_uuid`."""

        def van(filter_: Filter) -> Filter:
            def past(rij: Rij, waarde: str) -> bool:
                producttype = self.rijen.zoek(str(rij.get("producttype_uuid")))
                return producttype is not None and filter_.past(producttype, waarde)

            return Filter(past, filter_.bezwaar)

        return {
            "producttype__uuid": van(z.uuid("uuid")),
            "producttype__code": van(z.gelijk("code")),
            "producttype__naam": van(z.gelijk("naam")),
            "producttype__naam__icontains": van(z.bevat_ongeacht("naam")),
            "producttype__themas__uuid": van(z.uuid("themas.uuid")),
            "producttype__themas__naam": van(z.gelijk("themas.naam")),
            "producttype__zaaktypen__url": van(z.gelijk("zaaktypen.url")),
            "producttype__zaaktypen__urn": van(z.gelijk("zaaktypen.urn")),
            "uniforme_product_naam": van(z.gelijk("uniforme_product_naam")),
        }


def taal_van(request: Request) -> str:
    """The language to answer in: `nl` unless English is asked for first."""
    eerste = request.headers.get("accept-language", "nl").split(",")[0].split(";")[0].split("-")[0].strip().lower()
    return eerste if eerste in TALEN else "nl"


def vertaald(rij: Rij, taal: str) -> Rij:
    """The texts in `_vertalingen` of that language laid over the Dutch; `taal` says which it became.

    Without a translation the product falls back on the Dutch text, and says so: `taal` stays `nl`.
    """
    vertalingen = rij.get("_vertalingen")
    teksten = vertalingen.get(taal) if isinstance(vertalingen, dict) else None
    if not isinstance(teksten, dict):
        return rij
    return {**rij, **teksten, "taal": taal}


def actuele_prijs(producttype: Rij, vandaag: date) -> Rij:
    """The price that started last but not after today; null while every price is still to start."""
    prijzen = [p for p in z.waarden(producttype, "prijzen") if isinstance(p, dict)]
    begonnen = sorted(
        (p for p in prijzen if str(p["actief_vanaf"]) <= vandaag.isoformat()), key=lambda p: str(p["actief_vanaf"])
    )
    naam = str(producttype.get("uniforme_product_naam") or "")
    eerste, *rest = naam.split(" ")
    return {
        "uuid": producttype["uuid"],
        "code": producttype["code"],
        "upl_naam": naam,
        "upl_uri": f"http://standaarden.overheid.nl/owms/terms/{eerste}{''.join(deel.capitalize() for deel in rest)}",
        "actuele_prijs": max(begonnen, key=lambda p: str(p["actief_vanaf"]), default=None),
    }


def _met_labels(rijen: Iterable[Rij], params: Mapping[str, str]) -> list[Rij]:
    """`labels` and `exclude_labels`, both comma lists."""
    wel, niet = (set(filter(None, params.get(naam, "").split(","))) for naam in ("labels", "exclude_labels"))
    return [
        rij
        for rij in rijen
        if (not wel or wel & {str(label) for label in z.waarden(rij, "labels")})
        and not niet & {str(label) for label in z.waarden(rij, "labels")}
    ]


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """Open Product over one world: two APIs under one base."""
    register = Register(wereld, "openproduct", dialect=DIALECT, toegang=ProductToegang())
    store = register.store
    producttypen = Producttypen(register)

    def antwoord(vraag: Vraag, body: object) -> Antwoord:
        return Antwoord(body, kop={"Content-Language": taal_van(vraag.request)})

    def lijst(collectie: str, filters: Filters) -> Callable[[Vraag], Antwoord]:
        def werk(vraag: Vraag) -> Antwoord:
            rijen = zeef(store[collectie], vraag.params, filters, nieuwste_eerst=True)
            for naam, waarde in vraag.herhaald:
                # The attribute filters are the only ones of which each repetition counts.
                if naam.endswith("_attr"):
                    rijen = zeef(rijen, {naam: waarde}, filters)
            taal = taal_van(vraag.request)
            return antwoord(vraag, vraag.pagina([vertaald(rij, taal) for rij in rijen]))

        return werk

    def een(collectie: str) -> Callable[[Vraag], Antwoord]:
        return lambda vraag: antwoord(vraag, vertaald(store[collectie].een(vraag.pad["uuid"]), taal_van(vraag.request)))

    def teksten(vraag: Vraag, *, van: str, veld: str) -> Antwoord:
        """The content of one product type or thema: a bare array, although the OAS describes a page."""
        store[van].een(vraag.pad["uuid"])
        taal = taal_van(vraag.request)
        rijen = [vertaald(r, taal) for r in _met_labels(store["content"].bij(veld, vraag.pad["uuid"]), vraag.params)]
        return antwoord(
            vraag, [{n: w for n, w in rij.items() if n not in ("producttype_uuid", "thema_uuid")} for rij in rijen]
        )

    vandaag: date = getattr(wereld, "vandaag", None) or datetime.now(UTC).date()

    def prijzen(vraag: Vraag) -> Antwoord:
        return antwoord(vraag, [actuele_prijs(rij, vandaag) for rij in reversed(list(store["producttypen"]))])

    def prijs(vraag: Vraag) -> Antwoord:
        return antwoord(vraag, actuele_prijs(store["producttypen"].een(vraag.pad["uuid"]), vandaag))

    van_type = producttypen.filters()
    producten = store["producten"]
    per_eigenaar = {f"eigenaren__{deel}": z.met_tabel(producten, f"eigenaren.{deel}") for deel in EIGENAAR}
    per_zaak = {"zaken__url": z.met_tabel(producten, "zaken.url"), "zaken__urn": z.met_tabel(producten, "zaken.urn")}
    lijsten: Mapping[str, tuple[str, Filters]] = {
        f"{PRODUCTEN}/producten": ("producten", {**PRODUCTFILTERS, **per_eigenaar, **per_zaak}),
        f"{PRODUCTTYPEN}/producttypen": ("producttypen", PRODUCTTYPEFILTERS),
        f"{PRODUCTTYPEN}/content": (
            "content",
            {**van_type, "content__icontains": z.bevat_ongeacht("content"), "thema__uuid": z.uuid("thema_uuid")},
        ),
        f"{PRODUCTTYPEN}/prijzen": ("prijzen", {**van_type, **_data("actief_vanaf")}),
        f"{PRODUCTTYPEN}/links": ("links", {**van_type, "naam": z.gelijk("naam"), "naam__contains": z.bevat("naam")}),
        f"{PRODUCTTYPEN}/acties": ("acties", {**van_type, "naam": z.gelijk("naam"), "naam__contains": z.bevat("naam")}),
        f"{PRODUCTTYPEN}/themas": ("themas", THEMAFILTERS),
        f"{PRODUCTTYPEN}/locaties": ("locaties", PLAATSFILTERS),
        f"{PRODUCTTYPEN}/organisaties": ("organisaties", PLAATSFILTERS),
    }
    soort = f"{PRODUCTTYPEN}/producttypen"
    van_thema = f"{PRODUCTTYPEN}/themas/{{uuid}}/content-elementen"
    paden = [
        Pad(f"{soort}/actuele-prijzen", {"GET": prijzen}),
        Pad(f"{soort}/{{uuid}}/actuele-prijs", {"GET": prijs}),
        Pad(f"{soort}/{{uuid}}/content", {"GET": lambda v: teksten(v, van="producttypen", veld="producttype_uuid")}),
        Pad(van_thema, {"GET": lambda v: teksten(v, van="themas", veld="thema_uuid")}),
    ]
    for sjabloon, (collectie, filters) in lijsten.items():
        paden.append(Pad(sjabloon, {"GET": lijst(collectie, filters)}))
        paden.append(Pad(f"{sjabloon}/{{uuid}}", {"GET": een(collectie)}))
    return register.app([replace(pad, kop=VARY) for pad in paden], latentie_ms=latentie_ms)
