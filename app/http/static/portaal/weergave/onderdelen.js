// The parts of a matter, as a klant and as a desk see them: each open, empty, closed, or missing because a register
// did not answer or for what the server says. Those never look alike.

import { alsWebadres, maak } from "../dom.js";
import { bestand, toestand } from "../graaf.js";

/** A heading with the part below it. `pad`: where it stands in the answer. */
export function onderdeel(huis, { titel, waarde, antwoord, pad, alsInhoud }) {
  const kop = maak("h2", {}, huis.w(titel));
  return maak("section", { class: "onderdeel" }, kop, inhoudVan(huis, { waarde, antwoord, pad, alsInhoud }));
}

function inhoudVan(huis, { waarde, antwoord, pad, alsInhoud }) {
  const { w } = huis;
  const hoe = toestand(antwoord, pad);
  if (waarde?.length) return alsInhoud(huis, waarde);
  if (hoe.soort === "dicht") return dicht(huis, hoe.code);
  if (hoe.soort === "open") return maak("p", { class: "stil" }, w("geen"));
  return maak("p", { class: "waarschuwing" }, mis(huis, hoe));
}

/** Why something is missing. Who works for another organisation finds a zaak only when that takes part in it. */
function mis({ w, sessie }, hoe) {
  if (hoe.soort === "mis") return w("mis", { register: hoe.register ?? w("eenRegister") });
  if (hoe.soort === "anders") return hoe.melding;
  return w(sessie.ik?.soort === "OVERHEIDSORGANISATIE" ? "nietGevondenPartner" : "nietGevonden");
}

/** Nothing at all: because a register did not answer, which is another thing than that it is not there. */
export function niets(huis, antwoord, pad) {
  const hoe = toestand(antwoord, pad);
  if (hoe.soort === "dicht") return dicht(huis, hoe.code);
  return maak("p", { class: "waarschuwing", role: "alert" }, mis(huis, hoe));
}

/** That these did not add what they have to what is shown. */
export const nietVolledig = ({ w }, registers) =>
  maak("p", { class: "waarschuwing", role: "alert" }, w("onvolledig", { registers: registers.join(", ") }));

/** Whoever looks for himself, and an organisation that takes part in a zaak, see it on another ground than a desk. */
const GROND = { BURGER: ".klant", PRIVATE_PARTIJ: ".klant", OVERHEIDSORGANISATIE: ".partner" };

/** What may not be seen: said in words, with the reason. */
export function dicht({ w, sessie }, code) {
  const grond = code === "FORBIDDEN" ? (GROND[sessie.ik?.soort] ?? "") : "";
  return maak("p", { class: "dicht" }, maak("strong", {}, w("dicht")), " ", w(`dicht.${code}${grond}`));
}

/** What the catalogue says of a step is written as if it is there: of a step that is not, it would not be true. */
const GEBEURD = ["DOORLOPEN", "HUIDIG"];
const TEKEN = { DOORLOPEN: "✓", HUIDIG: "●", VERWACHT: "", OVERGESLAGEN: "–" };

/** The process from its first step to its last. */
export function tijdlijn(huis, stappen, substatussen) {
  const { w, taal } = huis;
  const tussenstand = ({ omschrijving, tijdstip }) =>
    maak("p", { class: "tussenstand" }, `${w("tussenstand")}, `, taal.tijd(tijdstip), ": ", taal.data(omschrijving));
  const stap = (deze) => {
    const { naam, toelichting, toestand: hoe, bereiktOp } = deze;
    return maak(
      "li",
      { class: `stap stap-${hoe.toLowerCase()}`, "aria-current": hoe === "HUIDIG" && "step" },
      maak("span", { class: "stap-teken", "aria-hidden": "true" }, TEKEN[hoe]),
      maak("h3", {}, taal.data(naam ?? "")),
      maak("p", { class: "stil" }, w(`stap.${hoe}`), bereiktOp && [", ", taal.tijd(bereiktOp)]),
      GEBEURD.includes(hoe) && toelichting && maak("p", {}, taal.data(toelichting)),
      (substatussen ?? []).filter((tussen) => stapVan(stappen, tussen) === deze).map(tussenstand),
    );
  };
  return maak("ol", { class: "tijdlijn" }, stappen.map(stap));
}

/** In which step something happened: the last that had been reached by then. */
function stapVan(stappen, { tijdstip }) {
  const toen = Date.parse(tijdstip);
  const bereikt = stappen.filter(({ bereiktOp }) => bereiktOp && Date.parse(bereiktOp) <= toen);
  return bereikt.sort((een, ander) => Date.parse(een.bereiktOp) - Date.parse(ander.bereiktOp)).at(-1);
}

const regels = (waarde, alsRegel) => maak("ul", { class: "regels" }, waarde.map(alsRegel));

export const documenten = (huis, waarde) =>
  regels(waarde, (stuk) => {
    const { w, taal } = huis;
    const over = [
      stuk.soort && taal.data(stuk.soort),
      stuk.creatiedatum && taal.tijd(stuk.creatiedatum),
      stuk.bestandsomvang && taal.omvang(stuk.bestandsomvang),
    ];
    return maak(
      "li",
      {},
      maak(
        "div",
        {},
        maak("strong", {}, taal.data(stuk.titel ?? "")),
        maak("p", { class: "stil" }, tussenKommas(over)),
      ),
      stuk.downloadUrl &&
        maak(
          "button",
          {
            type: "button",
            class: "knop-tweede",
            "aria-label": w("downloadVan", { titel: stuk.titel }),
            onclick: () => haalOp(huis, stuk),
          },
          w("download"),
        ),
    );
  });

const tussenKommas = (delen) => delen.filter(Boolean).flatMap((deel, plaats) => (plaats ? [" · ", deel] : [deel]));

async function haalOp(huis, { titel, downloadUrl }) {
  try {
    const url = URL.createObjectURL(await bestand(huis.sessie, downloadUrl));
    maak("a", { href: url, download: titel ?? "document" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (fout) {
    huis.mislukt(fout);
  }
}

export const besluiten = ({ w, taal }, waarde) =>
  regels(waarde, (besluit) =>
    maak(
      "li",
      {},
      maak(
        "div",
        {},
        maak("strong", {}, taal.data(besluit.soort ?? "")),
        besluit.datum && maak("p", { class: "stil" }, taal.tijd(besluit.datum)),
        besluit.toelichting && maak("p", {}, taal.data(besluit.toelichting)),
        besluit.uiterlijkeReactiedatum &&
          maak("p", {}, `${w("bezwaarTot")} `, taal.tijd(besluit.uiterlijkeReactiedatum)),
      ),
    ),
  );

export const contactmomenten = ({ taal }, waarde) =>
  regels(waarde, (contact) =>
    maak(
      "li",
      {},
      maak(
        "div",
        {},
        maak("strong", {}, taal.data(contact.onderwerp ?? "")),
        maak(
          "p",
          { class: "stil" },
          tussenKommas([
            contact.kanaal && taal.data(contact.kanaal),
            contact.plaatsgevondenOp && taal.tijd(contact.plaatsgevondenOp, true),
          ]),
        ),
        contact.inhoud && maak("p", {}, taal.data(contact.inhoud)),
      ),
    ),
  );

export const taken = ({ w, taal }, waarde) =>
  regels(waarde, (taak) => {
    const adres = taak.status === "open" && alsWebadres(taak.handelUrl);
    return maak(
      "li",
      {},
      maak(
        "div",
        {},
        maak("strong", {}, taal.data(taak.titel ?? "")),
        maak(
          "p",
          { class: "stil" },
          tussenKommas([
            w(`taak.${taak.status}`),
            taak.uiterlijkOp && taak.status === "open" && [`${w("uiterlijk")} `, taal.tijd(taak.uiterlijkOp)],
          ]).flat(),
        ),
        taak.toelichting && maak("p", {}, taal.data(taak.toelichting)),
        adres &&
          maak(
            "p",
            {},
            maak(
              "a",
              { href: adres, target: "_blank", rel: "noopener noreferrer" },
              `${w("doe")} ${w("nieuwVenster")}`,
            ),
          ),
      ),
    );
  });

/** Names with their values; what has no value is left out. */
export const feiten = (paren) =>
  maak(
    "dl",
    { class: "feiten" },
    paren
      .filter(([, waarde]) => waarde)
      .map(([naam, waarde]) => maak("div", {}, maak("dt", {}, naam), maak("dd", {}, waarde))),
  );
