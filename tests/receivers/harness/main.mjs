// Prints what `verify` says of each delivery, or that it threw.
import { readFileSync } from "node:fs";
import { verify } from "./verify.mjs";

for (const line of readFileSync(process.argv[2], "utf8")
  .trimEnd()
  .split("\n")) {
  const { body, signature, secret } = JSON.parse(line);
  let verdict = "threw";
  try {
    verdict = verify(
      Buffer.from(body, "base64"),
      signature ?? undefined,
      secret,
    );
  } catch {}
  console.log(verdict);
}
