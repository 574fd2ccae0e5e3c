/**
 * How much of what Intuit admits is used while many invoices wait: completed over HTTP first, with nobody at work, then
 * created by one worker process against QuickBooks' own limits (10 calls a second, 500 a minute, 10 in flight, 40 batches
 * a minute), which its stand-in enforces to the call. Not one call may be refused.
 *
 *   node test/bench/pace.mjs [invoices] [batch]      2,000 take four minutes; with "batch", two
 */
import { setTimeout as pause } from 'node:timers/promises'
import { openStand, untilAnswers } from './stand.mjs'

const words = process.argv.slice(2)
const count = Number(words.find((word) => /^\d+$/.test(word)) ?? 2_000)
const inBatches = words.includes('batch')
const PER_DEAL = 50
const MINUTE = 60_000

const stand = await openStand({
  limits: { requestsPerMinute: 500, requestsPerSecond: 10, concurrent: 10, batchesPerMinute: 40 },
  settings: { quickbooksBatch: inBatches },
})
try {
  // A worker learns the deals and lists; a web process alone then queues what is to be billed.
  const first = stand.run('dist/src/main.js', ['all'])
  await untilAnswers(`${stand.url}/ready`)
  const deals = await dealsFor(Math.ceil(count / PER_DEAL))
  await stopped(first)
  const web = stand.run('dist/src/main.js', ['web'])
  await untilAnswers(`${stand.url}/ready`)
  const ids = []
  for (const deal of deals) ids.push(...(await plan(deal, Math.min(PER_DEAL, count - ids.length))))
  const queued = performance.now()
  await inFours(ids, (id) => api('POST', `/milestones/${id}/complete`, {}))
  process.stdout.write(
    `${count} approved in ${((performance.now() - queued) / 1_000).toFixed(0)} s, none sent\n`,
  )
  await stopped(web)
  await fetch(`${stand.quickbooks.url}/simulator/log`, { method: 'DELETE' })

  stand.run('dist/src/main.js', ['worker'])
  const calls = await untilCreated(count)
  const sends = calls.filter((call) => call.status === 200 && /\/(invoice|batch)$/.test(call.path))
  const at = sends.map((call) => Date.parse(call.at))
  const spanMs = Math.max(...at) - Math.min(...at)
  const refused = calls.filter((call) => call.status === 429).length
  // The first one opens the span: the others are what left in it.
  const ideal = inBatches ? 40 : 500
  const rate = ((sends.length - 1) / spanMs) * MINUTE
  const invoices = inBatches ? ((count - Math.min(30, count)) / spanMs) * MINUTE : rate
  const idealInvoices = inBatches ? 1_200 : 500
  process.stdout.write(
    [
      `floor     ${idealInvoices} invoices a minute: ${ideal} ${inBatches ? 'batches of 30' : 'calls'}, as Intuit admits`,
      `milepost  ${invoices.toFixed(1)} invoices a minute in ${sends.length} calls over ${(spanMs / 1_000).toFixed(1)} s`,
      `pace: ${((invoices / idealInvoices) * 100).toFixed(1)} % of the floor, ${refused} refused with 429, ${calls.length} calls in all\n`,
    ].join('\n'),
  )
  process.exitCode = refused === 0 ? 0 : 1
} finally {
  await stand.close()
}

async function stopped(program) {
  program.kill('SIGTERM')
  await new Promise((resolve) => program.once('exit', resolve))
}

/** Deals of the portal, made there as many as it takes; Milepost hears of each. */
async function dealsFor(many) {
  const ids = []
  for (let n = 1; n <= many; n += 1) {
    const deal = await send(
      `${stand.hubspot.url}/crm/v3/objects/deals`,
      'POST',
      {
        properties: {
          dealname: `Bench ${n}`,
          dealstage: 'appointmentscheduled',
          amount: String(PER_DEAL * 10),
          deal_currency_code: 'USD',
        },
      },
      'pat-bench',
    )
    ids.push(deal.id)
  }
  for (let tries = 0; ; tries += 1) {
    await api('POST', '/sync/check-now', {})
    const known = await Promise.all(ids.map((id) => api('GET', `/deals/${id}`).catch(() => null)))
    if (known.every(Boolean)) return ids
    if (tries > 60) throw new Error('the deals never arrived')
    await pause(500)
  }
}

async function plan(dealId, many) {
  await api('PUT', `/deals/${dealId}/schedule`, {
    billingType: 'fixed',
    contractValue: { amount: String(many * 10), currency: 'USD' },
    customer: { quickbooksId: '1' },
    milestones: Array.from({ length: many }, (_, index) => ({
      name: `Milestone ${index + 1}`,
      amount: { amount: '10', currency: 'USD' },
    })),
  })
  return (await api('GET', `/deals/${dealId}`)).milestones.map((milestone) => milestone.id)
}

async function inFours(list, act) {
  const waiting = [...list]
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next)
    }),
  )
}

/** Waits until QuickBooks holds that many new invoices; answers every call that it was asked meanwhile. */
async function untilCreated(many) {
  for (;;) {
    await pause(1_000)
    const { items } = await send(`${stand.quickbooks.url}/simulator/log`, 'GET')
    const created = items.reduce((sum, call) => sum + invoicesIn(call), 0)
    if (created >= many) return items
  }
}

function invoicesIn({ path, status, body }) {
  if (status !== 200) return 0
  if (path.endsWith('/invoice')) return 1
  return path.endsWith('/batch') ? JSON.parse(body).BatchItemRequest.length : 0
}

function api(method, path, body) {
  return send(`${stand.url}/api/v1${path}`, method, body, stand.token)
}

async function send(url, method, body, token) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 300)}`)
  return text === '' ? null : JSON.parse(text)
}
