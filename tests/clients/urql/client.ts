// urql for MijnZaken: what a portal copies. Subscriptions go over graphql-sse, which passes where a proxy lets no
// WebSocket through.
import { Client, type ExecutionResult, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { createClient, type RequestParams } from 'graphql-sse';
import interfaces from '../codegen/gemaakt/interfaces.ts';

export interface Instellingen {
  url: string;
  /** Asked at every request and every connect, so that a new login needs no new client. */
  token: () => string;
  /** For what cannot be reached by the ordinary one, such as a test that breaks a connection. */
  fetchFn?: typeof fetch;
}

/** These have no id: they are part of what they stand in. */
const ZONDER_ID = ['BronAntwoord', 'Levertijd', 'MijnZakenConnection', 'MijnZakenEdge', 'MijnZakenStatus', 'PageInfo', 'Status'];

export function maakCache() {
  return cacheExchange({
    possibleTypes: interfaces.possibleTypes,
    keys: Object.fromEntries(ZONDER_ID.map((naam) => [naam, () => null])),
    resolvers: {
      Query: { mijnZaken: relayPagination() },
      NatuurlijkPersoon: { mijnZaken: relayPagination(), zaken: relayPagination() },
      NietNatuurlijkPersoon: { mijnZaken: relayPagination(), zaken: relayPagination() },
    },
  });
}

export function maakClient({ url, token, fetchFn }: Instellingen) {
  const stroom = createClient({
    url: `${url}/stream`,
    headers: () => ({ Authorization: `Bearer ${token()}` }),
    retryAttempts: Infinity,
    fetchFn,
  });
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: () => ({ headers: { Authorization: `Bearer ${token()}` } }),
    exchanges: [
      maakCache(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription({ query, variables, extensions }) {
          const vraag: RequestParams = { query: query ?? '', variables, extensions: { ...extensions } };
          return {
            subscribe: (naar) => ({
              unsubscribe: stroom.subscribe(vraag, {
                next(result: ExecutionResult) {
                  // graphql-sse sends this same request after a reconnect, and now with how far it had come: what was
                  // missed in between comes first.
                  const plaats = result.extensions?.gebeurtenis;
                  if (plaats) vraag.extensions = { ...vraag.extensions, na: plaats };
                  naar.next(result);
                },
                error: (error) => naar.error(error),
                complete: () => naar.complete(),
              }),
            }),
          };
        },
      }),
    ],
  });
}
