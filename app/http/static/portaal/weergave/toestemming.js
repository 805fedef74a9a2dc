// Toestemming: what it is, giving it, what was given, and taking it back.

import { maak, uniek } from "../dom.js";
import { toestand } from "../graaf.js";
import { overDagen } from "../taal.js";
import { GEVEN, INTREKKEN, TOESTEMMINGEN } from "../vragen.js";
import { niets } from "./onderdelen.js";

const GEGEVEN = "ik.klant.toestemmingen";

/** What a toestemming can open beside what a desk sees anyhow. */
const SOORTEN = [
  "ZAAKINHOUD",
  "DOCUMENTEN",
  "BESLUITEN",
  "CONTACTHISTORIE",
  "TAKEN",
  "VERZOEKINHOUD",
  "PRODUCTEN",
  "CONTACTGEGEVENS",
  "AFSPRAKEN",
];

export async function toestemming(huis) {
  const { w, taal } = huis;
  const antwoord = await huis.stel(TOESTEMMINGEN);
  const aanbod = antwoord.data?.toestemmingsaanbod;
  const kwesties = (antwoord.data?.mijnZaken?.nodes ?? []).filter((kwestie) => kwestie.zaak);
  if (!aanbod) return { titel: w("toestemmingTitel"), delen: [niets(huis, antwoord, "toestemmingsaanbod")] };
  if (antwoord.data.ik?.klant === null) {
    return { titel: w("toestemmingTitel"), delen: [maak("p", {}, w("toestemmingDicht"))] };
  }
  return {
    titel: w("toestemmingTitel"),
    delen: [
      ...uitleg(huis, aanbod),
      maak("section", { class: "onderdeel" }, maak("h2", {}, w("gegevenTitel")), overzicht(huis, antwoord)),
      maak("section", { class: "onderdeel" }, maak("h2", {}, w("geefTitel")), formulier(huis, aanbod, kwesties, taal)),
    ],
  };
}

/** What one must know beforehand. The version that was agreed to is the Dutch one, so a translation shows it too. */
function uitleg({ w, taal }, aanbod) {
  const origineel = { lang: aanbod.taal };
  const vertaald = taal.zin(aanbod.uitleg);
  if (vertaald === aanbod.uitleg) return [maak("p", { class: "inleiding", ...origineel }, vertaald)];
  return [
    maak("p", { class: "inleiding" }, vertaald),
    maak("p", { class: "stil" }, w("uitlegGeldt"), " ", maak("span", origineel, aanbod.uitleg)),
  ];
}

function overzicht(huis, antwoord) {
  const volgorde = [...(antwoord.data.ik?.klant?.toestemmingen ?? [])].sort(
    (een, ander) => ander.geldig - een.geldig || ander.geldigVan.localeCompare(een.geldigVan),
  );
  if (toestand(antwoord, GEGEVEN).soort !== "open") return niets(huis, antwoord, GEGEVEN);
  if (!volgorde.length) return maak("p", { class: "stil" }, huis.w("geenToestemming"));
  return maak(
    "ul",
    { class: "kwesties" },
    volgorde.map((gift) => regel(huis, gift)),
  );
}

function regel(huis, gift) {
  const { w, taal } = huis;
  const { ontvanger } = gift;
  const wie = ontvanger.rol ? w(`rol.${ontvanger.rol}`) : (ontvanger.organisatieEenheid ?? ontvanger.organisatie ?? "");
  const wat = gift.categorieen.map((soort) => w(`soort.${soort}`)).join(", ");
  const waarin = [
    ...(gift.zaken ?? []).map((zaak) => zaak.identificatie),
    ...(gift.zaaktypen ?? []).map((zaaktype) => zaaktype.omschrijving),
  ];
  const geldigheid = gift.ingetrokkenOp
    ? w("ingetrokkenOp", { datum: taal.dag(gift.ingetrokkenOp) })
    : w("geldtTot", { datum: taal.dag(gift.geldigTot) });
  return maak(
    "li",
    { class: "kwestie", "data-geldig": String(gift.geldig) },
    maak(
      "div",
      { class: "kwestie-kop" },
      maak("h3", {}, wie),
      maak(
        "span",
        { class: gift.geldig ? "badge badge-afgerond" : "badge badge-concept" },
        w(gift.geldig ? "geldtNu" : "geldtNiet"),
      ),
    ),
    maak("p", {}, wat),
    maak("p", { class: "stil" }, `${waarin.join(", ") || w("alleZaken")}, ${geldigheid}`),
    gift.geldig &&
      maak(
        "button",
        {
          type: "button",
          class: "knop-tweede",
          "aria-label": w("trekInVan", { wat }),
          onclick: () => trekIn(huis, gift.id),
        },
        w("trekIn"),
      ),
  );
}

function formulier(huis, aanbod, kwesties) {
  const { w } = huis;
  const [zaakId, totId, foutId] = ["zaak", "tot", "fout"].map(uniek);
  // none is ticked beforehand: a toestemming is something that one does (AVG, overweging 32)
  const vakjes = SOORTEN.map((soort) => maak("input", { type: "checkbox", id: uniek("soort"), value: soort }));
  const zaak = maak(
    "select",
    { id: zaakId, class: "invoer" },
    maak("option", { value: "" }, w("alleZaken")),
    kwesties.map((kwestie) =>
      maak("option", { value: kwestie.zaak.id, lang: "nl" }, `${kwestie.titel} (${kwestie.zaak.identificatie})`),
    ),
  );
  const tot = maak("input", {
    type: "date",
    id: totId,
    class: "invoer",
    value: overDagen(90),
    min: overDagen(1),
    max: overDagen(365),
  });
  const fouten = maak("div", { id: foutId, role: "alert" });
  const keuze = maak(
    "fieldset",
    { "aria-describedby": foutId },
    maak("legend", {}, w("watMag")),
    vakjes.map((vakje) =>
      maak("div", { class: "vakje" }, vakje, maak("label", { for: vakje.id }, w(`soort.${vakje.value}`))),
    ),
  );
  const verzend = (gebeurtenis) => {
    gebeurtenis.preventDefault();
    const categorieen = vakjes.filter((vakje) => vakje.checked).map((vakje) => vakje.value);
    fouten.replaceChildren();
    if (!categorieen.length) {
      toonFouten(fouten, [w("nietsGekozen")]);
      return vakjes[0].focus();
    }
    const input = {
      ontvanger: { rol: "KCC" },
      activiteit: aanbod.activiteiten[0],
      categorieen,
      geldigTot: tot.value,
      informatieVersie: aanbod.informatieVersie,
    };
    return geef(huis, zaak.value ? { ...input, zaken: [zaak.value] } : input, fouten);
  };
  return maak(
    "form",
    { class: "kaart formulier", onsubmit: verzend },
    maak("p", {}, w("aanWie", { organisatie: huis.organisatie })),
    fouten,
    keuze,
    maak("label", { for: zaakId }, w("welkeZaken")),
    zaak,
    maak("label", { for: totId }, w("totWanneer")),
    tot,
    maak("button", { class: "knop" }, w("geef")),
  );
}

function toonFouten(plaats, meldingen) {
  plaats.replaceChildren(
    maak(
      "ul",
      { class: "fout" },
      meldingen.map((melding) => maak("li", {}, melding)),
    ),
  );
}

async function geef(huis, input, fouten) {
  const { data, errors, verlopen } = await probeer(huis, GEVEN, { input });
  if (verlopen) return huis.mislukt(verlopen);
  const uitkomst = data?.toestemmingGeven;
  if (!uitkomst?.toestemming) return toonFouten(fouten, redenen(huis, uitkomst, errors));
  await huis.opnieuw();
  return huis.meld(huis.w("gegeven", { datum: huis.taal.dag(uitkomst.toestemming.geldigTot) }));
}

async function trekIn(huis, id) {
  const { data, errors, verlopen } = await probeer(huis, INTREKKEN, { id });
  if (verlopen) return huis.mislukt(verlopen);
  const uitkomst = data?.toestemmingIntrekken;
  if (!uitkomst?.toestemming) return huis.meld(redenen(huis, uitkomst, errors).join(" "), "fout");
  await huis.opnieuw();
  return huis.meld(huis.w("ingetrokken"));
}

/** A failed answer says why it failed; no answer at all says that, or that the login is over. */
const probeer = (huis, document, variabelen) =>
  huis.stel(document, variabelen).catch((fout) => ({ data: null, errors: [], verlopen: fout.verlopen ? fout : null }));

const redenen = ({ w, taal }, uitkomst, errors) => {
  // `errors` come in the language that was asked, what is wrong with the input comes in Dutch
  const meldingen = (uitkomst?.fouten ?? []).map((fout) => taal.zin(fout.melding));
  const gevonden = [...meldingen, ...errors.map((fout) => fout.message)];
  return gevonden.length ? gevonden : [w("geenAntwoord")];
};
