// Under every view: the question that it was made of, and what that cost the registers.

import { maak, uniek } from "../dom.js";
import { tabel } from "./tabel.js";

/** The panel, as open as it was; nothing when nothing was asked. */
export function achter(huis, metGraphiql, vorig) {
  if (!huis.verslag.length) return [];
  const delen = huis.verslag.map((vraag) => deel(huis, vraag, metGraphiql));
  const open = Boolean(vorig.querySelector("details[open]"));
  return [maak("details", { class: "achter", open }, maak("summary", {}, huis.w("achter"), " ", som(huis)), delen)];
}

/** All of it in a few words. */
function som({ w, verslag }) {
  const gesteld = verslag.filter((vraag) => !vraag.luistert);
  const ms = gesteld.reduce((totaal, vraag) => totaal + vraag.ms, 0);
  if (!gesteld.some((vraag) => vraag.oproepen)) return maak("small", {}, w("achterMs", { ms }));
  const aantal = gesteld.reduce((totaal, vraag) => totaal + (vraag.oproepen?.length ?? 0), 0);
  return maak("small", {}, w(aantal === 1 ? "achterEen" : "achterKosten", { aantal, ms }));
}

function deel(huis, vraag, metGraphiql) {
  const { w } = huis;
  const naam = /(?:query|mutation|subscription) (\w+)/.exec(vraag.document)[1];
  const id = uniek("vraag");
  const tekst = { class: "code", tabindex: "0", role: "region", "aria-labelledby": id, lang: "nl" };
  return maak(
    "div",
    { class: "vraag" },
    maak("h2", { id }, w("vraagtekst", { naam }), vraag.luistert && maak("small", {}, ` ${w("luistert")}`)),
    maak("pre", tekst, maak("code", {}, vraag.document)),
    Object.keys(vraag.variabelen).length > 0 &&
      maak("p", {}, `${w("variabelen")}: `, maak("code", { class: "breekt" }, JSON.stringify(vraag.variabelen))),
    vraag.oproepen && kosten(huis, vraag.oproepen),
    metGraphiql && maak("p", {}, naarGraphiql(huis, vraag)),
  );
}

/** One row per kind of call: how often, and the slowest. */
function kosten({ w }, oproepen) {
  if (!oproepen.length) return maak("p", {}, w("geenOproepen"));
  const rijen = new Map();
  for (const { register, methode, sjabloon, ms } of oproepen) {
    const sleutel = `${register} ${methode} ${sjabloon}`;
    const rij = rijen.get(sleutel) ?? { register, oproep: `${methode} ${sjabloon}`, keer: 0, traagste: 0 };
    rijen.set(sleutel, { ...rij, keer: rij.keer + 1, traagste: Math.max(rij.traagste, ms) });
  }
  const made = tabel(
    w("oproepen"),
    ["register", "oproep", "keer", "traagste"].map((sleutel) => w(sleutel)),
  );
  const opRegister = [...rijen.values()].sort((een, ander) => een.register.localeCompare(ander.register));
  for (const rij of opRegister) {
    const oproep = maak("code", { class: "breekt" }, rij.oproep);
    made.voegToe(rij.register, oproep, String(rij.keer), `${Math.round(rij.traagste)} ms`);
  }
  made.element.classList.add("tabel-kort");
  return made.element;
}

/** The same question, with the same token, where it can be changed. Both go in the fragment: no server sees them. */
function naarGraphiql({ w, sessie }, { document, variabelen }) {
  const fragment = new URLSearchParams({
    token: sessie.token,
    query: document,
    variables: JSON.stringify(variabelen, null, 2),
  });
  const href = `/graphql#${fragment}`;
  return maak("a", { href, target: "_blank", rel: "noopener" }, `${w("openGraphiql")} ${w("nieuwVenster")}`);
}
