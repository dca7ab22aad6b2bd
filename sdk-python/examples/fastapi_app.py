"""AA_WEBHOOK_SECRET=whsec_... python examples/fastapi_app.py 9000"""

import os
import sys
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Response

from aviationalley_webhooks import MemoryStore, Webhook, WebhookEvent, handle_once_async
from aviationalley_webhooks.starlette import Receiver

app = FastAPI()
receiver = Receiver(Webhook(os.environ["AA_WEBHOOK_SECRET"]))
store = MemoryStore()


async def handle(event: WebhookEvent) -> None:
    print(event["type"], event["id"], flush=True)


@app.post("/webhooks/aviationalley")
async def hook(event: Annotated[WebhookEvent, Depends(receiver)]) -> Response:
    outcome = await handle_once_async(event["id"], store, lambda: handle(event))
    return Response(status_code=409 if outcome == "in_progress" else 200)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
