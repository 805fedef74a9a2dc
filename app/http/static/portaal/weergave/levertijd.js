// How far it is and when it is ready, in plain words: always with what kind of date it is.

import { maak } from "../dom.js";

/** The group of a status, as a badge: a word and a shape, not only a colour. */
export const badge = ({ w }, groep) =>
  maak("span", { class: `badge badge-${groep.toLowerCase()}` }, w(`groep.${groep}`));

/** The expected date in one line, and what kind of date that is. */
export function verwachting({ w, taal }, levertijd) {
  if (!levertijd?.verwachtOp) return maak("p", { class: "levertijd" }, w("aard.ONBEKEND"));
  const { aard, verwachtOp, resterendeDagen } = levertijd;
  const klaar = aard === "FEITELIJK" || resterendeDagen === null || resterendeDagen === undefined;
  return maak(
    "div",
    { class: "levertijd" },
    maak("p", {}, `${w(`aard.${aard}`)} `, maak("strong", {}, taal.tijd(verwachtOp)), klaar ? "" : nog(w, levertijd)),
    !levertijd.overschreden &&
      maak("p", { class: "stil" }, w(`aard.${aard}.uitleg`), levertijd.opgeschort && ` ${w("opgeschort")}`),
    levertijd.overschreden && maak("p", { class: "te-laat" }, w("overschreden")),
  );
}

/** How long that is from today; of a day that has passed there is nothing to count. */
function nog(w, { resterendeDagen, overschreden }) {
  if (overschreden) return "";
  if (resterendeDagen === 0) return "";
  return ` (${resterendeDagen === 1 ? w("overEenDag") : w("overDagen", { dagen: resterendeDagen })})`;
}

/** The steps as a small bar; the words beside it say the same. */
export function voortgang({ w }, status, proces) {
  if (!status?.stap || !status.aantalStappen) return null;
  const blokjes = (proces ?? []).map((stap) => maak("span", { class: `blokje blokje-${stap.toestand.toLowerCase()}` }));
  return maak(
    "div",
    { class: "voortgang" },
    maak("div", { class: "blokjes", "aria-hidden": "true" }, blokjes),
    maak("p", { class: "stil" }, w("stap", { stap: status.stap, aantal: status.aantalStappen })),
  );
}
