"""AA_WEBHOOK_SECRET=whsec_... python examples/flask_app.py 9000"""

import os
import sys

from flask import Flask

from aviationalley_webhooks import MemoryStore, Webhook, WebhookEvent, handle_once
from aviationalley_webhooks.flask import receives

app = Flask(__name__)
webhook = Webhook(os.environ["AA_WEBHOOK_SECRET"])
store = MemoryStore()


@app.post("/webhooks/aviationalley")
@receives(webhook)
def hook(event: WebhookEvent) -> tuple[str, int]:
    outcome = handle_once(event["id"], store, lambda: print(event["type"], event["id"], flush=True))
    return "", 409 if outcome == "in_progress" else 200


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]))
