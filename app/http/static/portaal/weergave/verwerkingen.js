// Who has seen my data: the lines of the verwerkingenlog about who looks (AVG article 15).

import { maak, uniek } from "../dom.js";
import { overDagen } from "../taal.js";
import { VERWERKINGEN } from "../vragen.js";
import { niets } from "./onderdelen.js";
import { tabel } from "./tabel.js";

export async function verwerkingen(huis) {
  const { w, sessie } = huis;
  const periode = sessie.periode ?? { van: overDagen(-90), totEnMet: overDagen(0) };
  const kop = maak("p", { class: "aantal" });
  const mis = maak("div");
  const meer = maak("div");
  const regels = tabel(
    w("tabelVerwerkingen"),
    ["kolomWanneer", "kolomWie", "kolomWat", "kolomWaarom"].map((sleutel) => w(sleutel)),
  );
  let getoond = 0;
  const haal = async (na) => {
    const antwoord = await huis.stel(VERWERKINGEN, {
      periode: { van: periode.van, tot: dagErna(periode.totEnMet) },
      ...(na ? { na } : {}),
    });
    const bladzijde = antwoord.data?.mijnVerwerkingen;
    regels.element.hidden = !getoond && !bladzijde?.nodes.length;
    mis.replaceChildren(...(bladzijde ? [] : [niets(huis, antwoord, "mijnVerwerkingen")]));
    if (!bladzijde) return; // that nobody looked is only said when it was answered
    for (const regel of bladzijde.nodes) regels.voegToe(...rij(huis, regel));
    getoond += bladzijde.nodes.length;
    kop.textContent = getoond ? w("aantalRegels", { aantal: bladzijde.totaal ?? getoond }) : w("geenRegels");
    const verder = () => haal(bladzijde.pageInfo.endCursor).catch((fout) => huis.mislukt(fout));
    const knop = maak("button", { type: "button", class: "knop-tweede", onclick: verder }, w("laadMeer"));
    meer.replaceChildren(...(bladzijde.pageInfo.hasNextPage ? [knop] : []));
  };
  await haal();
  return {
    titel: w("verwerkingenTitel"),
    delen: [
      maak("p", { class: "inleiding" }, w("verwerkingenUitleg")),
      formulier(huis, periode),
      mis,
      kop,
      regels.element,
      meer,
    ],
  };
}

function rij({ w, taal }, regel) {
  return [
    taal.tijd(regel.tijdstip, true),
    [ontvanger(taal, regel.ontvanger), regel.namens && maak("p", { class: "stil" }, w("namensU"))],
    regel.categorieen.map((soort) => w(`soort.${soort}`)).join(", "),
    [
      maak("strong", {}, w(`grondslag.${regel.grondslag}`)),
      maak("p", {}, taal.eigen(regel.activiteit), regel.doel && [": ", taal.eigen(regel.doel)]),
      regel.rechtsgrond && maak("p", { class: "stil" }, taal.eigen(regel.rechtsgrond)),
    ],
  ];
}

/** Who looked: the name of an organisation is its own, what stands around it is ours. */
function ontvanger(taal, tekst) {
  const [, naam, rollen] = /^(.+) \(([a-z, ]+)\)$/.exec(tekst) ?? [];
  if (rollen) return [taal.data(naam), ` (${rollen.split(", ").map(taal.zin).join(", ")})`];
  const [, wat, oin] = /^(Organisatie met OIN) (\d+)$/.exec(tekst) ?? [];
  return oin ? `${taal.zin(wat)} ${oin}` : taal.eigen(tekst);
}

function formulier(huis, periode) {
  const { w, sessie } = huis;
  const veld = (sleutel, waarde) =>
    maak("input", { type: "date", id: uniek(sleutel), class: "invoer", value: waarde, required: true });
  const van = veld("van", periode.van);
  const tot = veld("tot", periode.totEnMet);
  const verzend = (gebeurtenis) => {
    gebeurtenis.preventDefault();
    sessie.periode = { van: van.value, totEnMet: tot.value };
    huis.opnieuw();
  };
  return maak(
    "form",
    { class: "naast-elkaar", onsubmit: verzend },
    maak("div", {}, maak("label", { for: van.id }, w("van")), van),
    maak("div", {}, maak("label", { for: tot.id }, w("totEnMet")), tot),
    maak("button", { class: "knop-tweede" }, w("toon")),
  );
}

/** The graph's period ends before its last day; people say which day is the last. */
const dagErna = (dag) => new Date(Date.parse(dag) + 86_400_000).toISOString().slice(0, 10);
