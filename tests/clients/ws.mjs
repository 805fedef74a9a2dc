// graphql-ws as a portal uses it: one lazy connection, a token that is asked for at every connect, and retries.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { hoor, opdracht, vertel, volger } from './gesprek.mjs';

let { token } = opdracht;
let socket;

const client = createClient({
  url: opdracht.url,
  webSocketImpl: WebSocket,
  connectionParams: () => ({ Authorization: `Bearer ${token}` }),
  retryAttempts: opdracht.pogingen ?? 5,
  retryWait: () => new Promise((verder) => setTimeout(verder, 100)),
  on: {
    connected: (s) => { socket = s; vertel('verbonden'); },
    closed: (event) => vertel('gesloten', { code: event.code, reden: event.reason }),
  },
});

const open = new Map();
hoor(({ doe, id, vraag, token: nieuw }) => {
  if (nieuw) token = nieuw;
  if (doe === 'vraag') open.set(id, client.subscribe(vraag, volger(vraag)));
  if (doe === 'genoeg') open.get(id)();
  if (doe === 'verbreek') socket.terminate();
  if (doe === 'einde') Promise.resolve(client.dispose()).then(() => process.exit(0));
});
vertel('klaar');
