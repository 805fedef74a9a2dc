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
  if (body?.data === undefined && !body?.errors) throw new GeenAntwoord(false); // no graph said this
  return { data: null, errors: [], extensions: {}, ...body, ms: Math.round(performance.now() - begin) };
}

/** Who is refused hears so at once: so long nobody is told that changes come in. */
const METEEN_MS = 500;

/** Follows a subscription until the signal says stop; comes back after a break, where it was. `stand` is told how it
 * is: "live", "nietLive" (and it is tried again), "verlopen" with the login, or "geen": there is nothing to follow. */
export async function volg(sessie, document, variabelen, signaal, { hoor, stand }) {
  let spoedig;
  const wordLive = () => {
    clearTimeout(spoedig);
    spoedig = setTimeout(() => stand("live"), METEEN_MS);
  };
  const verder = {
    merk: "",
    get id() {
      return this.merk;
    },
    // a service that tells of changes begins with where one is now; one that tells of none does not
    set id(merk) {
      this.merk = merk;
      wordLive();
    },
  };
  for (let wacht = 500; !signaal.aborted; wacht = Math.min(wacht * 2, 30_000)) {
    if (verder.merk) wordLive();
    let geweigerd = "";
    try {
      const vraagtekst = { query: document, variables: variabelen };
      for await (const { data, errors } of luister("/graphql/stream", vraagtekst, koppen(sessie), signaal, verder)) {
        geweigerd = data ? "" : codeVan(errors?.[0]);
        if (!data) continue;
        wacht = 500;
        stand("live");
        hoor(data);
      }
    } catch (fout) {
      geweigerd = fout.status === 401 ? "UNAUTHENTICATED" : "";
    } finally {
      clearTimeout(spoedig);
    }
    if (signaal.aborted) return undefined;
    if (geweigerd === "UNAUTHENTICATED") return stand("verlopen");
    // where it was is not known there any more: then it begins anew
    if (NIET_ER.includes(geweigerd) && verder.merk) verder.merk = "";
    else if (geweigerd && !isTijdelijk(geweigerd)) return stand("geen");
    stand("nietLive");
    await new Promise((klaar) => setTimeout(klaar, wacht));
  }
  return undefined;
}

/** A document as a file: it needs the token, so a plain link would not do. */
export async function bestand(sessie, url) {
  const antwoord = await fetch(url, { credentials: "omit", headers: koppen(sessie) }).catch(() => {
    throw new GeenAntwoord(false);
  });
  if (!antwoord.ok) throw new GeenAntwoord(antwoord.status === 401);
  return antwoord.blob().catch(() => {
    throw new GeenAntwoord(false);
  });
}

/** Codes of what is not there, or is no id at all: whoever looks is told the same. */
const NIET_ER = ["NOT_FOUND", "BAD_USER_INPUT"];
const TIJDELIJK = ["DEADLINE_EXCEEDED", "LOG_UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR"];
const codeVan = (fout) => fout?.extensions?.code ?? "";
const isVanRegister = (code) => code.startsWith("REGISTER_");
const isTijdelijk = (code) => isVanRegister(code) || TIJDELIJK.includes(code);

/** Whether a field is open, closed for who looks, not there, or missing: because a register failed ("mis"), or for what
 * the server says itself ("anders"; of what may be there later, it says that). */
export function toestand(antwoord, pad) {
  const dicht = (antwoord.extensions.afgeschermd ?? []).find((gesloten) => gesloten.pad === pad);
  if (dicht) return { soort: "dicht", code: dicht.code };
  const alles = antwoord.data ? [] : antwoord.errors.filter((fout) => !fout.path);
  const gevonden = [...fouten(antwoord, pad), ...alles];
  // while a register is away, it cannot be said that something is not there
  const fout = gevonden.find((een) => isVanRegister(codeVan(een))) ?? gevonden[0];
  if (!fout) return { soort: "open" };
  if (isVanRegister(codeVan(fout))) return { soort: "mis", register: fout.extensions.register };
  return NIET_ER.includes(codeVan(fout)) ? { soort: "weg" } : { soort: "anders", melding: fout.message };
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
  antwoord.errors.filter((fout) => fout.path?.filter((deel) => isNaN(deel)).join(".") === pad);
