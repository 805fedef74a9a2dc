#!/bin/sh
# MijnZaken with nothing but curl. It needs the address and a token; those of the demo are
#   MIJNZAKEN=http://127.0.0.1:8000 TOKEN=$(mijnzaken token burger) ./vragen.sh
# Each answer is one line of JSON.
set -eu

vraag() {
  curl --silent --show-error --fail-with-body "$MIJNZAKEN/graphql" \
    --header "Authorization: Bearer $TOKEN" \
    --header 'Content-Type: application/json' \
    --header 'Accept: application/graphql-response+json' \
    --data "$1"
  echo
}

# Where are my matters? `bronnen` says whether the list is whole.
vraag '{"query": "{ mijnZaken(first: 2) { totaal nodes { titel status { groep } } pageInfo { endCursor } bronnen { register volledig } } }"}'

# The values of a question are variables, never part of its text: an address or a text ends up in logs, a body does not.
vraag '{
  "query": "query Zaak($zaaknummer: String!) { zaak(identificatie: $zaaknummer) { omschrijving status { naam } } }",
  "variables": {"zaaknummer": "ZAAK-2026-0001"}
}'

# All or nothing: an answer of which anything is closed to you is refused whole.
curl --silent --show-error "$MIJNZAKEN/graphql" \
  --header "Authorization: Bearer $TOKEN" \
  --header 'Content-Type: application/json' \
  --header 'Prefer: handling=strict' \
  --data '{"query": "{ ik { klant { naam } } }"}'
echo

# What changes from now on, as it comes (server-sent events). This listens for two seconds; without --max-time, until you
# stop it.
curl --silent --no-buffer --max-time 2 "$MIJNZAKEN/graphql/stream" \
  --header "Authorization: Bearer $TOKEN" \
  --header 'Content-Type: application/json' \
  --header 'Accept: text/event-stream' \
  --data '{"query": "subscription { mijnZakenGewijzigd { soort informatie { titel } } }"}' || test $? -eq 28
