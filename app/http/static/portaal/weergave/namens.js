// For whom may I act: each machtiging, and whether it is valid now.

import { maak } from "../dom.js";
import { toestand } from "../graaf.js";
import { VERTEGENWOORDIGT } from "../vragen.js";
import { niets } from "./onderdelen.js";
import { namensBalk } from "./zaken.js";

export async function namens(huis) {
  const { w } = huis;
  const antwoord = await huis.stel(VERTEGENWOORDIGT);
  const gevonden = [...(antwoord.data?.ik.vertegenwoordigt ?? [])].sort((een, ander) => ander.geldig - een.geldig);
  const lijst = gevonden.length
    ? maak(
        "ul",
        { class: "kwesties" },
        gevonden.map((machtiging) => regel(huis, machtiging)),
      )
    : niemand(huis, antwoord);
  const balk = namensBalk(huis);
  return {
    titel: w("namensTitel"),
    delen: [...(balk ? [balk] : []), maak("p", { class: "inleiding" }, w("namensUitleg")), lijst],
  };
}

/** That there is nobody is only said when it was answered. */
function niemand(huis, antwoord) {
  const mis = ["ik", "ik.vertegenwoordigt"].find((pad) => toestand(antwoord, pad).soort !== "open");
  return mis ? niets(huis, antwoord, mis) : maak("div", { class: "kaart" }, maak("p", {}, huis.w("niemand")));
}

function regel(huis, machtiging) {
  const { w, taal, sessie } = huis;
  const naam = machtiging.vertegenwoordigde?.naam ?? w("naamDicht");
  const kijk = () => {
    Object.assign(sessie, { namens: { id: machtiging.id, naam }, kwestie: null });
    huis.ga("zaken");
  };
  const grens = machtiging.ingetrokkenOp
    ? w("ingetrokkenOp", { datum: taal.dag(machtiging.ingetrokkenOp) })
    : machtiging.geldigTot && w("geldtTot", { datum: taal.dag(machtiging.geldigTot) });
  const zaaktypen = (machtiging.zaaktypen ?? []).map((zaaktype) => zaaktype.omschrijving).join(", ");
  return maak(
    "li",
    { class: "kwestie" },
    maak(
      "div",
      { class: "kwestie-kop" },
      maak("h2", { class: "als-regel" }, naam),
      maak(
        "span",
        { class: machtiging.geldig ? "badge badge-afgerond" : "badge badge-concept" },
        w(machtiging.geldig ? "geldtNu" : "geldtNiet"),
      ),
    ),
    maak("p", { class: "stil" }, [w(`machtiging.${machtiging.soort}`), grens].filter(Boolean).join(", ")),
    zaaktypen && maak("p", {}, `${w("alleenVoor")}: `, taal.data(zaaktypen)),
    machtiging.geldig && maak("button", { type: "button", class: "knop", onclick: kijk }, w("kijkNamens", { naam })),
  );
}
