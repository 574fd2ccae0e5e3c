/**
 * How much of what Intuit admits is used while many invoices wait: completed over HTTP first, with nobody at work, then
 * created by one worker process against QuickBooks' own limits (10 calls a second, 500 a minute, 10 in flight, 40 batches
 * a minute), which its stand-in enforces to the call. Not one call may be refused.
 *
 *   node test/bench/pace.mjs [invoices] [batch]      2,000 take four minutes; with "batch", two
 */
import { setTimeout as pause } from 'node:timers/promises'
import { inFours, openDesk, send } from './open-desk.mjs'
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
const desk = openDesk({ ...stand, portalToken: 'pat-bench' })
try {
  // A worker learns the deals and lists; a web process alone then queues what is to be billed.
  const first = stand.run('dist/src/main.js', ['all'])
  await untilAnswers(`${stand.url}/ready`)
  const deals = await desk.dealsFor(Math.ceil(count / PER_DEAL), PER_DEAL * 10)
  await stopped(first)
  const web = stand.run('dist/src/main.js', ['web'])
  await untilAnswers(`${stand.url}/ready`)
  const ids = []
  for (const deal of deals) ids.push(...(await desk.plan(deal, Math.min(PER_DEAL, count - ids.length))))
  const queued = performance.now()
  await inFours(ids, desk.complete)
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
