// The graph, asked over HTTP. The token lives in the session that is given, and nowhere else.

import { luister } from "/gedeeld/gebeurtenissen.js";

/** What went wrong before there was an answer: `verlopen` when it is the login. */
export class GeenAntwoord extends Error {
  constructor(verlopen) {
    super("no answer");
    this.verlopen = verlopen;
  }
}

const koppen = (sessie) => ({
  Authorization: `Bearer ${sessie.token}`,
  "Accept-Language": sessie.taal,
  // an organisation also sees here what is open, instead of nothing
  Prefer: "handling=lenient",
});

/** The answer, with how long it took. */
export async function vraag(sessie, document, variabelen) {
  const begin = performance.now();
  const antwoord = await fetch("/graphql", {
    method: "POST",
    credentials: "omit",
    headers: {
      ...koppen(sessie),
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "X-MijnZaken-Oproepen": "1",
    },
    body: JSON.stringify({ query: document, variables: variabelen }),
  }).catch(() => {
    throw new GeenAntwoord(false);
  });
  if (antwoord.status === 401) throw new GeenAntwoord(true);
  const body = await antwoord.json().catch(() => {
    throw new GeenAntwoord(false);
  });
  return { data: {}, errors: [], extensions: {}, ...body, ms: Math.round(performance.now() - begin) };
}

/** Follows a subscription until the signal says stop; comes back after a break, where it was. */
export async function volg(sessie, document, variabelen, signaal, { hoor, stand }) {
  const verder = { id: "" };
  for (let wacht = 500; !signaal.aborted; wacht = Math.min(wacht * 2, 30_000)) {
    try {
      stand(true);
      const vraagtekst = { query: document, variables: variabelen };
      for await (const resultaat of luister("/graphql/stream", vraagtekst, koppen(sessie), signaal, verder)) {
        wacht = 500;
        if (resultaat.data) hoor(resultaat.data);
      }
      return stand(false);
    } catch (fout) {
      if (signaal.aborted) return undefined;
      stand(false);
      if (fout.status === 401) return undefined;
      await new Promise((klaar) => setTimeout(klaar, wacht));
    }
  }
  return undefined;
}

/** A document as a file: it needs the token, so a plain link would not do. */
export async function bestand(sessie, url) {
  const antwoord = await fetch(url, { credentials: "omit", headers: koppen(sessie) });
  if (!antwoord.ok) throw new GeenAntwoord(antwoord.status === 401);
  return antwoord.blob();
}

/** Whether a field is open, closed for who looks, or missing because a register failed. */
export function toestand(antwoord, pad) {
  const dicht = (antwoord.extensions.afgeschermd ?? []).find((gesloten) => gesloten.pad === pad);
  if (dicht) return { soort: "dicht", code: dicht.code };
  const [mis] = fouten(antwoord, pad);
  return mis ? { soort: "mis", register: mis.extensions?.register } : { soort: "open" };
}

/** Which registers did not add what they have to something that is there. */
export const gemist = (antwoord, pad) => [
  ...new Set(
    fouten(antwoord, pad)
      .map((fout) => fout.extensions?.register)
      .filter(Boolean),
  ),
];

const fouten = (antwoord, pad) =>
  (antwoord.errors ?? []).filter((fout) => (fout.path ?? []).filter((deel) => isNaN(deel)).join(".") === pad);
