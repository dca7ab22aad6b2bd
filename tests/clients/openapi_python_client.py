"""What a program does with the client that openapi-python-client made: create, page and patch."""

import os
from http import HTTPStatus

from aviationalley_client import AuthenticatedClient
from aviationalley_client.api.bid_packages import bid_packages_bids_list, bid_packages_list
from aviationalley_client.api.crew import crew_list
from aviationalley_client.api.webhook_endpoints import (
    webhook_endpoints_create,
    webhook_endpoints_update,
)
from aviationalley_client.models import (
    BidPackagePage,
    CreatedWebhookEndpoint,
    CrewMemberPage,
    PlacedBidPage,
    WebhookEndpoint,
    WebhookEndpointPatch,
    WebhookEndpointRequest,
    WebhookEndpointRequestEventsItem,
)
from aviationalley_client.types import UNSET

client = AuthenticatedClient(base_url=os.environ["AA_SERVER"], token=os.environ["AA_LIVE_KEY"])

body = WebhookEndpointRequest(
    url="https://example.com/", events=[WebhookEndpointRequestEventsItem.BOOKING_CREATED]
)
made = webhook_endpoints_create.sync_detailed(client=client, body=body)
assert made.status_code == HTTPStatus.CREATED, made.content
assert isinstance(made.parsed, CreatedWebhookEndpoint)
assert made.parsed.enabled
assert made.parsed.secret.startswith("whsec_")


def patched(change: WebhookEndpointPatch) -> WebhookEndpoint:
    answer = webhook_endpoints_update.sync(made.parsed.id, client=client, body=change)
    assert isinstance(answer, WebhookEndpoint), answer
    return answer


assert not patched(WebhookEndpointPatch(enabled=False)).enabled
described = patched(WebhookEndpointPatch(description="a test"))
assert described.description == "a test"
assert not described.enabled, "a patch of the description enabled it"
assert patched(WebhookEndpointPatch(description=None)).description is None

names, cursor = [], UNSET
while True:
    page = bid_packages_list.sync(client=client, limit=1, cursor=cursor)
    assert isinstance(page, BidPackagePage), page
    names += [package.base for package in page.data]
    if page.pagination.next_cursor is None:
        break
    cursor = page.pagination.next_cursor
assert names == ["SEA", "DEN"], names

bids = bid_packages_bids_list.sync(page.data[0].id, client=client)
assert isinstance(bids, PlacedBidPage), bids
assert bids.data[0].rules[0].type_ == "AVOID_REDEYE"

crew = crew_list.sync(client=client)
assert isinstance(crew, CrewMemberPage), crew
assert crew.data[0].position is None
