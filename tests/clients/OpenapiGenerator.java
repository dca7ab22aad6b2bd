import com.aviationalley.ApiClient;
import com.aviationalley.api.BidPackagesApi;
import com.aviationalley.api.CrewApi;
import com.aviationalley.api.WebhookEndpointsApi;
import com.aviationalley.model.*;
import java.util.List;
import java.util.UUID;

/** What a program does with the Java client that openapi-generator made: create, page and patch. */
class OpenapiGenerator {
  public static void main(String[] arguments) throws Exception {
    var client = new ApiClient();
    must(client.getBaseUri().equals(System.getenv("AA_SERVER")), client.getBaseUri());
    var key = "Bearer " + System.getenv("AA_LIVE_KEY");
    client.setRequestInterceptor(request -> request.header("Authorization", key));

    var endpoints = new WebhookEndpointsApi(client);
    var made =
        endpoints.webhookEndpointsCreate(
            new WebhookEndpointRequest()
                .url("https://example.com/")
                .events(List.of(WebhookEndpointRequest.EventsEnum.BOOKING_CREATED)));
    must(made.getEnabled() && made.getSecret().startsWith("whsec_"), made);
    var disabled = new WebhookEndpointPatch().enabled(false);
    must(!endpoints.webhookEndpointsUpdate(made.getId(), disabled).getEnabled(), "not disabled");
    var described = new WebhookEndpointPatch().description("a test");
    var patched = endpoints.webhookEndpointsUpdate(made.getId(), described);
    must(!patched.getEnabled(), "a patch of the description enabled it");
    must(patched.getDescription().equals("a test"), patched);

    var packages = new BidPackagesApi(client);
    String names = "";
    String cursor = null;
    UUID last = null;
    do {
      var page =
          packages.bidPackagesList(1, cursor, null, null, null, null, null, null, null, null);
      names += page.getData().get(0).getBase();
      last = page.getData().get(0).getId();
      cursor = page.getPagination().getNextCursor();
    } while (cursor != null);
    must(names.equals("SEADEN"), names);
    var bids = packages.bidPackagesBidsList(last, null, null);
    must(bids.getData().get(0).getRules().get(0).getType() == RuleType.AVOID_REDEYE, bids);
    var crew = new CrewApi(client).crewList(null, null, null, null, null, null, null);
    must(crew.getData().get(0).getPosition() == null, crew);
  }

  private static void must(boolean holds, Object what) {
    if (!holds) throw new AssertionError(what);
  }
}
