/**
 * The client's page as a phone has it: Chromium with a processor four times slower and a slow 4G line, nothing kept from
 * before. Says bytes, requests, and when the largest piece is painted, beside the goals; then the same page without scripts,
 * and what the console loads first. Needs a running program on the embedded default with its demo company:
 *
 *   npm start                                       (until "The demo company is ready")
 *   node test/bench/portal.mjs data /usr/bin/chromium [visits]
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'

const [dataDir = 'data', executablePath = '/usr/bin/chromium', count = '7'] = process.argv.slice(2)
const { app, apiToken } = JSON.parse(readFileSync(path.join(dataDir, 'endpoints.json'), 'utf8'))

/** Chrome's own preset “Slow 4G”: 1.6 Mbit/s less a tenth, and 150 ms a round trip as a request feels it. */
const SLOW_4G = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1.6 * 1024 * 1024 * 0.9) / 8,
  uploadThroughput: (750 * 1024 * 0.9) / 8,
}
/** A line of 150 ms as most people mean it: the round trip alone. */
const PLAIN_4G = { ...SLOW_4G, latency: 150 }

async function api(method, address, body) {
  const response = await fetch(`${app}/api/v1${address}`, {
    method,
    headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** A link to a deal with work that waits for its client. */
async function link() {
  const { items } = await api('GET', '/approvals')
  const asked = items.find(({ kind }) => kind === 'milestone')
  if (asked) return (await api('POST', `/rounds/${asked.roundId}/links`, { approverId: '1' })).url
  throw new Error('no work waits for a client: is the demo company ready?')
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0
const say = (what, found, goal) => process.stdout.write(`${what.padEnd(44)} ${found.padEnd(34)} ${goal}\n`)
const ms = (numbers) => `${Math.round(middle(numbers))} ms (worst ${Math.round(Math.max(...numbers))})`

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })

/** One visit with nothing kept; times in milliseconds, sizes in bytes on the line. */
async function visit(url, line) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', line)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const asked = []
  session.on('Network.requestWillBeSent', ({ request }) => asked.push(request.url))
  const types = new Map()
  session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type))
  const sizes = new Map()
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    sizes.set(requestId, encodedDataLength),
  )
  await page.addInitScript(() => {
    globalThis.seen_ = { lcp: 0, shift: 0 }
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) globalThis.seen_.lcp = startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) globalThis.seen_.shift += value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(500)
  const seen = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation')
    return { ...globalThis.seen_, first: navigation.responseStart, raw: navigation.decodedBodySize }
  })
  const of = (type) =>
    [...sizes].filter(([id]) => types.get(id) === type).reduce((sum, [, bytes]) => sum + bytes, 0)
  await context.close()
  return {
    ...seen,
    requests: asked.length,
    foreign: asked.filter((each) => !each.startsWith(app) && !each.startsWith('data:')).length,
    page: of('Document'),
    pictures: of('Image'),
    scripts: of('Script'),
  }
}

/** What a browser without scripts shows and can send. */
async function withoutScripts(url) {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(url)
  const forms = await page.locator('form button').count()
  const asks = await page.getByRole('heading', { level: 2 }).first().textContent()
  await context.close()
  return { forms, asks }
}

/** Scripts and styles of the console's first page, packed as a proxy in front of it would. */
async function consoleBytes() {
  const context = await browser.newContext()
  const page = await context.newPage()
  let bytes = 0
  const counted = []
  page.on('response', (response) => {
    if (/\.(?:js|css)$/.test(new URL(response.url()).pathname))
      counted.push(
        response
          .body()
          .then((body) => gzipSync(body).length)
          .then((length) => {
            bytes += length
          })
          .catch(() => undefined),
      )
  })
  await page.goto(`${app}/sign-in`, { waitUntil: 'networkidle' })
  await Promise.all(counted)
  await context.close()
  return bytes
}

try {
  const url = await link()
  // Once unmeasured: the program and the browser warm up.
  await visit(url, PLAIN_4G)
  for (const [name, line] of [
    ['150 ms line', PLAIN_4G],
    ['“Slow 4G”, 562 ms', SLOW_4G],
  ]) {
    const visits = []
    for (let at = 0; at < Number(count); at += 1) visits.push(await visit(url, line))
    const [one] = visits
    const goal = name.startsWith('150') ? '' : 'goal: 800 ms'
    say(`largest paint, ${name}`, ms(visits.map(({ lcp }) => lcp)), goal)
    say(`  first byte of the page`, ms(visits.map(({ first }) => first)), '')
    if (line === SLOW_4G) {
      say('layout shift', String(Math.max(...visits.map(({ shift }) => shift))), 'goal: 0')
      say('scripts on the line', `${one.scripts} bytes`, 'goal: 15,000 bytes')
      say('the page on the line', `${one.page} bytes (${one.raw} unpacked)`, '')
      say('pictures on the line', `${one.pictures} bytes`, '')
      say('requests, to others', `${one.requests}, ${one.foreign}`, 'goal: none to others')
    }
  }
  const { forms, asks } = await withoutScripts(url)
  say('without scripts', `${forms} buttons; “${asks?.trim()}”`, 'goal: all of it')
  say('the console, first load', `${await consoleBytes()} bytes`, 'goal: 250,000 bytes')
} finally {
  await browser.close()
}
