// One matter, from the verzoek to what came of it.

import { maak } from "../dom.js";
import { gemist } from "../graaf.js";
import { KWESTIE } from "../vragen.js";
import { badge, verwachting, voortgang } from "./levertijd.js";
import {
  besluiten,
  contactmomenten,
  documenten,
  feiten,
  niets,
  nietVolledig,
  onderdeel,
  taken,
  tijdlijn,
} from "./onderdelen.js";
import { ketenregels, namensBalk } from "./zaken.js";

export async function zaak(huis) {
  const { w, sessie } = huis;
  const antwoord = await huis.stel(KWESTIE, { id: sessie.kwestie });
  const kwestie = antwoord.data?.node;
  const terug = maak("p", {}, maak("a", { href: "#zaken" }, `← ${w("terug")}`));
  if (!kwestie) return { titel: w("titelSlot"), delen: [terug, niets(huis, antwoord, "node")] };
  huis.hoor((wijziging) => {
    if (wijziging?.informatie?.id !== sessie.kwestie) return;
    const { titel, status } = wijziging.informatie;
    huis.meld(w("gewijzigd", { titel, status: status?.naam ?? w(`groep.${status?.groep ?? "ONBEKEND"}`) }));
    if (huis.isNu()) huis.opnieuw(true);
  });
  const stil = gemist(antwoord, "node");
  return {
    titel: kwestie.titel,
    kop: huis.taal.data(kwestie.titel),
    delen: [
      terug,
      namensBalk(huis),
      stil.length && nietVolledig(huis, stil),
      samenvatting(huis, kwestie),
      ...delen(huis, kwestie, antwoord),
    ].filter(Boolean),
  };
}

function samenvatting(huis, kwestie) {
  const { w, taal } = huis;
  const { status, levertijd, zaak: inZaak, verzoek, resultaat } = kwestie;
  const behandelaar = inZaak?.behandelaar;
  return maak(
    "div",
    { class: "samenvatting" },
    maak(
      "section",
      { class: "kaart" },
      maak("h2", {}, w("stand")),
      status && badge(huis, status.groep),
      status?.naam && maak("p", {}, maak("strong", {}, taal.data(status.naam))),
      status?.toelichting && maak("p", {}, taal.data(status.toelichting)),
      voortgang(huis, status, kwestie.proces),
      ketenregels(huis, kwestie.keten),
    ),
    levertijd && wanneer(huis, levertijd),
    feiten([
      [w("zaaknummer"), inZaak?.identificatie],
      [w("kenmerk"), verzoek?.kenmerk],
      [w("onderwerp"), inZaak?.omschrijving && taal.data(inZaak.omschrijving)],
      [w("aanbieder"), kwestie.aanbieder?.naam && taal.data(kwestie.aanbieder.naam)],
      [
        w("behandelaar"),
        behandelaar?.naam && taal.data([behandelaar.naam, behandelaar.functie].filter(Boolean).join(", ")),
      ],
      [
        w("resultaat"),
        resultaat?.naam && taal.data([resultaat.naam, resultaat.toelichting].filter(Boolean).join(": ")),
      ],
    ]),
  );
}

function wanneer(huis, levertijd) {
  const { w, taal } = huis;
  const { ervaring, uiterlijkOp, aard } = levertijd;
  const toonWet = uiterlijkOp && aard !== "WETTELIJK" && aard !== "FEITELIJK";
  return maak(
    "section",
    { class: "kaart" },
    maak("h2", {}, w("wanneer")),
    verwachting(huis, levertijd),
    toonWet && maak("p", {}, `${w("wettelijk")} `, taal.tijd(uiterlijkOp)),
    ervaring &&
      aard !== "FEITELIJK" &&
      maak(
        "p",
        { class: "stil" },
        w("ervaring", { aantal: ervaring.aantalZaken, p50: ervaring.p50Dagen, p80: ervaring.p80Dagen }),
      ),
  );
}

/** A matter without a zaak (a verzoek, a product) has fewer parts. */
function delen(huis, kwestie, antwoord) {
  const { taal } = huis;
  const inZaak = kwestie.zaak;
  const producten = (_, waarde) =>
    maak(
      "ul",
      { class: "regels" },
      waarde.map((product) =>
        maak(
          "li",
          {},
          maak(
            "div",
            {},
            maak("strong", {}, taal.data(product.naam ?? "")),
            maak("p", { class: "stil" }, taal.data(product.status ?? "")),
          ),
        ),
      ),
    );
  const vanKwestie = (titel, alsInhoud) =>
    onderdeel(huis, { titel, waarde: kwestie[titel], antwoord, pad: `node.${titel}`, alsInhoud });
  const vanZaak = (titel, alsInhoud) =>
    onderdeel(huis, { titel, waarde: inZaak[titel], antwoord, pad: `node.zaak.${titel}`, alsInhoud });
  return [
    kwestie.taken?.length && vanKwestie("taken", taken),
    kwestie.proces?.length &&
      onderdeel(huis, {
        titel: "tijdlijn",
        waarde: kwestie.proces,
        antwoord,
        pad: "node.proces",
        alsInhoud: (h, stappen) => tijdlijn(h, stappen, inZaak?.substatussen),
      }),
    inZaak && vanZaak("documenten", documenten),
    inZaak && vanZaak("besluiten", besluiten),
    inZaak && vanZaak("contactmomenten", contactmomenten),
    kwestie.producten?.length && vanKwestie("producten", producten),
  ];
}
