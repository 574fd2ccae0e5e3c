import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { billFirst, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const CUSTOMER = { id: '19', name: 'Rago Travel Agency' }

/** A part payment comes: who owes the rest is found by name, and opened with what came on which invoice. */
export function lookAtOutstanding(stage: () => Stage): void {
  story(
    'a bookkeeper finds who owes what, and what that customer was invoiced and paid',
    stage,
    async (here) => {
      const name = `Trip ${randomUUID().slice(0, 8)}`
      const id = await plannedDeal(here, name, [{ name: 'Concept' }, { name: 'Build' }], CUSTOMER.id)
      await payPart(here, await billFirst(here, id), 1500)
      await api(here.home, '/sync/check-now', {})
      const [invoice] = (await api<DealPageView>(here.home, `/deals/${id}`)).invoices
      const number = must(must(invoice).docNumber)

      const { page } = await here.enter('Beth Sandoval')
      await page.getByRole('link', { name: 'Invoices', exact: true }).click()
      await page.getByRole('link', { name: 'Outstanding', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: /outstanding/i }).waitFor()
      await page.getByRole('textbox', { name: 'Search customers' }).fill('rago')
      const table = page.getByRole('table', { name: 'Customers' })
      const row = table.getByRole('row').filter({ has: page.getByRole('link', { name: CUSTOMER.name }) })
      await row.getByText(/open invoice/).waitFor()
      await table.getByRole('row').nth(2).waitFor({ state: 'detached' })

      const saved = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Table of these customers' }).click()
      const file = await saved
      expect(file.suggestedFilename()).toMatch(/^outstanding-\d{4}-\d\d-\d\d\.csv$/)
      const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
      expect(lines.filter((line) => line.startsWith('invoice,')).join('\n')).toContain(`,${number},`)
      expect(lines.filter((line) => line.startsWith('customer,'))).toHaveLength(1)

      await page.getByRole('radiogroup', { name: 'Which customers' }).getByText('Late').click()
      await page.getByText('No customer matches').waitFor()
      await page.getByRole('button', { name: 'Show all customers' }).click()
      await page.getByRole('textbox', { name: 'Search customers' }).fill('rago')
      await table.getByRole('row').nth(2).waitFor({ state: 'detached' })
      await page.getByRole('heading', { level: 1 }).click()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')

      await page.getByRole('heading', { level: 1, name: CUSTOMER.name }).waitFor()
      await page.getByRole('region', { name: 'In USD' }).getByText('none of it late').waitFor()
      const came = page.getByRole('list', { name: `What came on invoice ${number}` })
      await came.getByText('Payment CHQ-19').waitFor()
      await came.getByText('$1,500.00', { exact: true }).waitFor()
      const billed = page
        .getByRole('row')
        .filter({ has: page.getByRole('link', { name: number, exact: true }) })
      await billed.getByText('Partially paid').last().waitFor()
      await billed.getByText('$2,500.00', { exact: true }).last().waitFor()

      await page.getByRole('link', { name: number, exact: true }).click()
      await page.getByRole('heading', { level: 1, name: `Invoice ${number}` }).waitFor()
      await page.getByRole('link', { name: CUSTOMER.name }).click()
      await page.getByRole('link', { name: `${name} · Concept` }).click()
      await page.getByRole('link', { name: 'All its invoices' }).click()
      await page.getByRole('heading', { level: 1, name: CUSTOMER.name }).waitFor()
    },
  )
}

/** A cheque over a part of an invoice, received in QuickBooks. */
async function payPart({ at }: Stage, invoiceId: string, amount: number): Promise<void> {
  const { baseUrl, realmId, accessToken } = at.quickbooks
  const answer = await fetch(`${baseUrl}/v3/company/${realmId}/payment?minorversion=75`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      CustomerRef: { value: CUSTOMER.id },
      TotalAmt: amount,
      PaymentRefNum: 'CHQ-19',
      Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoiceId, TxnType: 'Invoice' }] }],
    }),
  })
  if (!answer.ok) throw new Error(`QuickBooks answered ${answer.status}: ${await answer.text()}`)
}
