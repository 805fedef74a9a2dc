// Elements are built, never written as markup: whatever a register answers stays text.

/** An element: attributes by name, `on…` listeners, and children that are elements, texts or nothing. */
export function maak(naam, eigenschappen = {}, ...kinderen) {
  const element = document.createElement(naam);
  for (const [sleutel, waarde] of Object.entries(eigenschappen)) zet(element, sleutel, waarde);
  element.append(...kinderen.flat(3).filter((kind) => kind !== null && kind !== undefined && kind !== false));
  return element;
}

function zet(element, sleutel, waarde) {
  if (waarde === undefined || waarde === null || waarde === false) return;
  if (typeof waarde === "function") element.addEventListener(sleutel.slice(2), waarde);
  else element.setAttribute(sleutel, waarde === true ? "" : waarde);
}

let volgnummer = 0;
/** An id that nothing else on the page has. */
export const uniek = (naam) => `${naam}-${(volgnummer += 1)}`;

/** A link that leaves the page goes over HTTP, whatever a register says. */
export const alsWebadres = (url) => (/^https?:\/\//.test(url ?? "") ? url : null);
