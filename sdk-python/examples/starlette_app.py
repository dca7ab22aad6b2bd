"""AA_WEBHOOK_SECRET=whsec_... python examples/starlette_app.py 9000"""

import os
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aviationalley_webhooks import Webhook
from aviationalley_webhooks.starlette import Receiver

receiver = Receiver(Webhook(os.environ["AA_WEBHOOK_SECRET"]))


async def hook(request: Request) -> Response:
    event = await receiver(request)
    print(event["type"], event["id"], flush=True)
    return Response()


app = Starlette(routes=[Route("/webhooks/aviationalley", hook, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
