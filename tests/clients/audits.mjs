// The audits of graphql-http (GraphQL over HTTP), as somebody who has logged in. One line of JSON: what each found.
import { serverAudits } from 'graphql-http';

const { url, token } = JSON.parse(process.argv[2]);

const fetchFn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

const found = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  found.push({ id, name, status, reason });
}
console.log(JSON.stringify(found));
