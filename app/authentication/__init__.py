"""Authentication: a token in, an Authenticatie out, or a refusal.

`bearer.py` checks the token itself: signature, issuer, audience, lifetime, size. `profielen.py` reads its claims into
the one normal form (resolvers/grammar/afnemer.py), each login its own way. `jwks.py` keeps the issuers' public keys.
"""
