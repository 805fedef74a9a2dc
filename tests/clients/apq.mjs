// Automatic Persisted Queries as Apollo Client and urql do them: the same question twice, each by a client of its own,
// so that the second is not answered from a cache. One line of JSON: what each was told, and what it sent.
import { createHash } from 'node:crypto';
import { ApolloClient, HttpLink, InMemoryCache, gql as apolloGql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';

const { url, token, client, get, vraag, variabelen } = JSON.parse(process.argv[2]);
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const authorization = `Bearer ${token}`;

const gestuurd = [];
const luister = async (address, options) => {
  const answer = await fetch(address, options);
  const metTekst = (options.body ? JSON.parse(options.body).query : new URL(address).searchParams.get('query')) != null;
  gestuurd.push([options.method ?? 'GET', metTekst, answer.status]);
  return answer;
};

const kinds = {
  apollo: async () => {
    const http = new HttpLink({ uri: url, fetch: luister, headers: { authorization, 'x-client-name': 'apollo' } });
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: get }).concat(http);
    const found = new ApolloClient({ link, cache: new InMemoryCache() });
    const { data } = await found.query({ query: apolloGql(vraag), variables: variabelen });
    return data;
  },
  urql: async () => {
    const exchanges = [
      persistedExchange({ generateHash: async (text) => sha256(text), preferGetForPersistedQueries: get }),
      fetchExchange,
    ];
    const fetchOptions = { headers: { authorization, 'x-client-name': 'urql' } };
    const found = new UrqlClient({ url, exchanges, fetch: luister, fetchOptions, preferGetMethod: false });
    const { data, error } = await found.query(vraag, variabelen).toPromise();
    if (error) throw error;
    return data;
  },
};

const antwoorden = [await kinds[client](), await kinds[client]()];
console.log(JSON.stringify({ antwoorden, gestuurd }));
