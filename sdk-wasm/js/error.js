// @ts-check

/**
 * A request that is not a delivery of AviationAlley's to this endpoint. What the developer does wrong is a TypeError.
 *
 * An Error by its prototype, as Node's DOMException is: of an object that `super()` has made, structured clone drops all
 * but the message, and the answer to a request may be up to another thread.
 */
export class WebhookVerificationError {
  name = "WebhookVerificationError";
  // Declared, since Error's own can be frozen, and assigning would fail then.
  message;

  /**
   * @param {string} reason its code
   * @param {string} [message] its sentence
   */
  constructor(reason, message = reason) {
    this.message = message;
    this.reason = reason;
    // Not every engine has it.
    Error.captureStackTrace?.(this, new.target);
  }
}
Object.setPrototypeOf(WebhookVerificationError, Error);
Object.setPrototypeOf(WebhookVerificationError.prototype, Error.prototype);
