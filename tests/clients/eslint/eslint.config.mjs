// The schema by the rules of GraphQL-ESLint and of Relay, and the documents by theirs; run in the root of the project.
// A rule that is off, or asks less, is so for the reason beside it.
import graphql from '@graphql-eslint/eslint-plugin';

const SCHEMA = 'schema.graphql';
const parserOptions = { graphQLConfig: { schema: `./${SCHEMA}`, documents: './tests/clients/vragen/*.graphql' } };

export default [
  {
    files: [SCHEMA],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Also what a reader of the schema sees: every field, argument and value. `oneOf` is GraphQL's own directive.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          ignoredSelectors: [
            '[type=DirectiveDefinition][name.value=oneOf]',
            // Of our own directives; they say to the gateway what a field is, and nothing to a client.
            'DirectiveDefinition > [type=InputValueDefinition]',
          ],
        },
      ],
      // Lists go forward only: the registers they are made of cannot be read from the end.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      '@graphql-eslint/relay-edge-types': [
        'error',
        {
          withEdgeSuffix: true,
          // A line of the verwerkingenlog has no page of its own to be asked for by id.
          shouldImplementNode: false,
          // What is never long, such as the steps of a zaak, is a list without pages.
          listTypeCanWrapOnlyEdgeType: false,
        },
      ],
      // What has no identity of its own, such as an address or a status in plain words, has no id; what has one is a Node.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Words of the field: a klantnummer is called so by everybody, and a Vestiging has a vestigingsnummer.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    files: ['tests/clients/vragen/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions },
    rules: graphql.configs['flat/operations-recommended'].rules,
  },
];
