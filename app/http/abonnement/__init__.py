"""Abonnement: the two doors by which a client keeps listening.

    /graphql (WebSocket)   graphql-transport-ws ──► transportws ─┐
                                                                 ├─► operatie ──► executor, uitzender
    /graphql/stream        graphql-sse, POST ─────► sse ─────────┘
                                      wacht looks after every line: token, silence, a client that does not read

A line is only a way to bring answers: what may be told is decided, and written down, where an ordinary question is.
"""
