// A Relay environment for MijnZaken: what a portal copies. Without React, because every framework has its own; a hook
// like usePaginationFragment does what `volgende` does here.
import { createClient } from 'graphql-ws';
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getRequest,
  getSelector,
  Network,
  Observable,
  RecordSource,
  Store,
} from 'relay-runtime';

/**
 * `token` is asked at every request and every connect, so that a new login needs no new environment. `bijGemis` hears what
 * is null because it is closed, or because something went wrong: Relay shows the rest, and would say nothing of it.
 */
export function maakOmgeving({ url, token, bijGemis, webSocketImpl }) {
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: () => ({ Authorization: `Bearer ${token()}` }),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    webSocketImpl,
  });

  async function vraag(operatie, variables) {
    const antwoord = await fetch(url, {
      method: 'POST',
      headers: {
        Accept: 'application/graphql-response+json',
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token()}`,
      },
      body: JSON.stringify({ query: operatie.text, operationName: operatie.name, variables }),
    });
    const result = await antwoord.json();
    bijGemis?.(operatie.name, result.extensions?.afgeschermd ?? [], result.errors ?? []);
    return result;
  }

  function volg(operatie, variables) {
    const request = { query: operatie.text, operationName: operatie.name, variables };
    return Observable.create((sink) =>
      socket.subscribe(request, {
        next(result) {
          // graphql-ws sends this same request after a reconnect, and now with how far it had come: what was missed in
          // between comes first.
          if (result.extensions?.gebeurtenis) request.extensions = { na: result.extensions.gebeurtenis };
          sink.next(result);
        },
        error: (error) => sink.error(error),
        complete: () => sink.complete(),
      }),
    );
  }

  const store = new Store(new RecordSource());
  return { omgeving: new Environment({ network: Network.create(vraag, volg), store }), socket };
}

/** Keeps the answer in the store for as long as it is shown, and gives how to let go of it. */
export function bewaar(omgeving, query, variables) {
  return omgeving.retain(createOperationDescriptor(getRequest(query), variables)).dispose;
}

/** What a fragment says of the object that was found; read from the store, so with all that is known by now. */
export function lees(omgeving, fragment, ref) {
  return omgeving.lookup(getSelector(fragment, ref)).data;
}

/** The next page of a list, which the store puts behind the ones before; false when there is none. */
export async function volgende(omgeving, fragment, ref, aantal) {
  const { connectionPathInFragmentData, paginationRequest, paginationMetadata } = getPaginationMetadata(fragment, 'volgende');
  const { variables } = getSelector(fragment, ref).owner;
  const connection = connectionPathInFragmentData.reduce((found, key) => found?.[key], lees(omgeving, fragment, ref));
  if (!connection?.pageInfo.hasNextPage) return false;
  const nodig = getPaginationVariables('forward', aantal, connection.pageInfo.endCursor, variables, {}, paginationMetadata);
  await fetchQuery(omgeving, paginationRequest, nodig).toPromise();
  return true;
}
