// @ts-check

/** A request that is not a delivery of AviationAlley's to this endpoint. What the developer does wrong is a TypeError. */
export class WebhookVerificationError extends Error {
  /** @param {string} refusal the reason's code, a space, its sentence */
  constructor(refusal) {
    const end = refusal.indexOf(" ");
    super(refusal.slice(end + 1));
    this.name = "WebhookVerificationError";
    this.reason = refusal.slice(0, end);
  }
}
