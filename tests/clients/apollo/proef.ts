// What CI asks of the client beside this file, and a portal could: it hears orders and tells what came of them.
import { CombinedGraphQLErrors } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import WebSocket from 'ws';
import { MijnZakenDocument, MijnZakenGewijzigdDocument, ZaakDocument, ZaakMetBehandelaarDocument } from '../codegen/gemaakt/graphql.ts';
import { hoor, opdracht, vertel } from '../gesprek.mjs';
import { type Afgeschermd, maakClient } from './client.ts';

const geopend: WebSocket[] = [];
class Socket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    geopend.push(this);
  }
}

const gezien: Afgeschermd[] = [];
const { client, socket } = maakClient({
  url: opdracht.url,
  token: () => opdracht.token,
  bijAfgeschermd: (_, afgeschermd) => gezien.push(...afgeschermd),
  webSocketImpl: Socket,
  incrementalHandler: opdracht.ouder ? new Defer20220824Handler() : undefined,
});

const lijst = client.watchQuery({ query: MijnZakenDocument, variables: { first: 3 } });
/** What the cache has of the list: all pages that were asked, put together. */
const inCache = () => client.readQuery({ query: MijnZakenDocument, variables: { first: 3 } })?.mijnZaken;

const orders: Record<string, (order: any) => Promise<void> | void> = {
  async bladzijden() {
    await new Promise<void>((klaar) => lijst.subscribe(({ loading }) => loading || klaar()));
    for (;;) {
      const pagina = inCache()?.pageInfo;
      vertel('bladzijde', { ids: inCache()?.edges.map(({ node }) => node.id), meer: pagina?.hasNextPage });
      if (!pagina?.hasNextPage) return;
      await lijst.fetchMore({ variables: { after: pagina.endCursor } });
    }
  },
  async zaak({ zaaknummer }) {
    const { data } = await client.query({ query: ZaakDocument, variables: { zaaknummer } });
    vertel('zaak', { zaak: data?.zaak, afgeschermd: gezien });
  },
  later({ zaaknummer }) {
    client.watchQuery({ query: ZaakMetBehandelaarDocument, variables: { zaaknummer } }).subscribe(({ data, loading }) => {
      if (data) vertel('deel', { zaak: data.zaak, meer: loading });
    });
  },
  async fout() {
    const { data, error } = await client.query({ query: MijnZakenDocument, variables: { after: 'nergens' } });
    const codes = CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions?.code) : [];
    vertel('fout', { codes, data });
  },
  volg() {
    client.subscribe({ query: MijnZakenGewijzigdDocument }).subscribe(({ data }) => {
      const wijziging = data?.mijnZakenGewijzigd;
      const inLijst = inCache()?.edges.find(({ node }) => node.id === wijziging?.informatie?.id)?.node;
      vertel('gewijzigd', { soort: wijziging?.soort, regel: wijziging?.informatie, inLijst });
    });
    vertel('luistert');
  },
  verbreek: () => geopend.at(-1)?.terminate(),
  async einde() {
    await socket.dispose();
    process.exit(0);
  },
};

hoor((order: { doe: string }) => orders[order.doe]?.(order));
vertel('klaar');
