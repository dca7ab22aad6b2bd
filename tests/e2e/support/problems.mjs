// @ts-check

import assert from "node:assert/strict";

/** @typedef {keyof typeof CODES} Code */

/** The status of each code. */
const CODES = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden_scope: 403,
  not_found: 404,
  method_not_allowed: 405,
  invalid_transition: 409,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  internal_error: 500,
};

/**
 * Asserts a complete problem body (RFC 9457).
 * @param {import("./http.mjs").Answer} answer
 * @param {Code} code
 * @param {string[]} [fields] the fields at fault, all of them
 */
export function assertProblem(answer, code, fields) {
  const { status, headers, body, text, request } = answer;
  const said = `${request}: ${status} ${text}`;
  assert.equal(status, CODES[code], said);
  assert.equal(headers.get("content-type"), "application/problem+json", said);
  assert.equal(body.status, status, said);
  assert.equal(body.code, code, said);
  assert.ok(URL.canParse(body.type), said);
  for (const member of ["title", "detail"]) {
    assert.equal(typeof body[member], "string", said);
    assert.notEqual(body[member].trim(), "", said);
  }
  assert.match(body.requestId, /\S/, said);
  assert.equal(body.requestId, headers.get("x-request-id"), said);
  for (const error of body.errors ?? []) {
    assert.deepEqual(Object.keys(error).sort(), ["field", "message"], said);
    assert.match(error.message, /\S/, said);
  }
  if (fields) {
    const named = (body.errors ?? []).map((/** @type {any} */ e) => e.field);
    assert.deepEqual(named.sort(), [...fields].sort(), said);
  }
  const known = ["type", "title", "status", "detail", "code", "requestId"];
  const members = Object.keys(body).filter((name) => name !== "errors");
  assert.deepEqual(members.sort(), known.sort(), said);
}
