// @ts-check

/**
 * The request is not a delivery from AviationAlley to this endpoint. Mistakes of the developer are TypeErrors instead.
 *
 * An Error by its prototype only, like Node's DOMException: of an object that `super()` created, structured clone keeps
 * nothing but the message, and another thread may be the one that responds.
 */
export class WebhookVerificationError {
  name = "WebhookVerificationError";
  // Declared: if `Error.prototype` is frozen, assigning would fail.
  message;

  /**
   * @param {string} reason its code
   * @param {string} [message] its sentence
   */
  constructor(reason, message = reason) {
    this.message = message;
    this.reason = reason;
    // Not available in every engine.
    Error.captureStackTrace?.(this, new.target);
  }
}
Object.setPrototypeOf(WebhookVerificationError, Error);
Object.setPrototypeOf(WebhookVerificationError.prototype, Error.prototype);
