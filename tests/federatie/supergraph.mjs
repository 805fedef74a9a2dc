// A supergraph as an organisation runs one: Hive Gateway before MijnZaken and a small subgraph of photos, which knows
// of a zaak its id and nothing else. It is told one line of JSON and tells one: where it listens, or why it cannot.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

const [regel] = await once(createInterface({ input: process.stdin }), 'line');
const opdracht = JSON.parse(regel);
const vertel = (found) => process.stdout.write(JSON.stringify(found) + '\n');

const FOTOS = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Zaak @key(fields: "id") { id: ID! foto: String! }
  type Producttype @key(fields: "id") { id: ID! foto: String! }
  type Afspraak @key(fields: "id") { id: ID! foto: String! }
  type Foto { zaak: Zaak! }
  type Fotoboek { fotos: [Foto!]! pageInfo: PageInfo! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Query { fotos(van: [ID!]!): [Foto!]! fotoboek: Fotoboek! ${opdracht.meer ?? ''} }
`);
const foto = { __resolveReference: ({ id }) => ({ id }), foto: ({ id }) => `foto van ${id}` };
const resolvers = {
  Zaak: foto,
  Producttype: foto,
  Afspraak: foto,
  Query: {
    fotos: (_, { van }) => van.map((id) => ({ zaak: { id } })),
    fotoboek: () => ({ fotos: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } }),
  },
};

const luister = (handler) =>
  new Promise((klaar) => {
    const server = createServer(handler).listen(0, '127.0.0.1', () => klaar(`http://127.0.0.1:${server.address().port}/graphql`));
  });

const fotos = await luister(createYoga({ schema: buildSubgraphSchema([{ typeDefs: FOTOS, resolvers }]), logging: false }));
const { supergraphSdl, errors } = composeServices([
  { name: 'mijnzaken', typeDefs: parse(opdracht.sdl), url: opdracht.url },
  { name: 'fotos', typeDefs: FOTOS, url: fotos },
]);
if (errors?.length) {
  vertel({ fouten: errors.map((error) => ({ code: error.extensions?.code, message: error.message })) });
} else {
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({
        authorization: request.headers.get('authorization'),
        prefer: request.headers.get('prefer'),
      }),
    },
  });
  vertel({ url: await luister(gateway), sdl: supergraphSdl });
}
