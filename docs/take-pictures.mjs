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

/** Waits until what the page asked for has come, so that no grey box is in the picture. */
async function take(name, ready) {
  await page.getByText(ready).first().waitFor()
  await page.waitForTimeout(800)
  await page.screenshot({ path: file(name), animations: 'disabled' })
}

try {
  await page.goto(address)
  await page.getByText('Continue as Olivia Marsh').first().click()
  await take('home', 'Seasonal Catalogue')
  await page.goto(`${address}/deals`)
  await page.getByText('Brand Redesign').first().click()
  await take('deal', 'Visual identity delivered')
  await page.goto(`${address}/deals`)
  await page.getByText('Spring Campaign').first().click()
  await page.getByText('Plan the milestones').click()
  await page.getByText('3-phase').first().click()
  await take('plan', 'Saving bills nothing')
  await page.goto(`${address}/connections`)
  await take('connections', 'QuickBooks')
} finally {
  await browser.close()
}
