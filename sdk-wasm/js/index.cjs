// The entry for `require`. Its exports can be replaced, by jest.spyOn for one.
"use strict";
const { start } = require("./cjs/api.js");
const first = require("./cjs/module-1.js");
const second = require("./cjs/module-2.js");

const api = start(first + second);

Object.defineProperty(exports, "__esModule", { value: true });
// One by one: so an `import` of it knows their names.
exports.MemoryStore = api.MemoryStore;
exports.Webhook = api.Webhook;
exports.WebhookVerificationError = api.WebhookVerificationError;
exports.constructEvent = api.constructEvent;
exports.explain = api.explain;
exports.handleOnce = api.handleOnce;
exports.sign = api.sign;
exports.verify = api.verify;
