/**
 * A plan of a thousand milestones in a real browser: how long it takes to open once its data is there, to type a
 * letter, to see a milestone at its new place, and to save. Needs a running program on the embedded default:
 *
 *   npm start                                       (until "Milepost is ready")
 *   node test/bench/long-plan.mjs data /usr/bin/chromium [milestones]
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const [dataDir = 'data', executablePath = '/usr/bin/chromium', count = '1000'] = process.argv.slice(2)
const { app, apiToken, hubspot } = JSON.parse(readFileSync(path.join(dataDir, 'endpoints.json'), 'utf8'))
const many = Number(count)

async function api(method, address, body) {
  const response = await fetch(`${app}/api/v1${address}`, {
    method,
    headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** A salesperson's new deal, once Milepost knows it. */
async function newDeal() {
  const dealname = `Bench ${Date.now()}`
  const form = { dealname, amount: '1000000', currency: 'USD', stage: 'default/closedwon' }
  const made = await fetch(`${hubspot.baseUrl}/portals/${hubspot.portalId}/deals`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  if (!made.ok) throw new Error(`HubSpot's page answered ${made.status}`)
  for (;;) {
    const { items } = await api('GET', '/deals?limit=200')
    const deal = items.find(({ name }) => name === dealname)
    if (deal !== undefined) return deal.id
    await pause(200)
  }
}

const usd = (amount) => ({ amount, currency: 'USD' })
const plan = {
  billingType: 'fixed',
  contractValue: usd('1000000.00'),
  milestones: Array.from({ length: many }, (_, at) => ({
    name: `Milestone ${at + 1}`,
    criteria: ['It is there', 'It works'],
    ...(at % 2 === 0 ? { share: { percent: '0.1' } } : { amount: usd(`${10 + at}.00`) }),
  })),
}
const say = (what, ms) => process.stdout.write(`${what.padEnd(46)} ${Math.round(ms)} ms\n`)
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const id = await newDeal()
  await api('PUT', `/deals/${id}/schedule`, plan)
  const page = await browser.newPage({ baseURL: app, viewport: { width: 1280, height: 860 } })
  // Between an event and the frame that shows its effect, as the browser itself counts.
  await page.addInitScript(() => {
    globalThis.frames_ = []
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'keydown') globalThis.frames_.push(duration)
    }).observe({ type: 'event', durationThreshold: 16 })
  })
  const frames = async () => page.evaluate(() => globalThis.frames_.splice(0))
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Continue as Olivia Marsh' }).first().click()
  await page.getByRole('button', { name: 'Account: Olivia Marsh' }).waitFor()

  const arrived = page
    .waitForResponse((answer) => answer.url().endsWith(`/deals/${id}`))
    .then(async (answer) => {
      await answer.finished()
      return performance.now()
    })
  await page.goto(`/deals/${id}/plan`)
  const field = page.getByRole('textbox', { name: 'Name of milestone 1', exact: true })
  await field.waitFor()
  say(`${many} milestones: open, after their data`, performance.now() - (await arrived))

  for (const [what, cell] of [
    ['a letter of a name', field],
    ['a digit of an amount', page.getByRole('textbox', { name: 'Amount of Milestone 2', exact: true })],
  ]) {
    await cell.click()
    await cell.fill('')
    await page.waitForTimeout(300)
    await frames()
    for (const key of '123456789') {
      await page.keyboard.press(key)
      await page.waitForTimeout(80)
    }
    const drawn = await frames()
    // The browser reports nothing below one frame.
    say(`${what}, to the frame that shows it: median`, middle(drawn) || 16)
    say(`${' '.repeat(what.length)}  slowest`, Math.max(16, ...drawn))
  }
  const handle = (name, at) => page.getByRole('button', { name: `Move ${name}, position ${at} of ${many}` })
  await handle('Milestone 3', 3).focus()
  await page.keyboard.press('Space')
  await page.waitForTimeout(300)
  await page.keyboard.press('ArrowDown')
  await page.waitForTimeout(300)
  await frames()
  let began = performance.now()
  await page.keyboard.press('Space')
  await handle('Milestone 3', 4).waitFor()
  say('a milestone put down, seen at its new place', performance.now() - began)

  began = performance.now()
  await page.getByRole('button', { name: 'Save the plan' }).click()
  await page.waitForURL(/\/deals\/\d+$/)
  await page.getByRole('list', { name: 'Milestones', exact: true }).waitFor()
  say('saved, and the deal’s page shown', performance.now() - began)
} finally {
  await browser.close()
}
