/**
 * Milestones from end to end: completed over HTTP, invoiced in QuickBooks, told to HubSpot. Milepost in one process,
 * durable and paced within Intuit's limits, beside a script that keeps nothing and paces nothing. Because the pace
 * bounds what Milepost does in a second, what is compared is the processor time of a milestone.
 *
 *   npm run bench            or, built already: node test/bench/milestones.mjs [milestones]
 */
import { setTimeout as pause } from 'node:timers/promises'
import { cpuMs, openStand, untilAnswers } from './stand.mjs'

const [count = 60] = process.argv.slice(2).map(Number)
/** The first ones warm both up. */
const WARM = 10

const stand = await openStand()
try {
  const program = stand.run('dist/src/main.js', ['all'])
  await untilAnswers(`${stand.url}/ready`)
  let deal
  while (!deal) {
    await pause(100)
    deal = (await api('GET', '/deals?sort=amount')).items[0]
  }
  await plan(deal.id, count + WARM)
  const scriptPort = Number(stand.settings.PORT) + 1
  const script = stand.run('test/bench/floor-script.mjs', [], {
    PORT: String(scriptPort),
    REALM: stand.account.realmId,
    DEAL: deal.id,
  })
  await untilAnswers(`http://127.0.0.1:${scriptPort}/ready`)

  const { milestones } = await api('GET', `/deals/${deal.id}`)
  const complete = (each) => api('POST', `/milestones/${each.id}/complete`, {})
  const bill = (each, index) =>
    send(`http://127.0.0.1:${scriptPort}/complete`, 'POST', { name: each.name, amount: 10, billed: index })
  const settled = (many) => () => invoiced(deal.id, many)

  await each(milestones.slice(0, WARM), complete, settled(WARM))
  await each(milestones.slice(0, WARM), bill, async () => true)
  const idle = await spend(program.pid, () => pause(3_000))
  const ours = await spend(program.pid, () => each(milestones.slice(WARM), complete, settled(count + WARM)))
  const floor = await spend(script.pid, () => each(milestones.slice(WARM), bill, async () => true))
  const own = (ours.cpu - (idle.cpu / idle.ms) * ours.ms) / count
  say('script', floor.cpu / count, count / (floor.ms / 1000))
  say('milepost', own, count / (ours.ms / 1000))
  process.stdout.write(
    `milestones: ${(own / (floor.cpu / count)).toFixed(1)} times the script's processor time\n`,
  )
} finally {
  await stand.close()
}

function say(name, cpu, rate) {
  process.stdout.write(
    `${name.padEnd(9)} ${cpu.toFixed(1)} ms of processor a milestone, ${rate.toFixed(1)} a second\n`,
  )
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
}

/** Four at a time, as a busy office might; ends when the last effect shows. */
async function each(list, act, shows) {
  const waiting = [...list.entries()]
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await act(next[1], next[0])
    }),
  )
  while (!(await shows())) await pause(250)
}

/** QuickBooks holds that many of ours, and the deal in HubSpot says the sum. */
async function invoiced(dealId, many) {
  const path = `/crm/v3/objects/deals/${dealId}?properties=milepost_billed`
  const answer = await send(`${stand.hubspot.url}${path}`, 'GET', undefined, 'pat-bench')
  return Number(answer.properties.milepost_billed) === many * 10
}

async function spend(pid, work) {
  const before = cpuMs(pid)
  const began = performance.now()
  await work()
  return { cpu: cpuMs(pid) - before, ms: performance.now() - began }
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
