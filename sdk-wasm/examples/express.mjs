// Express. AA_WEBHOOK_SECRET=whsec_… PORT=3000 node express.mjs
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";
import express from "express";

const app = express();

app.post(
  "/webhooks/aviationalley",
  // The raw body: here, and before any express.json().
  express.raw({ type: () => true, limit: "2mb" }),
  (request, response) => {
    const event = constructEvent(
      request.body ?? "",
      request.headers,
      process.env.AA_WEBHOOK_SECRET,
    );
    console.log(event.type, event.id);
    response.status(204).end();
  },
);

app.use((error, request, response, next) => {
  if (!(error instanceof WebhookVerificationError)) return next(error);
  response.status(401).send(error.reason);
});

const server = app.listen(process.env.PORT ?? 3000, "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
