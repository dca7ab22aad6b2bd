// @ts-check

/**
 * Tells what is served and how to see a webhook arrive.
 * @param {import("./seed.mjs").Demo} demo
 * @param {{ state: string, target: string, traineeId: string, cronSeconds: number }} run
 */
export function introduce(demo, { state, target, traineeId, cronSeconds }) {
  // A simulator of its own each second, so that the line can be pasted again: its slot is always free.
  const simulator = `00000000-0000-4000-8000-00'$(date +%s)'`;
  const year = new Date().getUTCFullYear() + 1;
  const booking =
    `{"simulatorId":"${simulator}","startAt":"${year}-03-02T14:00:00Z","endAt":"${year}-03-02T18:00:00Z",` +
    `"traineeIds":["${traineeId}"],"sessionType":"TRAINING"}`;

  console.log(`
AviationAlley's edge serves ${demo.AA_URL}

  API          ${demo.AA_URL}/api/v1   (described by ${demo.AA_URL}/api/v1/openapi.json)
  docs         ${demo.AA_URL}/docs
  center       ${demo.AA_CENTER_ID}   (owner ${demo.AA_OWNER_EMAIL})
  live key     ${demo.AA_LIVE_KEY}
  test key     ${demo.AA_TEST_KEY}
  admin token  ${demo.AA_ADMIN_TOKEN}
  receiver     ${target}   (wants every live event, verifies with ${demo.AA_WEBHOOK_SECRET})
  state        ${state}   (all of the above in demo.env, the worker's output in worker.log)
  mails        ${demo.AA_URL}/local/mails   (to owners and admins: nothing is really sent)
  cron         every ${cronSeconds} s

Create a booking, and see its signed webhook arrive here:

curl -sS -X POST ${demo.AA_URL}/api/v1/bookings -H 'Authorization: Bearer ${demo.AA_LIVE_KEY}' -H 'Content-Type: application/json' -d '${booking}'

Ctrl-C ends everything.
`);
}
