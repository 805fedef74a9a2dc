// Server-sent events over fetch (graphql-sse). Not EventSource: that cannot send a token in a header, and a token in an
// address ends in logs.

/** The results of a subscription, until it completes. `verder`: the id of the last event that was heard, if any. */
export async function* luister(url, vraag, koppen, signaal, verder = { id: "" }) {
  const antwoord = await fetch(url, {
    method: "POST",
    credentials: "omit",
    signal: signaal,
    headers: {
      ...koppen,
      "Content-Type": "application/json",
      Accept: "text/event-stream",
      ...(verder.id ? { "Last-Event-ID": verder.id } : {}),
    },
    body: JSON.stringify(vraag),
  });
  if (!antwoord.ok) throw Object.assign(new Error("no stream"), { status: antwoord.status });
  for await (const gebeurtenis of gebeurtenissen(antwoord.body)) {
    if (gebeurtenis.id) verder.id = gebeurtenis.id;
    if (gebeurtenis.event === "complete") return;
    if (gebeurtenis.event === "next") yield JSON.parse(gebeurtenis.data);
  }
  // a server that stops does not complete: who listens comes back
  throw new Error("the stream broke off");
}

/** The events in a body, as they come; a comment that keeps the line open is passed over. */
async function* gebeurtenissen(body) {
  const lezer = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await lezer.read();
    if (done) return;
    rest += value;
    const stukken = rest.split("\n\n");
    rest = stukken.pop();
    yield* stukken.map(lees);
  }
}

/** One event: its fields by name. */
function lees(stuk) {
  const velden = { event: "", id: "", data: "" };
  for (const regel of stuk.split("\n")) {
    const [naam, ...waarde] = regel.split(":");
    if (naam in velden) velden[naam] += waarde.join(":").trimStart();
  }
  return velden;
}
