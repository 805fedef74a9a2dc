// All that this page asks. Each text is shown under the view that it feeds, so it is written to be read.

const REGEL = `id
      titel
      aanbieder { naam }
      bijgewerktOp
      status { groep naam toelichting stap aantalStappen }
      levertijd {
        verwachtOp uiterlijkOp resterendeDagen aard
        indicatief overschreden opgeschort
      }
      proces { naam toestand }
      taken { id status }
      keten {
        partner { naam } beschikbaar fout
        informatie { titel status { groep naam } }
      }`;

export const WIE = `query WieBenIk {
  ik {
    soort
    rollen
    klant { naam }
    organisatie { naam }
  }
}`;

export const ZAKEN = `query MijnZaken($namens: ID, $na: String) {
  mijnZaken(namens: $namens, first: 20, after: $na) {
    totaal
    nodes {
      ${REGEL}
    }
    pageInfo { hasNextPage endCursor }
    bronnen { register volledig fout }
  }
}`;

export const VOLG = `subscription WatVerandert($namens: ID) {
  mijnZakenGewijzigd(namens: $namens) {
    soort
    tijdstip
    informatie {
      ${REGEL}
    }
  }
}`;

export const KWESTIE = `query EenKwestie($id: ID!) {
  node(id: $id) {
    ... on MijnZakenInformatie {
      id
      titel
      aanbieder { naam }
      bron { naam opgehaaldOp }
      status { groep naam toelichting gezetOp stap aantalStappen }
      levertijd {
        verwachtOp uiterlijkOp resterendeDagen aard
        indicatief overschreden opgeschort
        ervaring { p50Dagen p80Dagen aantalZaken }
      }
      proces { volgnummer naam toelichting toestand bereiktOp }
      resultaat { naam toelichting }
      taken { id titel status toelichting uiterlijkOp handelUrl }
      keten {
        partner { naam } beschikbaar fout
        informatie { titel status { groep naam } levertijd { verwachtOp aard } }
      }
      zaak {
        id
        identificatie
        omschrijving
        behandelaar { naam functie }
        substatussen { omschrijving tijdstip }
        documenten { id titel soort creatiedatum bestandsomvang downloadUrl }
        besluiten { id soort datum toelichting uiterlijkeReactiedatum }
        contactmomenten { id kanaal onderwerp inhoud plaatsgevondenOp }
      }
      verzoek { kenmerk soort }
      producten { id naam status eindDatum }
    }
  }
}`;

export const VERTEGENWOORDIGT = `query VoorWieMagIk {
  ik {
    vertegenwoordigt {
      id
      soort
      wettelijkeVorm
      geldig
      geldigTot
      ingetrokkenOp
      zaaktypen { omschrijving }
      vertegenwoordigde { naam }
    }
  }
}`;

// Not where a taak is done: that is for who has to do it.
export const BALIE = `query AanDeBalie($zaaknummer: String!, $aanleiding: Aanleiding) {
  zaak(identificatie: $zaaknummer, aanleiding: $aanleiding) {
    id
    identificatie
    omschrijving
    zaaktype { omschrijving }
    status { naam gezetOp }
    levertijd { verwachtOp uiterlijkOp resterendeDagen aard indicatief overschreden opgeschort }
    betrokkenen { rol naam klant { id } }
    proces { volgnummer naam toelichting toestand bereiktOp }
    substatussen { omschrijving tijdstip }
    documenten { id titel soort creatiedatum bestandsomvang downloadUrl }
    besluiten { id soort datum toelichting uiterlijkeReactiedatum }
    contactmomenten { id kanaal onderwerp inhoud plaatsgevondenOp }
    taken { id titel status toelichting uiterlijkOp }
  }
}`;

export const KLANT = `query AndereZakenVan($id: ID!, $zaak: ID!) {
  klant(sleutel: {id: $id}, aanleiding: {zaak: $zaak}) {
    naam
    mijnZaken {
      nodes { id titel status { groep naam } zaak { identificatie } }
    }
  }
}`;

export const TOESTEMMINGEN = `query MijnToestemmingen {
  toestemmingsaanbod { uitleg informatieVersie taal activiteiten }
  ik {
    klant {
      toestemmingen {
        id
        activiteit
        categorieen
        geldigVan
        geldigTot
        ingetrokkenOp
        geldig
        ontvanger { organisatie organisatieEenheid rol }
        zaken { identificatie }
        zaaktypen { omschrijving }
      }
    }
  }
  mijnZaken(first: 50) {
    nodes { titel zaak { id identificatie } }
  }
}`;

export const GEVEN = `mutation Geven($input: ToestemmingInput!) {
  toestemmingGeven(input: $input) {
    toestemming { id geldigTot }
    fouten { code veld melding }
  }
}`;

export const INTREKKEN = `mutation Intrekken($id: ID!) {
  toestemmingIntrekken(id: $id) {
    toestemming { id ingetrokkenOp }
    fouten { code veld melding }
  }
}`;

export const VERWERKINGEN = `query WieHeeftGekeken($periode: Periode!, $na: String) {
  mijnVerwerkingen(periode: $periode, first: 10, after: $na) {
    totaal
    nodes {
      id tijdstip ontvanger namens
      activiteit doel rechtsgrond grondslag categorieen
    }
    pageInfo { hasNextPage endCursor }
    bronnen { register volledig }
  }
}`;
