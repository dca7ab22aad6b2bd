// @ts-check
// The headers of the static files, in the form of Cloudflare's _headers file. The worker sets its own.

export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** @param {string[]} immutable paths of files whose names change with their content */
export const headers = (immutable) =>
  `/*
  Content-Security-Policy: ${POLICY}
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), microphone=(), geolocation=()
  Link: </api/v1/openapi.json>; rel="service-desc"
/*.md
  Content-Type: text/markdown; charset=utf-8
/docs/changelog.atom
  Content-Type: application/atom+xml; charset=utf-8
/.well-known/api-catalog
  Content-Type: application/linkset+json
${immutable.map((path) => `${path}\n  Cache-Control: public, max-age=31536000, immutable\n`).join("")}`;
