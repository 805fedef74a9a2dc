// Two languages: words by key, dates and sizes. What a register says stays in the language in which it was written.

import { maak } from "./dom.js";
import { woorden } from "./woorden.js";
import { zinnen } from "./zinnen.js";

export const TALEN = ["nl", "en"];
const LANDTAAL = { nl: "nl-NL", en: "en-GB" };
const ZONE = "Europe/Amsterdam";

/** The words of one language; `{naam}` in a text is filled in. A key without words is shown as it is. */
export function taalVan(code) {
  const nummer = TALEN.indexOf(code);
  const w = (sleutel, waarden = {}) => {
    const tekst = woorden[sleutel]?.[nummer] ?? sleutel;
    return tekst.replace(/\{(\w+)\}/g, (_, naam) => waarden[naam] ?? "");
  };
  const vertaald = (tekst) => (code !== "nl" && Object.hasOwn(zinnen, tekst) ? zinnen[tekst] : tekst);
  const data = (tekst) => (code === "nl" ? tekst : maak("span", { lang: "nl" }, tekst));
  const opmaak = (wat) => new Intl.DateTimeFormat(LANDTAAL[code], { timeZone: ZONE, ...wat });
  const dag = opmaak({ day: "numeric", month: "long", year: "numeric" });
  const moment = opmaak({ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
  return {
    code,
    w,
    /** A day, as text. */
    dag: (waarde) => dag.format(new Date(waarde)),
    /** A day as an element that machines can read. */
    tijd: (waarde, metUur = false) =>
      maak("time", { datetime: waarde }, (metUur ? moment : dag).format(new Date(waarde))),
    /** How large a file is. */
    omvang: (bytes) =>
      bytes < 1024 ? `${bytes} bytes` : `${new Intl.NumberFormat(LANDTAAL[code]).format(Math.round(bytes / 1024))} kB`,
    /** Text of a register: Dutch, and said to be so when the page is not. */
    data,
    /** A sentence of this service that came as data; one that an organisation wrote itself stays as it is. */
    zin: vertaald,
    /** The same as what is shown: what stays Dutch is said to be so. */
    eigen: (tekst) => (vertaald(tekst) === tekst ? data(tekst) : vertaald(tekst)),
  };
}

/** Today and other days in the Netherlands, as a date field has them. */
export const overDagen = (dagen) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(new Date(Date.now() + dagen * 86_400_000));
