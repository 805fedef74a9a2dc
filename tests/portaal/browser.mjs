// A real Chromium that is told what to do, one line of JSON at a time, and answers each with one line: what it found, or
// what went wrong. Whatever a page logs, asks elsewhere or is refused by its policy is remembered.

import { createInterface } from "node:readline";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const GEDULD = { timeout: 20_000, polling: 50 };
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  args: [...chromium.args.filter((arg) => !/gpu|angle|swiftshader/.test(arg)), "--no-sandbox", "--disable-gpu"],
  executablePath: await uitgepakt(),
  headless: "shell",
});
let problemen = [];
let page;

/** Where Chromium is, once unpacked: with the packages, and not among the files that the tests themselves write. */
async function uitgepakt() {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = join(import.meta.dirname, "node_modules", ".chromium");
  await mkdir(process.env.TMPDIR, { recursive: true });
  const pad = await chromium.executablePath();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  return pad;
}

/** A clean page that remembers what went wrong on it. */
async function nieuw() {
  for (const oud of await browser.pages()) if (oud !== page) await oud.close();
  const made = await browser.newPage();
  await page?.close();
  page = made;
  problemen = [];
  page.on("pageerror", (fout) => problemen.push(`error: ${fout.message}`));
  page.on("console", (regel) => ["error", "warn"].includes(regel.type()) && problemen.push(`console: ${regel.text()}`));
  page.on("request", (vraag) => {
    const elders = !["data:", "blob:"].includes(new URL(vraag.url()).protocol) && !vraag.url().startsWith(thuis);
    if (elders) problemen.push(`asked elsewhere: ${vraag.url()}`);
  });
}
let thuis = "about:blank";

/** An element by role and name, as somebody finds it who does not see the page. */
const bij = (rol, naam) => page.locator(`::-p-aria([name="${naam}"][role="${rol}"])`).setTimeout(GEDULD.timeout);

const opdrachten = {
  async open({ url }) {
    thuis = new URL(url).origin;
    await nieuw();
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(url);
    await opdrachten.rust();
  },
  /** To another page of the same service. */
  ga: async ({ url }) => {
    await page.goto(url);
  },
  /** Until something that only a script knows is so. */
  tot: ({ script }) => page.waitForFunction(script, GEDULD),
  /** Until the view is there, and nothing is being fetched for it. */
  async rust() {
    await page.evaluate(() => new Promise((klaar) => setTimeout(klaar, 50))); // a new address is heard of a little later
    await page.waitForFunction(
      () => document.querySelector("main h1") && !document.querySelector("main[aria-busy]"),
      GEDULD,
    );
  },
  klik: async ({ rol, naam }) => {
    await bij(rol, naam).click();
    await opdrachten.rust();
  },
  vul: ({ naam, waarde }) => bij("textbox", naam).fill(waarde),
  kies: async ({ naam, waarde }) => {
    const veld = await page.waitForSelector(`::-p-aria([name="${naam}"])`, GEDULD);
    const optie = await veld.evaluate(
      (select, tekst) => [...select.options].find((een) => een.text.includes(tekst)).value,
      waarde,
    );
    await veld.select(optie);
  },
  wacht: ({ tekst }) => page.waitForFunction((gezocht) => document.body.innerText.includes(gezocht), GEDULD, tekst),
  tekst: ({ kiezer }) => page.$$eval(kiezer, (gevonden) => gevonden.map((element) => element.innerText)),
  waarde: ({ script }) => page.evaluate(script),
  venster: async ({ breedte, hoogte }) => {
    await page.setViewport({ width: breedte, height: hoogte ?? 900 });
    return page.evaluate(() => document.documentElement.scrollWidth);
  },
  /** All that axe finds, in words. Sent by the debugger: the policy of the page stays as it is. */
  keur: async () => {
    await page.evaluate(axe);
    const uitslag = await page.evaluate(() => axe.run({ rules: { "target-size": { enabled: true } } }));
    return uitslag.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
  },
  toets: async ({ toets }) => {
    await page.keyboard.press(toets);
  },
  typ: ({ tekst }) => page.keyboard.type(tekst),
  /** With Tab alone to what has this name; every stop on the way must be visible. */
  tab_tot: async ({ naam }) => {
    for (let keer = 0; keer < 80; keer += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) continue; // past the last: round again
      const [genoemd, zichtbaar] = await page.evaluate(waarIsDeFocus);
      if (!zichtbaar) throw new Error(`the focus cannot be seen on: ${genoemd}`);
      if (genoemd.includes(naam)) return genoemd;
    }
    throw new Error(`no Tab leads to ${naam}`);
  },
  focus: () => page.evaluate(() => document.activeElement.innerText),
  schot: async ({ pad, heel }) => {
    await page.screenshot({ path: pad, fullPage: heel ?? false });
  },
  problemen: () => problemen,
};

function waarIsDeFocus() {
  const element = document.activeElement;
  const naam =
    element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || element.tagName;
  const stijl = getComputedStyle(element);
  const vlak = element.getBoundingClientRect();
  return [naam, stijl.outlineStyle !== "none" && vlak.bottom > 0 && vlak.top < innerHeight];
}

const zeg = (antwoord) => process.stdout.write(`${JSON.stringify(antwoord)}\n`);
zeg({ klaar: true });
for await (const regel of createInterface({ input: process.stdin })) {
  const { doe, ...rest } = JSON.parse(regel);
  try {
    const gevonden = await opdrachten[doe](rest);
    zeg({ gevonden: ["rust", "wacht", "vul", "tot"].includes(doe) ? null : (gevonden ?? null) });
  } catch (fout) {
    const staat = await page?.evaluate(() => document.body.innerText).catch(() => "");
    zeg({ fout: `${doe} ${JSON.stringify(rest)}: ${fout.message}\n${staat}\n${problemen.join("\n")}` });
  }
}
await browser.close();
