"""Autorisatie: what the decision as a whole must hold, over worlds, afnemers and questions that nobody thought of.

Read in this order: `sdl` (what the contract says of each field), `wereld` (what the registers hold, as plain records),
`afnemers` (who asks), `model` (who may see what: written from DESIGN and the matrix, it calls nothing of the code under
test), `waarden`, `objecten`, `mensen`, `catalogus` and
`registers` (the world as the ports of the graph), `trekking` (random worlds, and the second world
that differs only in what may not be seen), `vragen` (random documents), `proef` (one case). The tests: noninterference,
one mutant per known hole, and every field of the schema for every persona.

`MIJNZAKEN_LANG=1` runs the long mode: 10 000 cases, drawn anew each time.
"""
