"""Push: the organisation takes the initiative. A register says that something changed; who it concerns hears how it is
now, as they would have seen it had they asked.

    POST /notificaties ──► ontvangst ──► postvak (durable) ──► 204
                                            │
                           verwerking: whom does it concern?        one transaction:
                                            │                       events for who is connected now,
                                            ▼                       messages for who wants one
                      gebeurtenissen ◄──────┴──────► berichten
                            │                            │
                       uitzending                    bezorging
              graphql-transport-ws, SSE      e-mail, sms, letter, webhook, portal
                            └──────── executor ──────────┘
                 the receiver's own document, under his own inzage; logged before it leaves

A notification is never believed in what it says, only in that something changed: all that is told is read anew from
the registers. What is kept here holds ids and pseudonyms, never a value and never a number of a person.
"""
