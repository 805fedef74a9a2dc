// The desk: a zaak by its number, for a reason. What is closed is shown as closed; with toestemming it opens.

import { maak, uniek } from "../dom.js";
import { BALIE, KLANT } from "../vragen.js";
import { badge, verwachting } from "./levertijd.js";
import { besluiten, contactmomenten, dicht, documenten, feiten, niets, onderdeel, taken, tijdlijn } from "./onderdelen.js";
import { toestand } from "../graaf.js";

const DELEN = { documenten, besluiten, contactmomenten };

/** Who only oversees the log sees no zaken: there is nothing for him to look up. */
export const zietZaken = ({ soort, rollen }) =>
  soort !== "MEDEWERKER" || rollen.some((rol) => rol !== "PRIVACYFUNCTIONARIS");

export const toezicht = async ({ w }) => ({
  titel: w("toezichtTitel"),
  delen: [maak("p", { class: "inleiding" }, w("toezichtUitleg"))],
});

export async function balie(huis) {
  const { w, sessie } = huis;
  const gezocht = sessie.balie?.token === sessie.token ? sessie.balie : null;
  const gevonden = gezocht ? await zoek(huis, gezocht) : [];
  const uitleg = sessie.ik.soort === "OVERHEIDSORGANISATIE" ? "balieUitlegPartner" : "balieUitleg";
  return {
    titel: w("balieTitel"),
    delen: [maak("p", { class: "inleiding" }, w(uitleg)), formulier(huis, gezocht), ...gevonden],
  };
}

function formulier(huis, gezocht) {
  const { w, sessie } = huis;
  const [nummerId, redenId, nummerUitleg, redenUitleg] = ["zaaknummer", "reden", "uitleg", "uitleg"].map(uniek);
  const nummer = maak("input", {
    id: nummerId,
    class: "invoer",
    "aria-describedby": nummerUitleg,
    autocomplete: "off",
    value: gezocht?.zaaknummer,
  });
  const reden = maak("input", {
    id: redenId,
    class: "invoer",
    "aria-describedby": redenUitleg,
    autocomplete: "off",
    value: gezocht?.reden, // never filled in beforehand: a reason that nobody wrote says nothing in the log
  });
  const verzend = (gebeurtenis) => {
    gebeurtenis.preventDefault();
    if (!nummer.value.trim()) {
      nummer.setAttribute("aria-invalid", "true");
      huis.meld(w("zaaknummerLeeg"), "fout");
      return nummer.focus();
    }
    sessie.balie = { token: sessie.token, zaaknummer: nummer.value.trim(), reden: reden.value.trim() };
    return huis.ga("balie");
  };
  return maak(
    "form",
    { class: "kaart formulier", onsubmit: verzend },
    maak("label", { for: nummerId }, w("zaaknummer")),
    maak("p", { id: nummerUitleg, class: "stil" }, w("voorbeeldNummer")),
    nummer,
    maak("label", { for: redenId }, w("aanleiding")),
    maak("p", { id: redenUitleg, class: "stil" }, w("aanleidingUitleg")),
    reden,
    maak("button", { class: "knop" }, w("zoek")),
  );
}

/** The zaak of this number: as it was typed, and else in capitals, as most registers write it. */
async function vraagOp(huis, { zaaknummer, reden }) {
  const aanleiding = reden ? { toelichting: reden } : null;
  const hoofdletters = zaaknummer.toUpperCase();
  const antwoord = await huis.stel(BALIE, { zaaknummer, aanleiding });
  const klaar = antwoord.data?.zaak || toestand(antwoord, "zaak").soort !== "open";
  return klaar || hoofdletters === zaaknummer ? antwoord : huis.stel(BALIE, { zaaknummer: hoofdletters, aanleiding });
}

async function zoek(huis, gezocht) {
  const { w } = huis;
  const antwoord = await vraagOp(huis, gezocht);
  const gevonden = antwoord.data?.zaak;
  if (!gevonden) return [niets(huis, antwoord, "zaak")];
  const gesloten = ["omschrijving", "taken", ...Object.keys(DELEN)].filter(
    (deel) => toestand(antwoord, `zaak.${deel}`).soort === "dicht",
  );
  const anderen = await andereZaken(huis, gevonden);
  return [
    maak("h2", { class: "zaakkop" }, huis.taal.data(gevonden.zaaktype?.omschrijving ?? gevonden.identificatie)),
    oordeel(w, gesloten.length),
    hoofd(huis, gevonden, antwoord),
    deelVan(huis, { titel: "takenBalie", veld: "taken", alsInhoud: taken }, gevonden, antwoord),
    ...Object.entries(DELEN).map(([veld, alsInhoud]) =>
      deelVan(huis, { titel: veld, veld, alsInhoud }, gevonden, antwoord),
    ),
    onderdeel(huis, {
      titel: "tijdlijn",
      waarde: gevonden.proces,
      antwoord,
      pad: "zaak.proces",
      alsInhoud: (h, stappen) => tijdlijn(h, stappen, gevonden.substatussen),
    }),
    ...anderen,
  ];
}

const deelVan = (huis, { titel, veld, alsInhoud }, gevonden, antwoord) =>
  onderdeel(huis, { titel, waarde: gevonden[veld], antwoord, pad: `zaak.${veld}`, alsInhoud });

const oordeel = (w, aantal) =>
  aantal
    ? maak("p", { class: "waarschuwing" }, w(aantal === 1 ? "eenDicht" : "aantalDicht", { aantal }))
    : maak("p", { class: "goed" }, w("allesOpen"));

function hoofd(huis, gevonden, antwoord) {
  const { w, taal } = huis;
  const over = toestand(antwoord, "zaak.omschrijving");
  const wie = ({ rol, naam }) =>
    maak("li", {}, taal.data(rol ?? ""), ": ", naam ? taal.data(naam) : maak("em", {}, w("naamDicht")));
  return maak(
    "div",
    { class: "samenvatting" },
    maak(
      "section",
      { class: "kaart" },
      maak("h3", {}, w("stand")),
      gevonden.levertijd?.opgeschort && badge(huis, "OPGESCHORT"),
      maak("p", {}, maak("strong", {}, gevonden.status?.naam ? taal.data(gevonden.status.naam) : w("groep.ONTVANGEN"))),
      gevonden.levertijd && verwachting(huis, gevonden.levertijd),
    ),
    maak(
      "section",
      { class: "kaart" },
      maak("h3", {}, w("betrokkenen")),
      maak("ul", {}, (gevonden.betrokkenen ?? []).map(wie)),
    ),
    feiten([
      [w("zaaknummer"), gevonden.identificatie],
      [
        w("onderwerp"),
        over.soort === "dicht" ? dicht(huis, over.code) : gevonden.omschrijving && taal.data(gevonden.omschrijving),
      ],
    ]),
  );
}

/** A desk that has a zaak as its reason may see what else is under way for the klant who asked for it. */
async function andereZaken(huis, gevonden) {
  const id = gevonden.betrokkenen?.find((betrokkene) => betrokkene.klant)?.klant.id;
  if (!id || !huis.sessie.ik.rollen.includes("KCC")) return [];
  const { data } = await huis.stel(KLANT, { id, zaak: gevonden.id });
  const anderen = (data?.klant?.mijnZaken?.nodes ?? []).filter(
    (kwestie) => kwestie.zaak?.identificatie !== gevonden.identificatie,
  );
  if (!anderen.length) return [];
  const regel = (kwestie) =>
    maak(
      "li",
      {},
      maak(
        "div",
        {},
        maak("strong", {}, huis.taal.data(kwestie.titel ?? "")),
        maak("p", { class: "stil" }, kwestie.zaak?.identificatie ?? ""),
      ),
      kwestie.status && badge(huis, kwestie.status.groep),
    );
  return [
    maak(
      "section",
      { class: "onderdeel" },
      maak("h2", {}, huis.w("andereZaken", { naam: data.klant.naam })),
      maak("ul", { class: "regels" }, anderen.map(regel)),
    ),
  ];
}
