// What CI asks of the environment beside this file, and a portal could: it hears orders and tells what came of them.
import { fetchQuery, getRefetchMetadata, requestSubscription } from 'relay-runtime';
import WebSocket from 'ws';
import { hoor, opdracht, vertel } from '../gesprek.mjs';
import { bewaar, lees, maakOmgeving, volgende } from './omgeving.js';
import { fout, gewijzigd, lijst, mijnZaken, regel, vanNummer, zaak } from './vragen.js';

const geopend = [];
class Socket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols);
    geopend.push(this);
  }
}

let gesloten;
let fouten;
const { omgeving, socket } = maakOmgeving({
  url: opdracht.url,
  token: () => opdracht.token,
  bijGemis: (_, afgeschermd, errors) => ([gesloten, fouten] = [afgeschermd, errors]),
  webSocketImpl: Socket,
});

const vraag = (query, variables) => fetchQuery(omgeving, query, variables).toPromise();
const leesRegel = (ref) => {
  const { id, titel, status, zaak: van } = lees(omgeving, regel, ref);
  return { id, titel, status, zaak: van && { identificatie: van.identificatie } };
};
const inLijst = (ref) => (lees(omgeving, lijst, ref).mijnZaken?.edges ?? []).map(({ node }) => leesRegel(node));

let gelezen;
const orders = {
  async bladzijden() {
    bewaar(omgeving, mijnZaken, {});
    gelezen = await vraag(mijnZaken, {});
    do {
      const meer = lees(omgeving, lijst, gelezen).mijnZaken.pageInfo.hasNextPage;
      vertel('bladzijde', { ids: inLijst(gelezen).map(({ id }) => id), meer });
    } while (await volgende(omgeving, lijst, gelezen, 3));
  },
  async zaak({ zaaknummer }) {
    const { zaak: ref } = await vraag(vanNummer, { zaaknummer });
    vertel('zaak', { zaak: lees(omgeving, zaak, ref), afgeschermd: gesloten });
  },
  /** By its id alone, and what was read before is read anew. */
  async opnieuw({ zaaknummer }) {
    bewaar(omgeving, vanNummer, { zaaknummer });
    const { zaak: ref } = await vraag(vanNummer, { zaaknummer });
    const { id } = lees(omgeving, zaak, ref);
    vertel('gelezen');
    orders.verder = async () => {
      await vraag(getRefetchMetadata(zaak, 'opnieuw').refetchableRequest, { id });
      vertel('opnieuw', { zaak: lees(omgeving, zaak, ref) });
    };
  },
  async fout() {
    const data = await vraag(fout, { after: 'nergens' });
    vertel('fout', { codes: fouten.map(({ extensions }) => extensions.code), data });
  },
  volg() {
    requestSubscription(omgeving, {
      subscription: gewijzigd,
      variables: {},
      onNext({ mijnZakenGewijzigd: { soort, informatie } }) {
        const nieuw = leesRegel(informatie);
        vertel('gewijzigd', { soort, regel: nieuw, inLijst: inLijst(gelezen).find(({ id }) => id === nieuw.id) });
      },
    });
    vertel('luistert');
  },
  verbreek: () => geopend.at(-1).terminate(),
  async einde() {
    await socket.dispose();
    process.exit(0);
  },
};

hoor((order) => orders[order.doe](order));
vertel('klaar');
