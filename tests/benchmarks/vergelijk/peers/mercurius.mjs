import Fastify from 'fastify'
import mercurius from 'mercurius'
import { context, laadCatalogus, poort, resolvers, typeDefs } from './domein.mjs'

await laadCatalogus()
const app = Fastify()
app.register(mercurius, { schema: typeDefs, resolvers, context, jit: 1 })
await app.listen({ port: +poort, host: '127.0.0.1' })
