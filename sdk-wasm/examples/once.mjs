// Handles each delivery once, although it may come several times.
import { constructEvent, handleOnce } from "@aviationalley/webhooks";

/** The status to answer with. */
export async function receive(rawBody, headers, store, handle) {
  const event = constructEvent(rawBody, headers, process.env.AA_WEBHOOK_SECRET);
  const outcome = await handleOnce(event.id, store, () => handle(event));
  // Another request has it right now: if that one fails, the delivery has to come again.
  return outcome === "in_progress" ? 409 : 204;
}
