// What a program does with the Go client that openapi-generator made: create, page and patch.
package main

import (
	"context"
	"log"
	"os"

	aa "example.com/aviationalley"
)

func check[T any](answer T, _ any, err error) T {
	if err != nil {
		log.Panic(err)
	}
	return answer
}

func must(holds bool, what any) {
	if !holds {
		log.Panic(what)
	}
}

func main() {
	configuration := aa.NewConfiguration()
	must(configuration.Servers[0].URL == os.Getenv("AA_SERVER"), configuration.Servers)
	client := aa.NewAPIClient(configuration)
	key := os.Getenv("AA_LIVE_KEY")
	ctx := context.WithValue(context.Background(), aa.ContextAccessToken, key)

	endpoints := client.WebhookEndpointsAPI
	request := aa.NewWebhookEndpointRequest("https://example.com/", []string{"booking.created"})
	made := check(endpoints.WebhookEndpointsCreate(ctx).WebhookEndpointRequest(*request).Execute())
	must(made.Enabled && made.Secret != "", made)
	patched := func(change *aa.WebhookEndpointPatch) *aa.WebhookEndpoint {
		return check(endpoints.WebhookEndpointsUpdate(ctx, made.Id).WebhookEndpointPatch(*change).Execute())
	}
	change := aa.NewWebhookEndpointPatchWithDefaults()
	change.SetEnabled(false)
	must(!patched(change).Enabled, "not disabled")
	change = aa.NewWebhookEndpointPatchWithDefaults()
	change.SetDescription("a test")
	must(!patched(change).Enabled, "a patch of the description enabled it")
	change.SetDescriptionNil()
	must(!patched(change).Description.IsSet() || patched(change).Description.Get() == nil, "a description")

	names, last := "", ""
	list := client.BidPackagesAPI.BidPackagesList(ctx).Limit(1)
	for {
		page := check(list.Execute())
		names, last = names+page.Data[0].Base, page.Data[0].Id
		cursor := page.Pagination.NextCursor.Get()
		if cursor == nil {
			break
		}
		list = list.Cursor(*cursor)
	}
	must(names == "SEADEN", names)
	bids := check(client.BidPackagesAPI.BidPackagesBidsList(ctx, last).Execute())
	must(bids.Data[0].Rules[0].Type == aa.RULETYPE_AVOID_REDEYE, bids)
	crew := check(client.CrewAPI.CrewList(ctx).Execute())
	must(crew.Data[0].Position.Get() == nil, crew)
}
