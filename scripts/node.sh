#!/usr/bin/env bash
# Runs Node with the given arguments, as `node` would: the one at hand where it is new enough for
# wrangler, else the one among the npm packages.
set -euo pipefail
root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"

new_enough='const [major, minor] = process.versions.node.split("."); process.exit(+major > 22 || (+major == 22 && +minor >= 12) ? 0 : 1)'
if command -v node >/dev/null && node -e "$new_enough"; then
  exec node "$@"
fi
for packaged in "$root"/node_modules/node-{linux-x64,linux-arm64,bin-darwin-arm64}/bin/node; do
  if [ -x "$packaged" ]; then exec "$packaged" "$@"; fi
done
echo "node.sh: needs Node 22.12 or newer; 'make setup' brings one on Linux and on Apple silicon" >&2
exit 1
