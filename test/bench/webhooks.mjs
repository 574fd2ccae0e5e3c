/**
 * Webhook answers a second, each durable before it is given: Milepost's web process beside the floor, express and one
 * INSERT on the same PostgreSQL. Rounds alternate, so that a busy machine is as unkind to both.
 *
 *   npm run bench            or, built already: node test/bench/webhooks.mjs [seconds a round] [rounds]
 */
import { createHmac, randomUUID } from 'node:crypto'
import autocannon from 'autocannon'
import { freePort, median, openStand, untilAnswers } from './stand.mjs'

const [seconds = 4, rounds = 3] = process.argv.slice(2).map(Number)
const CONNECTIONS = 50

const stand = await openStand()
try {
  stand.run('dist/src/main.js', ['web'])
  const floorPort = await freePort()
  stand.run('test/bench/floor-webhook.mjs', [], { PORT: String(floorPort) })
  const places = { milepost: stand.url, floor: `http://127.0.0.1:${floorPort}` }
  for (const url of Object.values(places)) await untilAnswers(`${url}/ready`)

  const seen = { milepost: [], floor: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, url] of Object.entries(places)) seen[name].push(await shoot(url))
  }
  const rate = (name) => median(seen[name].map((each) => each.rate))
  const p99 = (name) => median(seen[name].map((each) => each.p99))
  for (const name of ['floor', 'milepost'])
    process.stdout.write(`${name.padEnd(9)} ${Math.round(rate(name))} answers/s, p99 ${p99(name)} ms\n`)
  process.stdout.write(`webhooks: ${(rate('milepost') / rate('floor')).toFixed(2)} of the floor\n`)
} finally {
  await stand.close()
}

/** Every delivery is another event, signed as Intuit signs. */
async function shoot(url) {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/webhooks/quickbooks',
        setupRequest: (request) => {
          const body = JSON.stringify([
            {
              specversion: '1.0',
              id: randomUUID(),
              source: 'intuit.bench',
              type: 'qbo.invoice.updated.v1',
              time: new Date().toISOString(),
              intuitentityid: String(Math.floor(Math.random() * 1e6)),
              intuitaccountid: stand.account.realmId,
              data: {},
            },
          ])
          const signature = createHmac('sha256', stand.secrets.verifier).update(body).digest('base64')
          return {
            ...request,
            body,
            headers: { 'content-type': 'application/json', 'intuit-signature': signature },
          }
        },
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`)
  return { rate: result.requests.average, p99: result.latency.p99 }
}
