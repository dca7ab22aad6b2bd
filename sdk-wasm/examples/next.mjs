// Next.js: app/webhooks/aviationalley/route.js, in either runtime. Any server of Fetch handlers takes the same function.
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";

export async function POST(request) {
  try {
    const event = constructEvent(
      await request.arrayBuffer(),
      request.headers,
      process.env.AA_WEBHOOK_SECRET,
    );
    console.log(event.type, event.id);
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return new Response(error.reason, { status: 401 });
  }
}
