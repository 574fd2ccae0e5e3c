import AxeBuilder from '@axe-core/playwright'
import { chromium, type Page } from 'playwright-core'
import type { EmbeddedProgram } from '../fixtures/embedded-program'

/**
 * Looks at a milestone “Strategy” that silence accepted on 30 November 2026, as people do: the client on a phone, a member at
 * a desk, the bookkeeper in QuickBooks. Each page calls it silence, and axe finds nothing on ours.
 */
export async function lookAtSilence(
  chromiumPath: string,
  { url, at }: Pick<EmbeddedProgram, 'url' | 'at'>,
  found: { readonly dealId: string; readonly token: string; readonly invoiceId: string },
): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  const open = async (address: string, width: number): Promise<Page> => {
    const viewport = { width, height: 844 }
    const context = await browser.newContext({ baseURL: url, viewport, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations
  try {
    const client = await open(`/portal/${found.token}`, 390)
    await client.getByText('Ana Ruiz, Project lead did not answer: accepted by silence').first().waitFor()
    expect(await violations(client)).toEqual([])

    const desk = await open('/sign-in', 1280)
    const people = desk.getByRole('region', { name: 'Harbour & Co' })
    await people.getByRole('button', { name: 'Continue as Beth Sandoval' }).click()
    await desk.getByRole('button', { name: 'Account: Beth Sandoval' }).waitFor()
    await desk.goto(`/deals/${found.dealId}`)
    await desk.getByRole('button', { name: 'Strategy', exact: true }).click()
    await desk
      .getByText('Ana Ruiz, Project lead did not answer in time: accepted by silence')
      .first()
      .waitFor()
    expect(await violations(desk)).toEqual([])

    const books = await open(
      `${at.quickbooks.baseUrl}/books/${at.quickbooks.realmId}/invoices/${found.invoiceId}`,
      1280,
    )
    await books
      .getByText(/ccepted by silence on 2026-11-30/)
      .first()
      .waitFor()
    expect(await books.getByText(/approved/i).count()).toBe(0)
  } finally {
    await browser.close()
  }
}
