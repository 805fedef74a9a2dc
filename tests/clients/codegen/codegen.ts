import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../../schema.graphql',
  documents: '../vragen/*.graphql',
  ignoreNoDocuments: false,
  generates: {
    './gemaakt/': {
      preset: 'client',
      presetConfig: {
        // Apollo and urql have their own ways to keep a fragment to its component; two of them is one too many.
        fragmentMasking: false,
      },
      config: {
        // What JSON carries over the wire. A date, duration or amount stays text: JavaScript's Date makes a moment of a
        // day, its numbers lose cents, and a Duration is reckoned on the calendar.
        scalars: {
          BSN: 'string',
          Date: 'string',
          DateTime: 'string',
          Decimal: 'string',
          Duration: 'string',
          JSON: 'unknown',
        },
        strictScalars: true,
        // A value that a later release adds is a text like the others; an enum of TypeScript would be code besides.
        enumType: 'string-literal',
        useTypeImports: true,
        emitLegacyCommonJSImports: false,
      },
    },
    // Which types stand behind an interface: without it, Apollo Client does not match `... on NatuurlijkPersoon`.
    './gemaakt/interfaces.ts': {
      plugins: ['fragment-matcher'],
      config: { useExplicitTyping: true },
    },
  },
};

export default config;
