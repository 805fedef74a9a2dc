// Questions that are ready to be asked, each in a tab of GraphiQL. They name nobody: who asks, is in the token.

export const voorbeelden = [
  {
    query: `# Who has seen my data? Try it as burger, after the desk looked.
query WieHeeftGekeken {
  mijnVerwerkingen(periode: {van: "2020-01-01", tot: "2100-01-01"}) {
    totaal
    nodes { tijdstip actie ontvanger grondslag doel categorieen }
  }
}
`,
  },
  {
    query: `# What changes, as it changes: leave this running, and set the next status of a zaak.
subscription WatVerandert {
  mijnZakenGewijzigd {
    soort
    informatie { titel status { groep naam stap aantalStappen } }
  }
}
`,
  },
  {
    query: `# For whom may I act? Give one of these ids to mijnZaken(namens: …).
query VoorWie {
  ik { vertegenwoordigt { id geldig soort vertegenwoordigde { naam } } }
}
`,
  },
  {
    query: `# As kcc: the progress of a zaak is open; the rest only with toestemming (see afgeschermd).
query AanDeBalie($zaaknummer: String!) {
  zaak(identificatie: $zaaknummer, aanleiding: {toelichting: "De inwoner belt."}) {
    identificatie
    status { naam }
    levertijd { verwachtOp aard }
    documenten { titel }
  }
}
`,
    variables: `{"zaaknummer": "ZAAK-2026-0001"}`,
  },
];
