// @ts-check

/** A request that is not a delivery of AviationAlley's to this endpoint. What the developer does wrong is a TypeError. */
export class WebhookVerificationError extends Error {
  /**
   * @param {string} reason its code
   * @param {string} message its sentence
   */
  constructor(reason, message) {
    super(message);
    this.name = "WebhookVerificationError";
    this.reason = reason;
  }
}
