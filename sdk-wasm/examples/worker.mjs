// Cloudflare Workers. npx wrangler secret put AA_WEBHOOK_SECRET
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";

export default {
  async fetch(request, env) {
    try {
      const event = constructEvent(
        await request.arrayBuffer(),
        request.headers,
        env.AA_WEBHOOK_SECRET,
      );
      console.log(event.type, event.id);
      return new Response(null, { status: 204 });
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      return new Response(error.reason, { status: 401 });
    }
  },
};
