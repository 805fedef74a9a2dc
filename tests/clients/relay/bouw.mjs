// How a portal is built: the schema, Relay's artifacts, and a bundle in which each tag became the artifact it stands for.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { transformFileSync } from '@babel/core';
import { build } from 'esbuild';
import { parse, print, visit } from 'graphql';

mkdirSync('gemaakt', { recursive: true });

// Relay writes the query of a @refetchable fragment itself, by `node(id)`, and refuses to when that field takes anything
// besides the id. Ours also takes an optional aanleiding: a medewerker gives it with `zaak` or `klant`.
const schema = visit(parse(readFileSync('../../../schema.graphql', 'utf8')), {
  ObjectTypeDefinition: (type) => (type.name.value === 'Query' ? undefined : false),
  FieldDefinition: (field) =>
    field.name.value === 'node' ? { ...field, arguments: field.arguments.filter(({ name }) => name.value === 'id') } : undefined,
});
writeFileSync('gemaakt/schema.graphql', print(schema));

const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
execFileSync(process.execPath, [compiler, 'relay.config.json'], { stdio: 'inherit' });

const relay = {
  name: 'relay',
  setup: (bundel) =>
    bundel.onLoad({ filter: /\/relay\/\w+\.js$/ }, ({ path }) => ({
      contents: transformFileSync(path, { plugins: [['relay', { eagerEsModules: true }]], configFile: false }).code,
    })),
};
await build({
  entryPoints: ['proef.js'],
  outfile: 'gemaakt/proef.js',
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  plugins: [relay],
});
