// The questions, each beside the component that shows it in a real portal. Relay wants them in its own words: a fragment
// is named after its file, and a list is marked with @connection.
import { graphql } from 'relay-runtime';

export const lijst = graphql`
  fragment vragen_lijst on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 3 }, after: { type: "String" })
  @refetchable(queryName: "vragenVolgendeQuery") {
    mijnZaken(first: $first, after: $after) @connection(key: "lijst_mijnZaken") {
      edges {
        node {
          ...vragen_regel
        }
      }
    }
  }
`;

export const regel = graphql`
  fragment vragen_regel on MijnZakenInformatie {
    id
    titel
    status {
      groep
      naam
    }
    zaak {
      identificatie
      ...vragen_zaak
    }
  }
`;

// Asked anew by its id alone: `node(id)`, which Relay writes itself.
export const zaak = graphql`
  fragment vragen_zaak on Zaak @refetchable(queryName: "vragenZaakOpnieuwQuery") {
    id
    identificatie
    omschrijving
    status {
      naam
    }
  }
`;

export const mijnZaken = graphql`
  query vragenMijnZakenQuery {
    ...vragen_lijst
  }
`;

export const vanNummer = graphql`
  query vragenVanNummerQuery($zaaknummer: String!) {
    zaak(identificatie: $zaaknummer) {
      ...vragen_zaak
    }
  }
`;

export const fout = graphql`
  query vragenFoutQuery($after: String!) {
    mijnZaken(after: $after) {
      totaal
    }
  }
`;

export const gewijzigd = graphql`
  subscription vragenGewijzigdSubscription {
    mijnZakenGewijzigd {
      soort
      informatie {
        ...vragen_regel
      }
    }
  }
`;
