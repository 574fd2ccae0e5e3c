/**
 * Takes the pictures of these documents from the demo company:
 *
 *   npm start                                   (in an empty DATA_DIR, until "The demo company is ready")
 *   node docs/take-pictures.mjs http://127.0.0.1:3000 /usr/bin/chromium
 */
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const [address = 'http://127.0.0.1:3000', executablePath = '/usr/bin/chromium'] = process.argv.slice(2)
const file = (name) => fileURLToPath(new URL(`pictures/${name}.png`, import.meta.url))

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, deviceScaleFactor: 1 })

/** Waits until what the page asked for has come, so that no grey box is in the picture; `whole` takes all of a long page. */
async function take(name, ready, whole = false) {
  await page.getByText(ready).first().waitFor()
  await page.waitForTimeout(800)
  await page.screenshot({ path: file(name), animations: 'disabled', fullPage: whole })
}

/** A deal's page, by its name. */
async function open(deal) {
  await page.goto(`${address}/deals`)
  await page.getByText(deal).first().click()
}

try {
  await page.goto(address)
  await page.getByText('Continue as Olivia Marsh').first().click()
  await page.getByText('All open deals').waitFor()
  await take('home', 'Seasonal Catalogue', true)

  await open('Brand Redesign')
  await take('deal', 'Visual identity delivered')
  await page.getByRole('tab', { name: /^Change orders/ }).click()
  await page.getByRole('link', { name: /CO-2/ }).first().click()
  await take('change-order', 'Half of the staff')
  await open('Brand Redesign')
  await page.getByRole('tab', { name: /^Documents/ }).click()
  await page.getByText('Amounts against the agreement').waitFor()
  await page.getByRole('tab', { name: /^Documents/ }).evaluate((tab) => tab.scrollIntoView())
  await page.mouse.wheel(0, -80)
  await take('documents', 'SOW-17, signed.pdf')

  await open('Clubhouse Interior')
  await take('held-back', 'Application for payment', true)
  await page.getByRole('link', { name: 'Review' }).click()
  await take('prepared', 'Not in QuickBooks yet')
  await page.goto(`${address}/invoices/monthly`)
  await page.getByRole('button', { name: 'Bill now…' }).click()
  await take('monthly', /^1 invoice of/)

  await open('Spring Campaign')
  await page.getByText('Plan the milestones').click()
  await page.getByText('HubSpot line items').click()
  await take('start-from', 'Photographs and film')
  await open('Spring Campaign')
  await page.getByText('Plan the milestones').click()
  await page.getByText('3-phase').first().click()
  // Closed, the terms leave room for the milestones below them.
  await page.getByRole('button', { name: /^Contract/ }).first().click()
  await take('plan', 'Saving bills nothing')

  await open('Portfolio Site')
  await page.getByRole('link', { name: 'Catch up' }).click()
  await take('catch-up', 'Site live')
  await page.goto(`${address}/templates`)
  await take('templates', 'Website, the way we do it')
  await page.goto(`${address}/connections`)
  await take('connections', 'QuickBooks')
} finally {
  await browser.close()
}
