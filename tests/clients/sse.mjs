// graphql-sse as a portal uses it: distinct connections, a token that is asked for at every connect, and retries.
import { createClient } from 'graphql-sse';
import { hoor, opdracht, vertel, volger } from './gesprek.mjs';

let { token } = opdracht;
let afgebroken = new AbortController();

const client = createClient({
  url: opdracht.url,
  headers: () => ({ Authorization: `Bearer ${token}` }),
  retryAttempts: opdracht.pogingen ?? 5,
  retry: () => new Promise((verder) => setTimeout(verder, 100)),
  fetchFn: (url, options) => {
    afgebroken = new AbortController();
    return fetch(url, { ...options, signal: AbortSignal.any([options.signal, afgebroken.signal]) });
  },
  on: { connected: () => vertel('verbonden') },
});

const open = new Map();
hoor(({ doe, id, vraag, token: nieuw }) => {
  if (nieuw) token = nieuw;
  if (doe === 'vraag') open.set(id, client.subscribe(vraag, volger(vraag)));
  if (doe === 'genoeg') open.get(id)();
  if (doe === 'verbreek') afgebroken.abort();
  if (doe === 'einde') { client.dispose(); process.exit(0); }
});
vertel('klaar');
