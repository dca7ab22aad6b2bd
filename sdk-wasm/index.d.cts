// The same by `require`: values cannot be re-exported from the other module format, only their types.
import type * as esm from "./index.js" with { "resolution-mode": "import" };

export type * from "./index.js" with { "resolution-mode": "import" };

export type MemoryStore = esm.MemoryStore;
export declare const MemoryStore: typeof esm.MemoryStore;
export type Webhook = esm.Webhook;
export declare const Webhook: typeof esm.Webhook;
export type WebhookVerificationError = esm.WebhookVerificationError;
export declare const WebhookVerificationError: typeof esm.WebhookVerificationError;
export declare const constructEvent: typeof esm.constructEvent;
export declare const explain: typeof esm.explain;
export declare const handleOnce: typeof esm.handleOnce;
export declare const sign: typeof esm.sign;
export declare const verify: typeof esm.verify;
