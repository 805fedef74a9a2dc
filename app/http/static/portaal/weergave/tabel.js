// A table that is a list of cards on a phone. Its roles are written out: a browser forgets them with the display.

import { maak } from "../dom.js";

/** Of more letters than this is no word, but an id or an address. */
const LANGSTE_WOORD = 32;

/** A table with these columns; `voegToe` takes a cell for each, the first of which names the row. */
export function tabel(titel, koppen) {
  const rijen = maak("tbody", { role: "rowgroup" });
  const kop = maak(
    "tr",
    { role: "row" },
    koppen.map((naam) => maak("th", { scope: "col", role: "columnheader" }, naam)),
  );
  const element = maak(
    "table",
    { class: "tabel", role: "table" },
    maak("caption", {}, titel),
    maak("thead", { role: "rowgroup" }, kop),
    rijen,
  );
  const cel = (inhoud, plaats) =>
    breekbaar(
      plaats
        ? maak("td", { role: "cell", "data-kop": koppen[plaats] }, inhoud)
        : maak("th", { scope: "row", role: "rowheader" }, inhoud),
    );
  return { element, voegToe: (...cellen) => rijen.append(maak("tr", { role: "row" }, cellen.map(cel))) };
}

/** A column is as wide as its longest word. What is longer than any word may break, so that the table fits. */
function breekbaar(cel) {
  const gang = document.createTreeWalker(cel, NodeFilter.SHOW_TEXT);
  const teksten = [];
  while (gang.nextNode()) teksten.push(gang.currentNode);
  for (const tekst of teksten) {
    const delen = tekst.data.split(/(\s+)/);
    if (!delen.some(isLang)) continue;
    tekst.replaceWith(...delen.map((deel) => (isLang(deel) ? maak("span", { class: "breekt" }, deel) : deel)));
  }
  return cel;
}

const isLang = (deel) => deel.length > LANGSTE_WOORD;
