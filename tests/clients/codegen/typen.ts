// What the types are good for: each of these mistakes is found before anything runs. The compiler fails where a line
// marked as wrong is not.
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import type { KlantOpBsnDocument, MijnGegevensDocument, MijnZakenDocument } from './gemaakt/graphql.ts';

type Regel = NonNullable<ResultOf<typeof MijnZakenDocument>['mijnZaken']>['edges'][number]['node'];
type Klant = NonNullable<ResultOf<typeof MijnGegevensDocument>['ik']['klant']>;
type Product = NonNullable<Klant['producten']>['nodes'][number];

/** A groep that a later release adds is one that this switch does not know: there is always a default. */
export function kleur(status: Regel['status']): string {
  switch (status?.groep) {
    case 'AFGEROND':
      return 'groen';
    // @ts-expect-error there is no such groep
    case 'KLAAR':
      return 'groen';
    default:
      return 'blauw';
  }
}

export const vraag: VariablesOf<typeof KlantOpBsnDocument> = {
  // @ts-expect-error a BSN is text: as a number it would lose its leading zero
  bsn: 12345678,
  aanleiding: { toelichting: 'Belt over een brief' },
};

/** An amount is text; who wants to reckon with it takes a library that knows cents. */
// @ts-expect-error no number
export const prijs = (product: Product): number | null => product.prijs;

/** What is in free JSON, nobody promised. */
// @ts-expect-error first look what it is
export const kenteken = (product: Product) => product.gegevens.kenteken;

// @ts-expect-error a field that may be closed can be null
export const lengte = (regel: Regel): number => regel.titel.length;
