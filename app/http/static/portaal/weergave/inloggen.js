// Who looks: in the demo one of its personas, else whoever has a token.

import { maak, uniek } from "../dom.js";

const INWONERS = ["burger", "burger2", "gemachtigde", "ondernemer", "veelzaken"];

export async function inloggen(huis) {
  return huis.demo ? kiezen(huis) : plakken(huis);
}

async function kiezen(huis) {
  const { w, sessie } = huis;
  const personas = await (await fetch("/portaal/personas.json", { credentials: "omit" })).json();
  const groep = (titel, hoort) =>
    maak(
      "section",
      {},
      maak("h2", {}, w(titel)),
      maak("ul", { class: "personas" }, personas.filter(hoort).map(alsKnop)),
    );
  const alsKnop = ({ persona, token }) =>
    maak(
      "li",
      {},
      maak(
        "button",
        { type: "button", class: "persona", "data-persona": persona, onclick: () => probeer(huis, token, persona) },
        maak("strong", {}, w(`persona.${persona}`)),
        maak("span", {}, w(`persona.${persona}.over`)),
      ),
    );
  return {
    titel: w("kies"),
    delen: [
      maak("p", { class: "inleiding" }, w("kiesUitleg"), sessie.kwestie && ` ${w("kiesVoorZaak")}`),
      groep("inwoners", ({ persona }) => INWONERS.includes(persona)),
      groep("organisatie", ({ persona }) => !INWONERS.includes(persona)),
    ],
  };
}

function plakken(huis) {
  const { w } = huis;
  const id = uniek("token");
  const veld = maak("input", { id, type: "password", autocomplete: "off", spellcheck: "false", class: "invoer" });
  const verzend = (gebeurtenis) => {
    gebeurtenis.preventDefault();
    const token = veld.value.trim();
    if (token) return probeer(huis, token);
    huis.meld(w("tokenLeeg"), "fout");
    return veld.focus();
  };
  const formulier = maak(
    "form",
    { onsubmit: verzend, class: "kaart" },
    maak("label", { for: id }, w("token")),
    veld,
    maak("button", { class: "knop" }, w("begin")),
  );
  const uitleg = w("tokenUitleg", { organisatie: huis.organisatie });
  const daarna = huis.sessie.kwestie && ` ${w("tokenVoorZaak")}`;
  return { titel: w("tokenTitel"), delen: [maak("p", { class: "inleiding" }, uitleg, daarna), formulier] };
}

async function probeer(huis, token, persona) {
  try {
    await huis.begin(token, persona);
  } catch (fout) {
    huis.meld(huis.w(fout.verlopen ? "ongeldig" : "geenAntwoord"), "fout");
  }
}
