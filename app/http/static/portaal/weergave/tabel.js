// A table that is a list of cards on a phone. Its roles are written out: a browser forgets them with the display.

import { maak } from "../dom.js";

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
    plaats
      ? maak("td", { role: "cell", "data-kop": koppen[plaats] }, inhoud)
      : maak("th", { scope: "row", role: "rowheader" }, inhoud);
  return { element, voegToe: (...cellen) => rijen.append(maak("tr", { role: "row" }, cellen.map(cel))) };
}
