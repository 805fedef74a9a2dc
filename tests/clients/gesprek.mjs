// What every script here shares: orders come in as JSON, one a line; what happens is told as JSON, one a line.
import { createInterface } from 'node:readline';

export const opdracht = JSON.parse(process.argv[2]);

export function vertel(wat, rest = {}) {
  process.stdout.write(JSON.stringify({ wat, ...rest }) + '\n');
}

/** Calls `doe` with every order that comes in. */
export function hoor(doe) {
  createInterface({ input: process.stdin }).on('line', (regel) => doe(JSON.parse(regel)));
}

/** Tells the results of a subscription, and keeps in the request how far it has come, so that it goes on from there. */
export function volger(vraag) {
  return {
    next(result) {
      const merk = result.extensions?.gebeurtenis;
      if (merk) vraag.extensions = { na: merk };
      vertel('next', { result });
    },
    error(error) {
      vertel('error', { naam: error?.constructor?.name ?? 'Array', code: error?.code, errors: Array.isArray(error) ? error.map((e) => e.extensions?.code) : undefined });
    },
    complete() {
      vertel('complete');
    },
  };
}
