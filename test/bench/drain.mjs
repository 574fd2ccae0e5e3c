/**
 * What becomes of invoices that waited through an outage, at Intuit's own limits (10 calls a second, 500 a minute, 10 in
 * flight), which its stand-in enforces to the call: how soon they leave, how fast, in which order, and what a second
 * company, which was never out, notices of it. Not one call may be refused.
 *
 *   node test/bench/drain.mjs [invoices]      300 take two minutes
 */
import { setTimeout as pause } from 'node:timers/promises'
import { inFours, openDesk, send } from './open-desk.mjs'
import { median, openStand, untilAnswers } from './stand.mjs'

const count = Number(process.argv[2] ?? 300)
const PER_DEAL = 10
const MINUTE = 60_000
/** The other company bills one milestone so often, all the while. */
const BESIDE_EVERY_MS = 2_000

const stand = await openStand({
  limits: { requestsPerMinute: 500, requestsPerSecond: 10, concurrent: 10, batchesPerMinute: 40 },
  beside: true,
})
const desk = openDesk({ ...stand, portalToken: 'pat-bench' })
const beside = openDesk({ ...stand, token: stand.other.token, portalToken: 'pat-bench-beside' })
const quickbooks = (method, path, body) => send(`${stand.quickbooks.url}/simulator${path}`, method, body)
const hubspot = (method, path, body) => send(`${stand.hubspot.url}/simulator${path}`, method, body)
try {
  stand.run('dist/src/main.js', ['all'])
  await untilAnswers(`${stand.url}/ready`)
  const deals = await desk.dealsFor(Math.ceil(count / PER_DEAL), PER_DEAL * 10)
  const ids = []
  for (const deal of deals) ids.push(...(await desk.plan(deal, Math.min(PER_DEAL, count - ids.length))))
  const [own] = await beside.dealsFor(1, 5_000)
  const billing = billBeside(await beside.plan(own, 400))
  await pause(20_000)

  const out = { times: 1_000_000, effect: 'status', status: 503 }
  await quickbooks('POST', '/faults', {
    faults: [{ method: '*', path: `/v3/company/${stand.account.realmId}/*`, ...out }],
  })
  await hubspot('POST', '/faults', {
    faults: [
      { method: 'PATCH', path: '/*', ...out },
      { method: 'POST', path: '*/batch/*', ...out },
    ],
  })
  const wentOut = Date.now()
  await inFours(ids, desk.complete)
  await pause(MINUTE)
  const askedMeanwhile = (await callsTo(stand.account, wentOut)).length
  const outSpan = [wentOut, Date.now()]
  await quickbooks('DELETE', '/faults')
  await hubspot('DELETE', '/faults')
  const back = Date.now()
  const calls = await untilCreated(count, back)
  await billing.stop()

  const sent = calls.filter(isInvoice)
  const at = sent.map((call) => Date.parse(call.at))
  const spanMs = Math.max(...at) - Math.min(...at)
  const rate = ((sent.length - 1) / spanMs) * MINUTE
  const wanted = deals
    .flatMap((deal) => Array.from({ length: PER_DEAL }, (_, index) => `Milestone ${index + 1} of ${deal};`))
    .slice(0, count)
  const refused = calls.filter((call) => call.status === 429).length
  const places = sent.map(({ body }) => wanted.findIndex((name) => body.includes(name)))
  const strayed = places.map((place, index) => Math.abs(place - index)).sort((a, b) => a - b)
  const waits = await billing.waits()
  const during = ([from, to]) => {
    const own = waits.filter((each) => each.at >= from && each.at < to).map(({ ms }) => ms)
    return `${median(own)} ms, at most ${Math.max(...own)} (${own.length})`
  }
  process.stdout.write(
    [
      `outage    ${askedMeanwhile} calls in ${((outSpan[1] - outSpan[0]) / 1_000).toFixed(0)} s while ${count} waited`,
      `drained   first after ${((Math.min(...at) - back) / 1_000).toFixed(1)} s, ${rate.toFixed(1)} a minute (${((rate / 500) * 100).toFixed(1)} % of Intuit's limit), ${refused} refused with 429`,
      `evenly    at most ${mostWithin(at, 1_000)} in a second`,
      `in order  half strayed ${median(strayed)} places or fewer, none more than ${strayed.at(-1)}`,
      `beside    from completed to QuickBooks, median: before ${during([0, wentOut])}; in the outage ${during(outSpan)}; while it drained ${during([back, Date.now()])}\n`,
    ].join('\n'),
  )
  process.exitCode = refused === 0 ? 0 : 1
} finally {
  await stand.close()
}

async function callsTo(account, since) {
  const { items } = await quickbooks('GET', '/log')
  return items.filter(
    (call) => call.path.startsWith(`/v3/company/${account.realmId}/`) && Date.parse(call.at) >= since,
  )
}

function isInvoice({ method, path, status }) {
  return method === 'POST' && path.endsWith('/invoice') && status === 200
}

/** Waits until that many invoices were created since then; answers every call to the company. */
async function untilCreated(many, since) {
  for (;;) {
    await pause(1_000)
    const calls = await callsTo(stand.account, since)
    if (calls.filter(isInvoice).length >= many) return calls
  }
}

function mostWithin(moments, spanMs) {
  const sorted = [...moments].sort((a, b) => a - b)
  return Math.max(
    ...sorted.map((from) => sorted.filter((each) => each >= from && each < from + spanMs).length),
  )
}

/** Somebody at the other company completes work now and then. */
function billBeside(ids) {
  const completed = []
  let stopped = false
  const going = (async () => {
    for (const [index, id] of ids.entries()) {
      if (stopped) return
      completed.push({ name: `Milestone ${index + 1} of`, at: Date.now() })
      await beside.complete(id)
      await pause(BESIDE_EVERY_MS)
    }
  })()
  return {
    async stop() {
      stopped = true
      await going
    },
    /** How long each took from being completed to being an invoice. */
    async waits() {
      const made = (await callsTo(stand.other.account, 0)).filter(isInvoice)
      return completed.flatMap(({ name, at }) => {
        const call = made.find(({ body }) => body.includes(`${name} `))
        return call ? [{ at, ms: Date.parse(call.at) - at }] : []
      })
    },
  }
}
