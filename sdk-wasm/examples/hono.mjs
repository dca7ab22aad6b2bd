// Hono. AA_WEBHOOK_SECRET=whsec_… PORT=3000 node hono.mjs
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();

app.post("/webhooks/aviationalley", async (c) => {
  const event = constructEvent(
    await c.req.arrayBuffer(),
    c.req.raw.headers,
    process.env.AA_WEBHOOK_SECRET,
  );
  console.log(event.type, event.id);
  return c.body(null, 204);
});

app.onError((error, c) => {
  if (!(error instanceof WebhookVerificationError)) throw error;
  return c.text(error.reason, 401);
});

const port = Number(process.env.PORT ?? 3000);
serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (address) =>
  console.log(`listening on ${address.port}`),
);
