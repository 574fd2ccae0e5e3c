import { randomUUID } from 'node:crypto'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { png } from '../fixtures/sample-files'
import { api, endpointsOf } from '../outside/running-program'
import { look } from './look-at-every-page'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const ana = { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }
const hostile = (where: string) =>
  `${where} "'><img src=x onerror="window.hostile=1"><script>window.hostile=1</script>`

/** How the client looks: on a phone without scripts, and at a desk with them. */
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }

/** A deal whose first milestone is submitted with a picture; answers where Ana Ruiz finds it. */
async function submitted(here: Stage, name: string, words: (text: string) => string = (text) => text) {
  const approval = { required: true, approvers: [{ ...ana, name: words(ana.name) }] }
  const dealId = await plannedDeal(here, name, [
    { name: words('Concept'), approval, criteria: [words('Three drafts')], deliverable: words('A folder') },
    { name: words('Launch'), approval },
  ])
  const { id } = must((await api<DealPageView>(here.home, `/deals/${dealId}`)).milestones[0])
  await attach(here, id, words('The lobby'))
  await api(here.home, `/milestones/${id}/submit`, { note: words('Please have a look') })
  const { url } = await api<{ url: string }>(here.home, `/deals/${dealId}/links`, ana)
  return { dealId, milestoneId: id, url }
}

async function attach({ home }: Stage, milestoneId: string, note: string): Promise<void> {
  const form = new FormData()
  form.set('note', note)
  form.set('file', new Blob([new Uint8Array(png)]), 'lobby.png')
  const headers = { authorization: `Bearer ${endpointsOf(home).apiToken}` }
  const at = `${home.url}/api/v1/milestones/${milestoneId}/evidence`
  const answer = await fetch(at, { method: 'POST', headers, body: form })
  if (!answer.ok) throw new Error(`the picture was answered with ${answer.status}: ${await answer.text()}`)
}

/** Opens one way to answer, fills it, and presses its button. */
async function answer(page: Page, way: string, button: string, typed: { reason?: [string, string] } = {}) {
  await page.locator('summary', { hasText: way }).click()
  const form = page.locator('details[open] form')
  if (typed.reason) await form.getByLabel(typed.reason[0]).fill(typed.reason[1])
  await form.getByLabel('Your full name, as your signature').fill('Ana Ruiz')
  await form.getByRole('checkbox').check()
  await form.getByRole('button', { name: button }).click()
}

/** From the link to the decision, as a client has it. */
export function answerAsTheClient(stage: () => Stage): void {
  story(
    'a client without scripts asks for changes on a phone, then approves and signs',
    stage,
    async (here) => {
      const name = `Atrium ${randomUUID().slice(0, 8)}`
      const { dealId, milestoneId, url } = await submitted(here, name)
      const { page, watch } = await here.open('Ana Ruiz', phone)
      await page.goto(url)
      await page.getByRole('heading', { name: 'Please look at Concept' }).waitFor()
      const picture = page.getByText('The lobby')
      await picture.scrollIntoViewIfNeeded()
      await page.getByText('Three drafts').waitFor()

      // Sent without a reason: the form stays open, says so, and keeps the name.
      await answer(page, 'Ask for changes', 'Ask for changes')
      await page.getByText('Say what should change.').waitFor()
      watch.forgive(/422/)
      expect(await page.locator('details[open] form').getByLabel('Your full name').inputValue()).toBe(
        'Ana Ruiz',
      )
      await page.locator('details[open]').getByLabel('What should change?').fill('Warmer colours')
      await page.locator('details[open]').getByRole('button', { name: 'Ask for changes' }).click()
      await page.getByText('Thank you. Your answer is recorded.').waitFor()
      await page.getByText('You asked for changes. It went back').waitFor()

      await api(here.home, `/milestones/${milestoneId}/submit`, { note: 'Warmer now' })
      await page.goto(url)
      await answer(page, 'Approve', 'Approve Concept')
      await page.getByText('You approved it. It is accepted.').waitFor()
      await page.reload()
      await page.getByText('Nothing needs your answer now.').waitFor()

      const invoiced = await eventually('the invoice', async () => {
        await page.goto(url)
        return (await page.getByRole('link', { name: /^PDF Invoice/ }).count()) > 0 ? true : null
      })
      expect(invoiced).toBe(true)
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /^PDF Invoice/ }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/^Invoice .+\.pdf$/)

      const order = await api<{ id: string }>(here.home, `/deals/${dealId}/change-orders`, {
        reason: 'A second language',
        lines: [{ op: 'add', milestone: { name: 'Dutch', amount: { amount: '1250.00', currency: 'USD' } } }],
      })
      await api(here.home, `/change-orders/${order.id}/send`, {})
      await page.goto(url)
      await page.getByRole('heading', { name: 'Please decide on CO-1' }).waitFor()
      await answer(page, 'Approve', 'Approve CO-1')
      await page.getByText('You approved it.').waitFor()
      await page.getByText('$13,250.00').first().waitFor()
    },
  )

  story('a client accepts a part at a desk by keyboard, having read what it means', stage, async (here) => {
    const { url } = await submitted(here, `Foyer ${randomUUID().slice(0, 8)}`)
    const { page } = await here.open('Ana Ruiz')
    await page.goto(url)
    await page.locator('summary', { hasText: 'Accept part' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('80 %')
    await page.keyboard.press('Enter')
    await page.getByText('You accept $3,200.00, which Harbour & Co can then bill').waitFor()
    const form = page.locator('details[open] form')
    await form.getByLabel('Your full name').fill('Ana Ruiz')
    await form.getByRole('checkbox').focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('You accepted a part of it.').waitFor()
    expect(
      await page.evaluate(() =>
        performance.getEntriesByType('resource').every(({ name }) => name.startsWith(location.origin)),
      ),
    ).toBe(true)
  })

  story('axe finds nothing on the client’s page, nor on one that opens nothing', stage, async (here) => {
    const { url } = await submitted(here, `Façade ${randomUUID().slice(0, 8)}`)
    const { page, watch } = await here.open('Ana Ruiz')
    await page.goto(url)
    const found = await look(page, 'the client’s page')
    await page.locator('summary', { hasText: 'Approve' }).click()
    found.push(...(await look(page, 'the form')))
    await page.locator('details[open] form button[type=submit]').click()
    await page.getByText('Type your name: it is your signature.').first().waitFor()
    watch.forgive(/422/)
    found.push(...(await look(page, 'the refused form')))
    await page.goto(`${here.home.url}/portal/nobody`)
    watch.forgive(/404/)
    found.push(...(await look(page, 'a link that opens nothing')))
    expect(found).toEqual([])
  })

  story('scripts in what others typed are words on the client’s page', stage, async (here) => {
    const { url } = await submitted(here, hostile('Deal'), hostile)
    const { page } = await here.open('Ana Ruiz')
    await page.goto(url)
    await page.getByText(hostile('Please have a look')).first().waitFor()
    await answer(page, 'Ask for changes', 'Ask for changes', {
      reason: ['What should change?', hostile('Warmer')],
    })
    await page.getByText(hostile('Warmer')).first().waitFor()
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(await page.evaluate(() => Reflect.get(window, 'hostile'))).toBeUndefined()
  })
}
