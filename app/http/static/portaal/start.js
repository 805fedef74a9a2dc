// The page: who looks, which view, and what is said about it. Everything is in memory; a reload begins anew.

import { GeenAntwoord, volg, vraag } from "./graaf.js";
import { maak } from "./dom.js";
import { TALEN, taalVan } from "./taal.js";
import { VOLG, WIE } from "./vragen.js";
import { balie, toezicht, zietZaken } from "./weergave/balie.js";
import { inloggen } from "./weergave/inloggen.js";
import { namens } from "./weergave/namens.js";
import { achter } from "./weergave/achter.js";
import { toestemming } from "./weergave/toestemming.js";
import { verwerkingen } from "./weergave/verwerkingen.js";
import { zaak } from "./weergave/zaak.js";
import { zaken } from "./weergave/zaken.js";

const WEERGAVEN = { zaken, zaak, namens, toestemming, verwerkingen, balie, toezicht };
const MENU = { klant: ["zaken", "namens", "toestemming", "verwerkingen"], ander: ["balie"], toezicht: ["toezicht"] };
const KLANTEN = ["BURGER", "PRIVATE_PARTIJ"];

const gegevens = document.body.dataset;
const inDemo = "behandeling" in gegevens;
/** `waarom`: why nobody is logged in (any more), as long as that is so. */
const sessie = { taal: "nl", token: "", persona: "", ik: null, namens: null, kwestie: null, waarom: "" };
const luisteraars = new Set();
let taal = taalVan(sessie.taal);
let volgt = null;
let beurt = 0;

const kop = maak("header", { class: "kop" });
const menu = maak("div");
const melding = maak("div", { class: "melding", role: "status", id: "melding" });
const bezig = maak("div", { class: "alleen-voorlezen", role: "status" });
const inhoud = maak("main", { id: "inhoud", tabindex: "-1" });
const voet = maak("footer", { class: "voet" });
const naarInhoud = maak("a", { class: "naar-inhoud", href: "#inhoud", onclick: spring });

/** The skip link moves the focus; the address says which view it is, so it stays as it was. */
function spring(gebeurtenis) {
  gebeurtenis.preventDefault();
  inhoud.focus();
}

/** What a view may do. */
const huis = (nummer) => ({
  taal,
  w: taal.w,
  sessie,
  organisatie: gegevens.organisatie,
  demo: inDemo,
  behandeling: gegevens.behandeling,
  verslag: [],
  /** Asks, and remembers what was asked for the panel under the view. */
  async stel(document, variabelen = {}) {
    const antwoord = await vraag(sessie, document, variabelen);
    this.verslag.push({ document, variabelen, oproepen: antwoord.extensions.oproepen, ms: antwoord.ms });
    this.toonVerslag?.();
    return antwoord;
  },
  /** Hears of changes as long as this view is there. */
  hoor(functie, document = VOLG) {
    luisteraars.add(functie);
    this.verslag.push({ document, variabelen: partij(), luistert: true });
    begin();
  },
  meld,
  ga,
  begin: meldAan,
  /** Says why what was clicked did not happen. */
  mislukt(fout) {
    if (!(fout instanceof GeenAntwoord)) throw fout;
    if (nummer !== beurt) return;
    if (fout.verlopen) meldAf("verlopen");
    else meld(taal.w("geenAntwoord"), "fout");
  },
  /** Draws this view again, as after something was changed; what it says stays, and how it was changed. */
  opnieuw(houdFocus) {
    const eerder = this.verslag.filter(({ document }) => document.startsWith("mutation"));
    return toon({ houdFocus, houdMelding: true, eerder });
  },
  isNu: () => nummer === beurt,
});

const partij = () => (sessie.namens ? { namens: sessie.namens.id } : {});
const menuVan = () => MENU[KLANTEN.includes(sessie.ik.soort) ? "klant" : zietZaken(sessie.ik) ? "ander" : "toezicht"];
const gevraagd = () => location.hash.slice(1);

/** Says something, visibly and aloud. `soort`: "goed", or "fout" for what did not happen or cannot go on. */
function meld(tekst, soort = "goed") {
  melding.replaceChildren(...(tekst ? [maak("p", { class: soort }, tekst)] : []));
}

function ga(naam) {
  if (gevraagd() === naam) toon();
  else location.hash = naam;
}

/** Which view the address asks for, as far as it is there for who looks. */
function huidige() {
  const naam = gevraagd();
  if (!sessie.ik) return "inloggen";
  if (naam === "zaak" && sessie.kwestie && KLANTEN.includes(sessie.ik.soort)) return "zaak";
  return menuVan().includes(naam) ? naam : menuVan()[0];
}

async function toon({ houdFocus = false, houdMelding = false, eerder = [] } = {}) {
  const nummer = (beurt += 1);
  const naam = huidige();
  luisteraars.clear();
  if (!houdMelding) meld(sessie.waarom && taal.w(sessie.waarom), "fout");
  kleed(naam);
  const deze = huis(nummer);
  deze.verslag.push(...eerder);
  bezig.textContent = taal.w("laden");
  inhoud.setAttribute("aria-busy", "true");
  if (!houdFocus) inhoud.replaceChildren(maak("p", { class: "stil" }, taal.w("laden")));
  const gemaakt = await maakWeergave(naam, deze);
  if (nummer !== beurt || !gemaakt) return;
  bezig.textContent = "";
  inhoud.removeAttribute("aria-busy");
  const titel = maak("h1", { tabindex: "-1" }, gemaakt.kop ?? gemaakt.titel);
  const herstel = houdFocus ? onthoud() : () => titel.focus();
  const paneel = maak("div");
  deze.toonVerslag = () => paneel.replaceChildren(...achter(deze, "graphiql" in gegevens, paneel));
  deze.toonVerslag();
  inhoud.replaceChildren(titel, ...gemaakt.delen, paneel);
  document.title = `${gemaakt.titel} · ${taal.w("titelSlot")}`;
  if (nummer > 1) herstel(paneel);
}

/** Where the visitor was in the view, to be put back there when it is drawn again. */
function onthoud() {
  const teKiezen = () => [...inhoud.querySelectorAll("a[href], button, input, select, summary, [tabindex]")];
  const plaats = teKiezen().indexOf(document.activeElement);
  const open = Boolean(inhoud.querySelector("details[open]"));
  return (paneel) => {
    paneel.querySelector("details")?.toggleAttribute("open", open);
    if (plaats >= 0) teKiezen()[plaats]?.focus();
  };
}

/** A view, or what to say when there is none. */
async function maakWeergave(naam, deze) {
  try {
    return await (naam === "inloggen" ? inloggen(deze) : WEERGAVEN[naam](deze));
  } catch (fout) {
    if (!(fout instanceof GeenAntwoord)) throw fout;
    if (!deze.isNu()) return undefined;
    if (fout.verlopen) return meldAf("verlopen");
    const knop = maak("button", { type: "button", class: "knop", onclick: () => toon() }, taal.w("opnieuw"));
    const uitleg = maak("div", { class: "fout", role: "alert" }, maak("p", {}, taal.w("geenAntwoord")), knop);
    return { titel: taal.w("titelSlot"), delen: [uitleg] };
  }
}

/** What stands around the view. */
function kleed(naam) {
  document.documentElement.lang = sessie.taal;
  naarInhoud.textContent = taal.w("naarInhoud");
  const merk = maak(
    "p",
    { class: "merk" },
    maak("span", {}, taal.w("titelSlot")),
    maak("small", { lang: "nl" }, gegevens.organisatie),
  );
  const ander = TALEN.find((code) => code !== sessie.taal);
  const wissel = maak(
    "button",
    { type: "button", class: "knop-kop", id: "taal", lang: ander, onclick: wisselTaal },
    taal.w("andereTaal"),
  );
  kop.replaceChildren(maak("div", { class: "kop-binnen" }, merk, maak("div", { class: "kop-rechts" }, wie(), wissel)));
  menu.replaceChildren(...(sessie.ik ? [navigatie(naam)] : []));
  voet.replaceChildren(maak("p", {}, taal.w("voet")), maak("p", {}, maak("a", { href: "/schema" }, taal.w("naslag"))));
}

function wie() {
  if (!sessie.ik) return null;
  const stop = maak(
    "button",
    { type: "button", class: "knop-kop", onclick: () => meldAf() },
    taal.w(inDemo ? "wissel" : "uitloggen"),
  );
  return [maak("p", { class: "wie" }, taal.w("ingelogdAls", { naam: naamVan() })), stop];
}

const naamVan = () =>
  sessie.ik.klant?.naam ??
  (sessie.persona
    ? taal.w(`persona.${sessie.persona}`)
    : (sessie.ik.organisatie?.naam ?? taal.w(`afnemer.${sessie.ik.soort}`)));

function navigatie(naam) {
  const koppeling = (deel) =>
    maak("li", {}, maak("a", { href: `#${deel}`, "aria-current": deel === naam && "page" }, taal.w(`menu.${deel}`)));
  return maak("nav", { class: "menu", "aria-label": taal.w("menu") }, maak("ul", {}, menuVan().map(koppeling)));
}

function wisselTaal() {
  sessie.taal = TALEN.find((code) => code !== sessie.taal);
  taal = taalVan(sessie.taal);
  toon({ houdFocus: true });
  document.getElementById("taal").focus();
}

/** Begins a session with this token, at the matter with whose address the visitor came, if he did. */
async function meldAan(token, persona = "") {
  Object.assign(sessie, { token, persona, namens: null, waarom: "" });
  const { data, errors } = await vraag(sessie, WIE, {});
  // who is no person may not ask this, and is at the desk; any other fault says nothing of who somebody is
  if (!data?.ik && errors.some((fout) => fout.extensions?.code !== "FORBIDDEN")) throw new GeenAntwoord(false);
  sessie.ik = data?.ik ?? { soort: "OVERHEIDSORGANISATIE", rollen: [] };
  ga(sessie.kwestie ? "zaak" : menuVan()[0]);
}

/** Ends it; nothing of it stays behind but why. */
function meldAf(waarom = "") {
  vergeet();
  Object.assign(sessie, { waarom });
  history.replaceState(null, "", location.pathname);
  toon();
}

function vergeet() {
  volgt?.stop.abort();
  volgt = null;
  Object.assign(sessie, { token: "", persona: "", ik: null, namens: null, kwestie: null });
}

/** Listens for the party that is looked for: one subscription, whatever view is shown. */
function begin() {
  const voorWie = JSON.stringify([sessie.token, partij()]);
  if (volgt?.voorWie === voorWie) {
    luisteraars.forEach((functie) => functie(null, volgt.stand));
    return;
  }
  volgt?.stop.abort();
  const deze = (volgt = { voorWie, stop: new AbortController(), stand: "wacht" });
  volg(sessie, VOLG, partij(), deze.stop.signal, {
    hoor: (data) => luisteraars.forEach((functie) => functie(data.mijnZakenGewijzigd, deze.stand)),
    stand: (stand) => {
      deze.stand = stand;
      luisteraars.forEach((functie) => functie(null, stand));
    },
  });
}

/** What was handed over in the address is taken out of it at once: a token, and the matter to which a message leads. */
function overhandigd() {
  const gegeven = new URLSearchParams(gevraagd());
  const [token, kwestie] = ["token", "zaak"].map((naam) => gegeven.get(naam));
  if (token && sessie.ik) vergeet(); // it may be another who comes
  if (kwestie) Object.assign(sessie, { namens: null, kwestie });
  if (token || kwestie) history.replaceState(null, "", `${location.pathname}${kwestie ? "#zaak" : ""}`);
  return token;
}

/** Comes where the address leads, with the token that is in it if there is one. */
function kom() {
  const token = overhandigd();
  if (token) meldAan(token).catch((fout) => meldAf(fout.verlopen ? "ongeldig" : "geenAntwoord"));
  else toon();
}

document.body.append(naarInhoud, kop, menu, maak("div", { class: "bladzijde" }, melding, bezig, inhoud), voet);
window.addEventListener("hashchange", kom);
kom();
