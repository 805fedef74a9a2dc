"""Authentication: a token in, an Authenticatie out, or a refusal.

`bearer.py` checks the token itself: signature, issuer, audience, lifetime, size, the certificate it is bound to.
`lezing.py` finds its claims by our own names; `profielen/` says what they mean, each login its own way, in the one
normal form (resolvers/grammar/afnemer.py). `jwks.py` keeps the issuers' public keys.
"""
