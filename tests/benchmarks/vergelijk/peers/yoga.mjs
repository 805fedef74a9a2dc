import { createServer } from 'node:http'
import { useGraphQlJit } from '@envelop/graphql-jit'
import { createSchema, createYoga } from 'graphql-yoga'
import { context, laadCatalogus, poort, resolvers, typeDefs } from './domein.mjs'

await laadCatalogus()
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context,
  plugins: [useGraphQlJit()],
  logging: false,
  graphiql: false,
})
createServer(yoga).listen(+poort, '127.0.0.1')
