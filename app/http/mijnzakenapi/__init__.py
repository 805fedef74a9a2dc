"""Mijnzakenapi: the draft MijnZaken API of VNG, for partners and national portals that speak it: `GET /zaken` and
`GET /zaken/{uuid}`, as a second door to the same graph.

Nothing is decided or logged here. Each request is a question of our own to the graph (documenten), run as that of
whoever sent the token; what comes back is put in the words of the draft (vertaling), which openapi describes.

Where the draft leaves a choice, or cannot say what we know:

- A zaak of somebody else and one that does not exist are the same 404, as the tests of the draft want (its text: 403).
- The draft has no words for "not everything". What cannot be fetched whole is 503, and not a shorter answer; the log
  then says that what did come was told.
- What may not be seen is left out, as everywhere; what a register does not know is left out, never filled in.
- A list is asked of the klant for whom this session looks; the log also says that he is known here (IDENTITEIT).
- A page past the end is empty: the draft knows no 404 for a list.
- Whose zaken the list holds follows from the token alone: his own, or those of whom this session represents. With a
  machtiging from a register (`namens` in the graph) a zaak can be looked at, but no list be asked.
"""

from app.http.mijnzakenapi.deur import PAD, MijnZakenApi, zakenadres

__all__ = ["PAD", "MijnZakenApi", "zakenadres"]
