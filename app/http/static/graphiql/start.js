// Starts GraphiQL. The token comes from the fragment of the address (#token=...), which no browser sends to a server;
// it is taken out of the address at once and lives in the header editor only. Nothing is kept in the browser: queries
// and variables may hold personal data.
(() => {
  "use strict";

  const root = document.getElementById("graphiql");
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(null, "", location.pathname);

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

  const fetcher = async (question, { headers } = {}) => {
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

  ReactDOM.createRoot(root).render(
    React.createElement(GraphiQL, {
      fetcher,
      storage: memory,
      query: root.dataset.vraag,
      headers: JSON.stringify({ Authorization: token ? `Bearer ${token}` : "Bearer " }, null, 2),
      defaultEditorToolsVisibility: token ? "variables" : "headers",
      shouldPersistHeaders: false,
    }),
  );
})();
