// Fastify. AA_WEBHOOK_SECRET=whsec_… PORT=3000 node fastify.mjs
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";
import Fastify from "fastify";

const app = Fastify({ bodyLimit: 2 * 1024 * 1024 });

// A scope of its own: the other routes keep their JSON.
app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "*",
    { parseAs: "buffer" },
    async (_, body) => body,
  );

  scope.post("/webhooks/aviationalley", (request, reply) => {
    const event = constructEvent(
      request.body ?? "",
      request.headers,
      process.env.AA_WEBHOOK_SECRET,
    );
    console.log(event.type, event.id);
    reply.status(204).send();
  });

  scope.setErrorHandler((error, request, reply) => {
    if (!(error instanceof WebhookVerificationError)) throw error;
    reply.status(401).send(error.reason);
  });
});

await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
console.log(`listening on ${app.server.address().port}`);
