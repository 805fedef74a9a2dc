"""Producten: producttypen and products as Open Product 1.8 holds them, and the verzoektypen of Open VTB."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.sandbox.wereld.bouwer import Bouwer, Record

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def bouw_producttypen(bouwer: Bouwer, verhaal: Record) -> None:
    moment = bouwer.moment(-500)
    for naam in verhaal["themas"]:
        velden = {
            "naam": naam,
            "beschrijving": naam,
            "gepubliceerd": True,
            "aanmaak_datum": moment,
            "update_datum": moment,
        }
        bouwer.voeg_toe(
            "producttypen", "themas", naam, {**velden, "hoofd_thema": None, "producttypen": []}, url_zichtbaar=False
        )
    for code, soort in verhaal["producttypen"].items():
        thema = {key: value for key, value in bouwer.ids["themas", soort["thema"]].items() if key != "producttypen"}
        zaaktype = bouwer.ids["zaaktypen", soort["zaaktype"]]["url"] if "zaaktype" in soort else None
        prijs = {
            "uuid": bouwer.uuid("prijzen", code),
            "prijsopties": [
                {"uuid": bouwer.uuid("opties", code), "bedrag": soort.get("prijs", "0.00"), "beschrijving": "normaal"}
            ],
            "prijsregels": [],
            "actief_vanaf": bouwer.dag(-300),
        }
        bouwer.voeg_toe(
            "producttypen",
            "producttypen",
            code,
            {
                "uniforme_product_naam": code,
                "doelgroep": soort["doelgroep"],
                "themas": [thema],
                "locaties": [],
                "organisaties": [],
                "eigenaar": None,
                "contacten": [],
                "prijzen": [prijs] if "prijs" in soort else [],
                "links": [
                    {
                        "uuid": bouwer.uuid("links", code),
                        "naam": "Aanvragen",
                        "url": f"https://www.voorbeeldstad.example/{code}",
                    }
                ],
                "acties": [],
                "bestanden": [],
                "naam": soort["naam"],
                "samenvatting": soort["samenvatting"],
                "taal": "nl",
                "externe_codes": [],
                "parameters": [],
                "verbruiksobject_schema": None,
                "dataobject_schema": None,
                "gepubliceerd": True,
                "publicatie_start_datum": bouwer.dag(-500),
                "publicatie_eind_datum": None,
                "aanmaak_datum": moment,
                "update_datum": moment,
                "code": code.upper(),
                "toegestane_statussen": ["gereed", "actief", "verlopen", "ingetrokken", "in_aanvraag"],
                "keywords": [],
                "interne_opmerkingen": "",
                "zaaktypen": [{"urn": None, "url": zaaktype}] if zaaktype else [],
                "verzoektypen": [],
                "processen": [],
            },
            url_zichtbaar=False,
        )
        bouwer.wereld.collecties["openproduct"]["prijzen"].extend(
            [{**prijs, "producttype_uuid": bouwer.uuid("producttypen", code)}]
        )
    for code, soort in verhaal["verzoektypen"].items():
        made = bouwer.voeg_toe("verzoeken", "verzoektypen", code, {"urn": "", "versies": [], **soort})
        made["urn"] = f"urn:nld:gemeente-voorbeeldstad:verzoektype:uuid:{made['uuid']}"
        kort = {"url": f"{made['url']}/versies/1", "versie": 1, "status": "published"}
        made["versies"] = [kort]
        made["_versies"] = [
            {
                **kort,
                "verzoekType": made["url"],
                "bijlageTypen": [],
                "aanvraagGegevensSchema": {"type": "object"},
                "aangemaaktOp": bouwer.dag(-500),
                "gewijzigdOp": bouwer.dag(-500),
                "beginGeldigheid": bouwer.dag(-500),
                "eindeGeldigheid": None,
            }
        ]


def bouw_product(bouwer: Bouwer, verhaal: Record, naam: str, product: Record, zaak: Record | None) -> None:
    soort = bouwer.ids["producttypen", product["type"]]
    moment = bouwer.moment(product.get("begin", -5))
    kort = ("uuid", "code", "naam", "keywords", "uniforme_product_naam", "toegestane_statussen", "gepubliceerd")
    persoon, bedrijf = verhaal.get("persoon"), verhaal.get("onderneming")
    bouwer.voeg_toe(
        "producten",
        "producten",
        naam,
        {
            "naam": soort["naam"],
            "start_datum": bouwer.dag(product["begin"]) if "begin" in product else None,
            "eind_datum": bouwer.dag(product["eind"]) if "eind" in product else None,
            "aanmaak_datum": moment,
            "update_datum": moment,
            "producttype": {
                **{key: soort[key] for key in kort},
                "publicatie_start_datum": soort["publicatie_start_datum"],
                "publicatie_eind_datum": None,
                "aanmaak_datum": soort["aanmaak_datum"],
                "update_datum": soort["update_datum"],
                "themas": soort["themas"],
                "taal": "nl",
            },
            "gepubliceerd": product.get("gepubliceerd", True),
            "eigenaren": [
                {
                    "uuid": bouwer.uuid("eigenaren", naam),
                    "bsn": persoon["bsn"] if persoon else "",
                    "kvk_nummer": bedrijf["kvk"] if bedrijf else "",
                    "vestigingsnummer": "",
                    "klantnummer": "",
                }
            ],
            "documenten": [],
            "zaken": [{"urn": None, "url": zaak["url"]}] if zaak else [],
            "taken": [],
            "status": product["status"],
            "prijs": product.get("prijs", "0.00"),
            "frequentie": product.get("frequentie", "eenmalig"),
            "verbruiksobject": None,
            "dataobject": product.get("gegevens"),
            "aanvraag_zaak_urn": None,
            "aanvraag_zaak_url": zaak["url"] if zaak else None,
        },
    )
