// Apollo Client for MijnZaken: what a portal copies.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { tap } from 'rxjs';
import interfaces from '../codegen/gemaakt/interfaces.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface Query {
        errorPolicy: 'all';
      }
      interface WatchQuery {
        errorPolicy: 'all';
      }
    }
  }
}

export interface Afgeschermd {
  pad: string;
  code: string;
  aantal: number;
}

export interface Instellingen {
  url: string;
  /** Asked at every request and every connect, so that a new login needs no new client. */
  token: () => string;
  /** What is closed is null and no error; here a page learns that, and can say so instead of showing nothing. */
  bijAfgeschermd?: (operatie: string | undefined, afgeschermd: Afgeschermd[]) => void;
  /** A browser has one of its own. */
  webSocketImpl?: unknown;
  /** How parts that come later are asked for; without one, Apollo Client throws on `@defer`. */
  incrementalHandler?: ApolloClient.Options['incrementalHandler'];
}

/** Pages of one list are put together; what else is asked of the list makes another list. */
const lijst = (...keyArgs: string[]) => relayStylePagination(keyArgs);

export function maakCache() {
  const klant = { fields: { mijnZaken: lijst('filter', 'volgorde'), zaken: lijst('filter', 'volgorde') } };
  return new InMemoryCache({
    possibleTypes: interfaces.possibleTypes,
    typePolicies: {
      Query: { fields: { mijnZaken: lijst('namens', 'filter', 'volgorde') } },
      NatuurlijkPersoon: klant,
      NietNatuurlijkPersoon: klant,
    },
  });
}

export function maakClient({
  url,
  token,
  bijAfgeschermd,
  webSocketImpl,
  incrementalHandler = new GraphQL17Alpha9Handler(),
}: Instellingen) {
  const metToken = new SetContextLink(({ headers }) => ({
    headers: { ...headers, authorization: `Bearer ${token()}` },
  }));
  const leesAfgeschermd = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) => {
        const afgeschermd = extensions?.afgeschermd as Afgeschermd[] | undefined;
        if (afgeschermd) bijAfgeschermd?.(operation.operationName, afgeschermd);
      }),
    ),
  );
  // After a reconnect graphql-ws sends the same request again, and now with how far it had come: what was missed in
  // between comes first.
  const onthoudPlaats = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) => {
        if (extensions?.gebeurtenis) operation.extensions.na = extensions.gebeurtenis;
      }),
    ),
  );
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: () => ({ Authorization: `Bearer ${token()}` }),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    webSocketImpl,
  });
  return {
    client: new ApolloClient({
      cache: maakCache(),
      incrementalHandler,
      link: ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        ApolloLink.from([onthoudPlaats, new GraphQLWsLink(socket)]),
        ApolloLink.from([metToken, leesAfgeschermd, new HttpLink({ uri: url })]),
      ),
      // One field of a register that is away is null with an error beside it; the rest of the answer is good.
      defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
    }),
    socket,
  };
}
