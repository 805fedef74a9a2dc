// Starts GraphiQL. The token and a question may come in the fragment of the address (#token=...&query=...), which no
// browser sends to a server; it is taken out of the address at once, and the token lives in the header editor only.
// Nothing is kept in the browser: queries and variables may hold personal data.

import { luister } from "/gedeeld/gebeurtenissen.js";
import { voorbeelden } from "/gedeeld/voorbeelden.js";

const root = document.getElementById("graphiql");
const gegeven = new URLSearchParams(location.hash.slice(1));
const token = gegeven.get("token");
if (gegeven.size) history.replaceState(null, "", location.pathname);

const kept = new Map();
const memory = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
  clear: () => kept.clear(),
  get length() {
    return kept.size;
  },
};

/** Whether the operation that is asked goes on. */
const isAbonnement = (question, document) =>
  (document?.definitions ?? []).some(
    (found) =>
      found.operation === "subscription" && (!question.operationName || found.name?.value === question.operationName),
  );

const ask = async (question, headers) => {
  const answer = await fetch(root.dataset.url, {
    method: "POST",
    credentials: "omit",
    headers: {
      ...headers,
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json;q=0.9",
    },
    body: JSON.stringify(question),
  });
  return answer.json();
};

const fetcher = (question, { headers, documentAST } = {}) =>
  isAbonnement(question, documentAST)
    ? luister(`${root.dataset.url}/stream`, question, headers)
    : ask(question, headers);

const headers = JSON.stringify({ Authorization: token ? `Bearer ${token}` : "Bearer " }, null, 2);
const begin = { query: gegeven.get("query") ?? root.dataset.vraag, variables: gegeven.get("variables") ?? "" };

ReactDOM.createRoot(root).render(
  React.createElement(GraphiQL, {
    fetcher,
    storage: memory,
    headers,
    variables: begin.variables,
    defaultHeaders: headers,
    defaultTabs: [begin, ...voorbeelden].map((tab) => ({ variables: "", ...tab, headers })),
    defaultEditorToolsVisibility: token ? "variables" : "headers",
    shouldPersistHeaders: false,
  }),
);
