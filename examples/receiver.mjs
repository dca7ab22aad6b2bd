// A webhook receiver: verifies what arrives and prints a line about it.
//   AA_WEBHOOK_SECRET=whsec_… node examples/receiver.mjs [port]
// @ts-check

import { createServer } from "node:http";
import { verify } from "@aviationalley/webhooks";

const secret = process.env.AA_WEBHOOK_SECRET;
if (!secret) {
  console.error(
    "receiver: set AA_WEBHOOK_SECRET to the endpoint's signing secret",
  );
  process.exit(2);
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  // The signature is over these very bytes: verify first, parse afterwards.
  const body = Buffer.concat(chunks);

  if (!verify(body, request.headers["x-aviationalley-signature"], secret)) {
    console.log(`refused ${request.method} ${request.url}: no valid signature`);
    response.writeHead(401).end();
    return;
  }
  // Answer first, work later: a delivery has five seconds.
  response.writeHead(204).end();

  const event = JSON.parse(body.toString());
  const age = Date.now() - Date.parse(event.createdAt);
  console.log(`verified ${event.type} ${event.id} (${age} ms after the event)`);
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : address;
  console.log(`listening on http://127.0.0.1:${port}/`);
});
