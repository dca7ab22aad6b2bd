"""What a program does with the Python client that openapi-generator made: create, page and patch."""

import os

import aviationalley_client as aa

configuration = aa.Configuration(
    host=os.environ["AA_SERVER"], access_token=os.environ["AA_LIVE_KEY"]
)
with aa.ApiClient(configuration) as client:
    endpoints = aa.WebhookEndpointsApi(client)
    made = endpoints.webhook_endpoints_create(
        aa.WebhookEndpointRequest(url="https://example.com/", events=["booking.created"])
    )
    assert made.enabled
    assert made.secret.startswith("whsec_")

    def patched(**change: object) -> aa.WebhookEndpoint:
        return endpoints.webhook_endpoints_update(made.id, aa.WebhookEndpointPatch(**change))

    assert not patched(enabled=False).enabled
    assert not patched(description="a test").enabled, "a patch of the description enabled it"
    assert patched(description=None).description is None

    packages = aa.BidPackagesApi(client)
    names, cursor = [], None
    while True:
        page = packages.bid_packages_list(limit=1, cursor=cursor)
        names += [package.base for package in page.data]
        cursor = page.pagination.next_cursor
        if cursor is None:
            break
    assert names == ["SEA", "DEN"], names
    bids = packages.bid_packages_bids_list(page.data[0].id)
    assert bids.data[0].rules[0].type == aa.RuleType.AVOID_REDEYE
    assert aa.CrewApi(client).crew_list().data[0].position is None
