// A webhook receiver: verifies what arrives and prints a line about it.
//   AA_WEBHOOK_SECRET=whsec_… node examples/receiver.mjs [port]
// @ts-check

import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";

const secret = process.env.AA_WEBHOOK_SECRET;
if (!secret) {
  console.error(
    "receiver: set AA_WEBHOOK_SECRET to the endpoint's signing secret",
  );
  process.exit(2);
}

const server = createServer(async (request, response) => {
  try {
    // The signature is over the bytes as they were sent: verify first, never parse before.
    const event = constructEvent(
      await buffer(request),
      request.headers,
      secret,
    );
    // Answer first, work later: a delivery has five seconds.
    response.writeHead(204).end();
    const age = Date.now() - Date.parse(event.createdAt);
    console.log(
      `verified ${event.type} ${event.id} (${age} ms after the event)`,
    );
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      console.log(`refused ${request.method} ${request.url}: ${error.reason}`);
      response.writeHead(401).end(error.reason);
    } else {
      // Ours to fix, or the sender hung up. After a 500 the delivery comes again.
      console.error(error);
      response.writeHead(500).end();
    }
  }
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : address;
  console.log(`listening on http://127.0.0.1:${port}/`);
});
