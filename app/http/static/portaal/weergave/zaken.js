// The matters of a klant, one line each; a line changes when its status does.

import { maak } from "../dom.js";
import { ZAKEN } from "../vragen.js";
import { badge, verwachting, voortgang } from "./levertijd.js";
import { niets, nietVolledig } from "./onderdelen.js";

/** What is said of whether changes come in by themselves; of "geen", where none are told, nothing. */
const STAND = { wacht: "live", live: "live", nietLive: "nietLive", verlopen: "liveVerlopen" };

export async function zaken(huis) {
  const { w, sessie } = huis;
  const namens = sessie.namens;
  const variabelen = namens ? { namens: namens.id } : {};
  const lijst = new Lijst(huis);
  const meer = maak("div");
  const ontbreekt = maak("div");

  const haal = async (na) => {
    const antwoord = await huis.stel(ZAKEN, na ? { ...variabelen, na } : variabelen);
    const bladzijde = antwoord.data?.mijnZaken;
    if (bladzijde) lijst.vul(bladzijde.nodes);
    ontbreekt.replaceChildren(...(bladzijde ? onvolledig(huis, bladzijde) : [niets(huis, antwoord, "mijnZaken")]));
    const verder = () => haal(bladzijde.pageInfo.endCursor).catch((fout) => huis.mislukt(fout));
    const knop = maak("button", { type: "button", class: "knop-tweede", onclick: verder }, w("laadMeer"));
    if (bladzijde) meer.replaceChildren(...(bladzijde.pageInfo.hasNextPage ? [knop] : []));
  };
  await haal();

  const luistert = maak("p");
  const zegt = (stand) => {
    luistert.className = `live live-${stand}`;
    luistert.textContent = STAND[stand] ? w(STAND[stand]) : "";
  };
  zegt("wacht");
  huis.hoor((wijziging, stand) => {
    zegt(stand);
    if (wijziging?.informatie) lijst.vervang(wijziging.informatie);
  });
  return {
    titel: namens ? w("zakenNamens", { naam: namens.naam }) : w("zakenTitel"),
    delen: [namensBalk(huis), ontbreekt, luistert, demoZet(huis), lijst.element, meer].filter(Boolean),
  };
}

/** In the demo a visitor can be the one who handles a zaak too. */
function demoZet({ w, behandeling }) {
  const koppeling = { href: behandeling, target: "_blank", rel: "noopener" };
  return behandeling && maak("p", { class: "stil" }, maak("a", koppeling, `${w("demoZet")} ${w("nieuwVenster")}`));
}

export function namensBalk(huis) {
  const { w, sessie } = huis;
  if (!sessie.namens) return null;
  const stop = () => {
    sessie.namens = null;
    huis.ga("zaken");
  };
  const { naam } = sessie.namens;
  return maak(
    "div",
    { class: "namens" },
    maak("p", {}, w("namensBalk", { naam })),
    maak("button", { type: "button", class: "knop-tweede", onclick: stop }, w("stopNamens", { naam })),
  );
}

/** A list of which a register did not answer says so, and by which name. */
function onvolledig(huis, bladzijde) {
  const stil = bladzijde.bronnen.filter((bron) => !bron.volledig).map((bron) => bron.register);
  return stil.length ? [nietVolledig(huis, stil)] : [];
}

/** The lines, in two groups. A line keeps its place on the page when it changes. */
class Lijst {
  constructor(huis) {
    this.huis = huis;
    this.regels = new Map();
    this.element = maak("div", { class: "lijst" });
  }

  vul(kwesties) {
    for (const kwestie of kwesties) this.regels.set(kwestie.id, { kwestie, nieuw: false });
    this.teken();
  }

  vervang(kwestie) {
    const { meld, w } = this.huis;
    this.regels.set(kwestie.id, { kwestie, nieuw: true });
    const gefocust = document.activeElement?.dataset.kwestie;
    this.teken();
    if (gefocust) this.element.querySelector(`[data-kwestie="${CSS.escape(gefocust)}"]`)?.focus();
    const { titel, status } = kwestie;
    meld(w("gewijzigd", { titel, status: status?.naam ?? w(`groep.${status?.groep ?? "ONBEKEND"}`) }));
  }

  teken() {
    const { w } = this.huis;
    const regels = [...this.regels.values()];
    const klaar = ({ kwestie }) => kwestie.status?.groep === "AFGEROND";
    const groepen = [
      ["lopend", regels.filter((regel) => !klaar(regel))],
      ["afgerond", regels.filter(klaar)],
    ];
    const gevuld = groepen.filter(([, deel]) => deel.length);
    this.element.replaceChildren(...(gevuld.length ? gevuld.map((groep) => this.groep(...groep)) : leeg(w)));
  }

  groep(titel, regels) {
    const kop = maak("h2", {}, this.huis.w(titel), " ", maak("small", {}, `(${regels.length})`));
    return maak(
      "section",
      {},
      kop,
      maak(
        "ul",
        { class: "kwesties" },
        regels.map((regel) => this.regel(regel)),
      ),
    );
  }

  regel({ kwestie, nieuw }) {
    const { huis } = this;
    const { w, taal } = huis;
    const open = (gebeurtenis) => {
      gebeurtenis.preventDefault();
      huis.sessie.kwestie = kwestie.id;
      huis.ga("zaak");
    };
    const titel = taal.data(kwestie.titel ?? w("nietGevonden"));
    const taakOpen = (kwestie.taken ?? []).some((taak) => taak.status === "open");
    return maak(
      "li",
      { class: nieuw ? "kwestie kwestie-nieuw" : "kwestie" },
      maak(
        "div",
        { class: "kwestie-kop" },
        maak("h3", {}, maak("a", { href: "#zaak", "data-kwestie": kwestie.id, onclick: open }, titel)),
        kwestie.status && badge(huis, kwestie.status.groep),
      ),
      nieuw && maak("p", { class: "zojuist" }, w("zojuist")),
      kwestie.status?.naam &&
        kwestie.status.naam !== w(`groep.${kwestie.status.groep}`) &&
        maak("p", {}, taal.data(kwestie.status.naam)),
      voortgang(huis, kwestie.status, kwestie.proces),
      kwestie.levertijd && verwachting(huis, kwestie.levertijd),
      taakOpen && maak("p", { class: "taak-open" }, w("taakOpen")),
      ketenregels(huis, kwestie.keten),
    );
  }
}

/** What partners say of the same matter. */
export function ketenregels({ w, taal }, keten) {
  if (!keten?.length) return null;
  const regel = ({ partner, beschikbaar, informatie }) => {
    if (!beschikbaar) return maak("li", { class: "stil" }, w("ketenStil", { naam: partner.naam }));
    const standen = (informatie ?? []).map(
      (deel) => `${deel.titel}: ${deel.status?.naam ?? w(`groep.${deel.status?.groep ?? "ONBEKEND"}`)}`,
    );
    return maak("li", {}, w("bij", { naam: partner.naam }), ": ", taal.data(standen.join("; ")));
  };
  return maak("div", { class: "keten" }, maak("p", { class: "stil" }, w("keten")), maak("ul", {}, keten.map(regel)));
}

const leeg = (w) => [
  maak(
    "div",
    { class: "kaart" },
    maak("p", {}, maak("strong", {}, w("geenZaken"))),
    maak("p", {}, w("geenZakenUitleg")),
  ),
];
