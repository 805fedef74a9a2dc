import { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@as-integrations/express5'
import express from 'express'
import { context, laadCatalogus, poort, resolvers, typeDefs } from './domein.mjs'

await laadCatalogus()
const server = new ApolloServer({ typeDefs, resolvers })
await server.start()
const app = express()
app.use('/graphql', express.json(), expressMiddleware(server, { context: async () => context() }))
app.listen(+poort, '127.0.0.1')
