// What CI asks of the client beside this file, and a portal could: it hears orders and tells what came of them.
import { MijnZakenDocument, MijnZakenGewijzigdDocument, ZaakDocument, ZaakMetBehandelaarDocument } from '../codegen/gemaakt/graphql.ts';
import { hoor, opdracht, vertel } from '../gesprek.mjs';
import { maakClient } from './client.ts';

let afgebroken = new AbortController();
const client = maakClient({
  url: opdracht.url,
  token: () => opdracht.token,
  fetchFn(url, options) {
    afgebroken = new AbortController();
    return fetch(url, { ...options, signal: AbortSignal.any([options!.signal!, afgebroken.signal]) });
  },
});

/** What the cache has of the list: all pages that were asked, put together. */
const lijst = () => client.readQuery(MijnZakenDocument, { first: 3 })?.data?.mijnZaken;

const orders: Record<string, (order: any) => Promise<void> | void> = {
  async bladzijden() {
    let after: string | null | undefined;
    do {
      await client.query(MijnZakenDocument, after ? { first: 3, after } : { first: 3 });
      const pagina = lijst()?.pageInfo;
      vertel('bladzijde', { ids: lijst()?.edges.map(({ node }) => node.id), meer: pagina?.hasNextPage });
      after = pagina?.hasNextPage ? pagina.endCursor : null;
    } while (after);
  },
  async zaak({ zaaknummer }) {
    const { data, extensions } = await client.query(ZaakDocument, { zaaknummer });
    vertel('zaak', { zaak: data?.zaak, afgeschermd: extensions?.afgeschermd });
  },
  later({ zaaknummer }) {
    client.query(ZaakMetBehandelaarDocument, { zaaknummer }).subscribe(({ data, hasNext }) => {
      vertel('deel', { zaak: data?.zaak, meer: hasNext });
    });
  },
  async fout() {
    const { data, error } = await client.query(MijnZakenDocument, { after: 'nergens' });
    vertel('fout', { codes: error?.graphQLErrors.map(({ extensions }) => extensions.code), data });
  },
  volg() {
    client.subscription(MijnZakenGewijzigdDocument, {}).subscribe(({ data }) => {
      const wijziging = data?.mijnZakenGewijzigd;
      const inLijst = lijst()?.edges.find(({ node }) => node.id === wijziging?.informatie?.id)?.node;
      vertel('gewijzigd', { soort: wijziging?.soort, regel: wijziging?.informatie, inLijst });
    });
    vertel('luistert');
  },
  verbreek: () => afgebroken.abort(),
  einde: () => process.exit(0),
};

hoor((order: { doe: string }) => orders[order.doe]?.(order));
vertel('klaar');
