// What Hive Gateway composes its supergraph from: the registers' OpenAPI description, and one relation, batched by key.
// The address is filled in for each run.
import { defineConfig } from '@graphql-mesh/compose-cli'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'

export const composeConfig = defineConfig({
  output: 'hive-supergraph.graphql',
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('registers', {
        source: './hive-openapi.json',
        endpoint: 'http://registers.invalid',
      }),
    },
  ],
  additionalTypeDefs: `
    extend type Post {
      user: User
        @resolveTo(sourceName: "registers", sourceTypeName: "Query", sourceFieldName: "users", keyField: "userId", keysArg: "id")
    }
  `,
})
