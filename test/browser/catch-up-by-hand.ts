import { goToDeal, rowOf, says } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A bookkeeper catches up with invoices of a job that began before Milepost, and takes one back. */
export function catchUpByHand(stage: () => Stage): void {
  story('invoices of a job begun before are matched, linked and let go', stage, async (here) => {
    const name = 'Begun before'
    const customer = '11'
    await plannedDeal(
      here,
      name,
      [{ name: 'Groundwork' }, { name: 'Paving' }, { name: 'Planting' }],
      customer,
    )
    for (const [text, amount] of [
      ['Groundwork and drains', 4_000],
      ['Paving', 4_000],
      ['Gravel', 310],
    ] as const)
      await madeInQuickBooks(here, customer, text, amount)

    const { page } = await here.enter('Beth Sandoval')
    await goToDeal(page, name)
    await page.getByRole('link', { name: 'Catch up' }).click()
    await page.getByRole('heading', { level: 1, name: 'Catch up with QuickBooks' }).waitFor()
    const list = page.getByRole('list', { name: 'Milestones and their invoices' })
    const tick = (milestone: string) =>
      page.getByRole('checkbox', { name: `Link an invoice to ${milestone}` })
    await list.getByText('name in line 1').first().waitFor()
    expect([await tick('Groundwork').isChecked(), await tick('Paving').isChecked()]).toEqual([true, true])
    expect(await tick('Planting').isDisabled()).toBe(true)
    await page.getByText('No open milestone of $310.00 without tax.').waitFor()
    await page.getByText('2 invoices, $8,000.00 will count as billed').waitFor()

    // By the keyboard: one is let out, and taken in again.
    await tick('Paving').focus()
    await page.keyboard.press('Space')
    await page.getByText('1 invoice, $4,000.00 will count as billed').waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Link 2 invoices' }).click()
    const done = page.getByRole('status').filter({ hasText: 'Linked 2 invoices: $8,000.00 counts as billed' })
    await done.waitFor()
    // Let go and linked again at once: what that would do is said anew, and it is done anew.
    const letGo = page.getByRole('status').getByRole('button', { name: /^Unlink invoice/ })
    await letGo.first().click()
    await page
      .getByRole('status')
      .filter({ hasText: /^Linked 1 invoice(?!:)/ })
      .waitFor()
    await letGo.click()
    await page.getByText('2 invoices, $8,000.00 will count as billed').waitFor()
    await page.getByRole('button', { name: 'Link 2 invoices' }).click()
    await done.waitFor()
    await done.getByRole('link', { name: 'See the deal' }).click()
    await says(page, 'Groundwork', 'Invoiced, not sent')
    await says(page, 'Paving', 'Invoiced, not sent')

    const rows = page.getByRole('table', { name: 'Invoices' }).getByRole('row')
    await rows
      .filter({ hasText: 'Paving' })
      .getByRole('button', { name: /^Unlink invoice/ })
      .click()
    await says(page, 'Paving', 'Pending')
    await rowOf(page, 'Groundwork').getByText('Invoiced, not sent', { exact: true }).waitFor()
    expect(await rows.filter({ hasText: 'Paving' }).count()).toBe(0)
  })
}

async function madeInQuickBooks(
  { at }: Stage,
  customer: string,
  text: string,
  amount: number,
): Promise<void> {
  const { baseUrl, realmId, accessToken } = at.quickbooks
  const answer = await fetch(`${baseUrl}/v3/company/${realmId}/invoice?minorversion=75`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      CustomerRef: { value: customer },
      Line: [
        {
          Amount: amount,
          Description: text,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
        },
      ],
    }),
  })
  if (!answer.ok) throw new Error(`QuickBooks answered ${answer.status}: ${await answer.text()}`)
}
