import { randomUUID } from 'node:crypto'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { gif, pdf, png } from '../fixtures/sample-files'
import { api } from '../outside/running-program'
import { press, says } from './console-acts'
import { look } from './look-at-every-page'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const ana = { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }
const files = [
  { name: 'lobby.png', mimeType: 'image/png', buffer: png },
  { name: 'plan.gif', mimeType: 'image/gif', buffer: gif },
  { name: 'report.pdf', mimeType: 'application/pdf', buffer: pdf() },
]

/** Two people, two e-mails, two vendors: from end to end. */
const LONG_STORY_MS = 240_000

/** Work that is begun, and may be paid by card once it is billed. */
async function begun(here: Stage, name: string): Promise<string> {
  await api(here.home, '/workspace', { billing: { onlinePayment: { card: true, bank: null } } }, 'PATCH')
  const approval = { required: true, approvers: [ana] }
  return plannedDeal(here, name, [
    { name: 'Concept', approval, criteria: ['Three drafts'] },
    { name: 'Launch', approval },
  ])
}

const read = ({ home }: Stage, dealId: string) => api<DealPageView>(home, `/deals/${dealId}`)

/** A colleague asks for approval of what is attached. */
async function ask(page: Page, note: string): Promise<void> {
  await press(page, 'Ask for approval', 'Concept')
  const dialog = page.getByRole('dialog', { name: 'Ask for approval' })
  await dialog.getByLabel('A note to those who decide').fill(note)
  await dialog.getByRole('button', { name: 'Ask for approval' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** The client finds the newest e-mail that asks about this deal, and follows its button. */
async function openFromMailbox(
  page: Page,
  subject: string,
  times: number,
  found: string[] | null,
): Promise<void> {
  await eventually(`e-mail ${times} “${subject}”`, async () => {
    await page.goto('/mailbox')
    return (await page.getByRole('link', { name: subject }).count()) >= times ? true : null
  })
  if (found) found.push(...(await look(page, 'the mailbox')))
  await page.getByRole('link', { name: subject }).first().click()
  const letter = page.frameLocator('iframe[title="The e-mail"]')
  await letter.getByText('Opening the link approves nothing.').waitFor()
  if (found) found.push(...(await look(page, 'the e-mail')))
  await letter.getByRole('link', { name: 'Look at it and answer' }).click()
  await page.getByRole('heading', { name: 'Please look at Concept' }).waitFor()
}

/** A picture of what was submitted is shown, and not only its name. */
async function picture(page: Page, name: string): Promise<void> {
  const shown = page.locator('ul.pictures li').filter({ hasText: name }).locator('img')
  await shown.scrollIntoViewIfNeeded()
  await eventually(`the picture ${name}`, async () =>
    (await shown.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0))
      ? true
      : null,
  )
}

/** Opens one way to answer, fills its form as a person does, and sends it. */
async function answer(page: Page, way: string, button: string, reason?: string): Promise<void> {
  await page.locator('summary', { hasText: way }).click()
  const form = page.locator('details[open] form')
  if (reason !== undefined) await form.getByLabel('What should change?').fill(reason)
  await form.getByLabel('Your full name, as your signature').fill('Ana Ruiz')
  await form.getByRole('checkbox').check()
  await form.getByRole('button', { name: button }).click()
}

/** The files that QuickBooks keeps with an invoice, by name. */
async function filesInQuickBooks({ at }: Stage, invoiceId: string): Promise<string[]> {
  const { baseUrl, realmId, accessToken } = at.quickbooks
  const query = `select * from Attachable where AttachableRef.EntityRef.Type = 'invoice' and AttachableRef.EntityRef.value = '${invoiceId}'`
  const response = await fetch(
    `${baseUrl}/v3/company/${realmId}/query?query=${encodeURIComponent(query)}&minorversion=75`,
    { headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' } },
  )
  const { QueryResponse } = (await response.json()) as {
    QueryResponse: { Attachable?: { FileName: string }[] }
  }
  return (QueryResponse.Attachable ?? []).map(({ FileName }) => FileName).sort()
}

/** What HubSpot's deal says is paid. */
async function paidInHubSpot({ at }: Stage, dealId: string): Promise<string | null> {
  const { baseUrl, accessToken } = at.hubspot
  const response = await fetch(`${baseUrl}/crm/v3/objects/deals/${dealId}?properties=milepost_paid`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  return (
    ((await response.json()) as { properties: Record<string, string | null> }).properties['milepost_paid'] ??
    null
  )
}

/** Billed with its proof; then paid where QuickBooks lets clients pay; then everybody knows. */
async function fromInvoiceToPaid(here: Stage, dealId: string, client: Page, url: string): Promise<void> {
  const invoiceId = await eventually(
    'the invoice',
    async () => (await read(here, dealId)).milestones[0]?.invoices[0]?.quickbooksId,
  )
  await eventually('the certificate on the invoice', async () => {
    const names = await filesInQuickBooks(here, invoiceId)
    return names.includes('M1 Concept – acceptance certificate.pdf') && names.length === 4 ? names : null
  })
  await eventually('the invoice on the client’s page', async () => {
    await client.goto(url)
    return (await client.getByRole('link', { name: /^Pay Invoice/ }).count()) > 0 ? true : null
  })
  await client.getByRole('link', { name: /^PDF Certificate/ }).waitFor()
  await client.getByRole('link', { name: /^Pay Invoice/ }).click()
  await client.getByRole('button', { name: 'Pay 4,000.00 USD' }).click()
  await client.getByText('There is nothing left to pay. Thank you.').waitFor()

  await eventually('the payment on the deal', async () => {
    const { figures } = await read(here, dealId)
    return figures?.paid?.amount === '4000.00' ? true : null
  })
  await eventually('the payment in HubSpot', async () =>
    Number(await paidInHubSpot(here, dealId)) === 4000 ? true : null,
  )
  await eventually('the payment on the client’s page', async () => {
    await client.goto(url)
    return (await client.getByRole('link', { name: /^Pay Invoice/ }).count()) === 0 ? true : null
  })
  await client.getByText('1 of 2 done').waitFor()
}

/** Approval from end to end, as both sides have it in their browsers. */
export function fromMailToPaid(stage: () => Stage): void {
  story(
    'at a desk: submitted with pictures, e-mailed, sent back, approved, certified, invoiced and paid; axe finds nothing',
    stage,
    async (here) => {
      const name = `Pavilion ${randomUUID().slice(0, 8)}`
      const dealId = await begun(here, name)
      const [beth, client] = [await here.enter('Beth Sandoval'), await here.open('Ana Ruiz')]
      await beth.page.goto(`/deals/${dealId}`)
      await press(beth.page, 'Start', 'Concept')
      await beth.page.getByRole('button', { name: 'Concept', exact: true }).click()
      const pane = beth.page.getByRole('complementary', { name: 'Milestone 1 Concept' })
      await pane.locator('input[type=file]').last().setInputFiles(files)
      const evidence = pane.getByRole('list', { name: 'Evidence', exact: true })
      for (const file of files) await evidence.getByRole('link', { name: file.name }).first().waitFor()
      await ask(beth.page, 'First draft')

      const found: string[] = []
      const subject = `Please review “Concept” · ${name}`
      await openFromMailbox(client.page, subject, 1, found)
      const url = client.page.url()
      for (const file of files.slice(0, 2)) await picture(client.page, file.name)
      await client.page
        .getByRole('link', { name: /report\.pdf/ })
        .first()
        .waitFor()
      found.push(...(await look(client.page, 'what is asked')))
      await answer(client.page, 'Ask for changes', 'Ask for changes', 'Warmer colours')
      await client.page.getByText('You asked for changes. It went back').waitFor()

      await says(beth.page, 'Concept', 'Changes requested')
      await ask(beth.page, 'Warmer now')
      await openFromMailbox(client.page, subject, 2, null)
      await answer(client.page, 'Approve', 'Approve Concept')
      await client.page.getByText('You approved it. It is accepted.').waitFor()
      await fromInvoiceToPaid(here, dealId, client.page, url)
      found.push(...(await look(client.page, 'paid')))
      await says(beth.page, 'Concept', 'Paid')
      expect(found).toEqual([])
      // A picture that is still being drawn.
      const drawing = /thumbnail/
      if (beth.watch.troubles.some((trouble) => drawing.test(trouble))) beth.watch.forgive(drawing)
    },
    LONG_STORY_MS,
  )

  story(
    'on a phone without any script: the same, by forms alone',
    stage,
    async (here) => {
      const name = `Kiosk ${randomUUID().slice(0, 8)}`
      const dealId = await begun(here, name)
      const { id } = must((await read(here, dealId)).milestones[0])
      for (const { name: file, mimeType, buffer } of files) await attach(here, id, file, mimeType, buffer)
      await api(here.home, `/milestones/${id}/submit`, { note: 'First draft' })
      const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }
      const { page } = await here.open('Ana Ruiz', phone)
      const subject = `Please review “Concept” · ${name}`
      await openFromMailbox(page, subject, 1, null)
      const url = page.url()
      await picture(page, 'lobby.png')
      await answer(page, 'Ask for changes', 'Ask for changes', 'Warmer colours')
      await page.getByText('You asked for changes. It went back').waitFor()
      await api(here.home, `/milestones/${id}/submit`, { note: 'Warmer now' })
      await openFromMailbox(page, subject, 2, null)
      await answer(page, 'Approve', 'Approve Concept')
      await page.getByText('You approved it. It is accepted.').waitFor()
      await fromInvoiceToPaid(here, dealId, page, url)
    },
    LONG_STORY_MS,
  )
}

async function attach(
  { home, at }: Stage,
  milestoneId: string,
  name: string,
  type: string,
  bytes: Uint8Array,
): Promise<void> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), name)
  const answered = await fetch(`${home.url}/api/v1/milestones/${milestoneId}/evidence`, {
    method: 'POST',
    headers: { authorization: `Bearer ${at.apiToken}` },
    body: form,
  })
  if (!answered.ok) throw new Error(`${name} was answered with ${answered.status}: ${await answered.text()}`)
}
