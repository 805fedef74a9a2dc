"""Documenten: what this door asks the graph. The list and the detail share what a zaak is summed up by, so that they
cannot differ."""

from __future__ import annotations

_SAMENVATTING = """\
fragment Samenvatting on Zaak {
  id
  identificatie
  zaaktype { omschrijving }
  status { naam }
  startdatum
  registratiedatum
  einddatum
}
"""


def _lijst(velden: str) -> str:
    """`lopend` null: all of them."""
    return f"""\
query MijnZakenApiLijst($wie: KlantSleutel!, $lopend: Boolean, $first: Int!, $after: String) {{
  klant(sleutel: $wie) {{
    zaken(filter: {{lopend: $lopend}}, volgorde: STARTDATUM_AFLOPEND, first: $first, after: $after) {{
      {velden}
    }}
  }}
}}
"""


#: The first page, and how many there are in all.
EERSTE = _lijst("totaal nodes { ...Samenvatting }") + _SAMENVATTING

#: What lies before a later page: only where it ends, and how many there are. Of the zaken themselves nothing is asked.
OVERSLAAN = _lijst("totaal pageInfo { endCursor }")

#: The rest of what lies before it, and the page itself. How many there are is known by then, and would cost reading all
#: of them again.
VERDER = _lijst("pageInfo { endCursor }")
LATERE = _lijst("nodes { ...Samenvatting }") + _SAMENVATTING

_DETAIL = """\
fragment Detail on Zaak {
  ...Samenvatting
  proces { volgnummer naam toelichting toestand }
  statussen { naam toelichting gezetOp }
  substatussen { omschrijving tijdstip }
  documenten {
    id titel bestandsnaam formaat bestandsomvang creatiedatum ontvangstdatum verzenddatum richting downloadUrl
  }
  contactmomenten { kanaal onderwerp inhoud plaatsgevondenOp }
}
"""


def zaakdocument(aantal: int) -> str:
    """One zaak, looked for in this many registers at once: `z0` under the id in `$id0`, and so on. Side by side and not
    as a list: a register that fails must not take along what another has."""
    namen = range(aantal)
    ids = ", ".join(f"$id{n}: ID!" for n in namen)
    velden = "\n".join(f"  z{n}: node(id: $id{n}) {{ ... on Zaak {{ ...Detail }} }}" for n in namen)
    return f"query MijnZakenApiZaak({ids}) {{\n{velden}\n}}\n{_DETAIL}{_SAMENVATTING}"
