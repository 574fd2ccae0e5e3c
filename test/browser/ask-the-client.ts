import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { PortalPage } from '../../src/http/contract/portal'
import { must } from '../fixtures/must'
import { press, says } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Answers by link as the client's page does. */
async function answer(url: string, verb: string, more: object): Promise<number> {
  const at = url.replace('/portal/', '/api/portal/')
  const page = (await (await fetch(at)).json()) as PortalPage
  const { id } = must(page.milestones.find(({ review }) => review?.mayDecide))
  const { csrf, version } = page
  const body = JSON.stringify({ csrf, version, name: 'Ana Ruiz', confirm: true, ...more })
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${at}/milestones/${id}/${verb}`, { method: 'POST', headers, body })).status
}

async function submit(page: Page, note: string): Promise<void> {
  await press(page, 'Ask for approval', 'Concept')
  const dialog = page.getByRole('dialog', { name: 'Ask for approval' })
  await dialog.getByText('Ana Ruiz, Project lead · ana@client.example').waitFor()
  await dialog.getByText('One thing is missing').waitFor()
  const ask = dialog.getByRole('button', { name: 'Ask for approval' })
  expect(await ask.isDisabled()).toBe(true)
  await dialog.getByLabel('Why there is no file for Photos').fill('Shown on site')
  await dialog.getByLabel('A note to those who decide').fill(note)
  await ask.click()
  await dialog.waitFor({ state: 'detached' })
}

/** Approval by the client: asked with evidence, answered by link and by phone, seen by whoever asked. */
export function askTheClient(stage: () => Stage): void {
  story(
    'the client asks for changes by link, then says yes by phone; both stand as what they are',
    stage,
    async (here) => {
      const name = `Lobby ${randomUUID().slice(0, 8)}`
      const ana = { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }
      const approval = { required: true, approvers: [ana] }
      const id = await plannedDeal(here, name, [
        { name: 'Concept', approval, evidenceRequired: ['Photos'] },
        { name: 'Launch' },
      ])
      const { page } = await here.enter('Beth Sandoval')
      await page.goto(`/deals/${id}`)
      await press(page, 'Start', 'Concept')
      await submit(page, 'First draft')
      await says(page, 'Concept', 'In review')

      const pane = page.getByRole('complementary', { name: 'Milestone 1 Concept' })
      await pane.getByRole('button', { name: 'Portal link for Ana Ruiz' }).click()
      const url = await pane.getByLabel('The new link for Ana Ruiz').inputValue()
      expect(await answer(url, 'request-revision', { reason: 'Warmer colours' })).toBe(200)
      await says(page, 'Concept', 'Changes requested')
      await pane
        .getByText(/^Ana Ruiz, Project lead asked for changes .*in the portal: “Warmer colours”$/)
        .waitFor()

      await submit(page, 'Warmer now')
      await page.getByRole('link', { name: 'Approvals', exact: true }).first().click()
      const waiting = page.getByRole('listitem').filter({ hasText: name })
      await waiting.getByText('Waiting for Ana Ruiz · round 2 · changes were asked for once').waitFor()
      await waiting.getByRole('link', { name: `${name} · Concept` }).click()

      await pane.getByRole('button', { name: 'Record the answer' }).click()
      const dialog = page.getByRole('dialog', { name: 'Record the client’s answer' })
      await dialog.getByText(/^Creates an invoice for /).waitFor()
      const record = dialog.getByRole('button', { name: 'Record for Ana Ruiz' })
      await record.click()
      await dialog.getByText('Say how they answered, or attach what they signed.').waitFor()
      await dialog.getByLabel('In their words, or how they told you').fill('Yes, by phone')
      await record.click()
      await says(page, 'Concept', 'Invoiced, not sent')
      await pane
        .getByText(/^Ana Ruiz, Project lead approved .*recorded by Beth Sandoval.*: “Yes, by phone”$/)
        .waitFor()
      await pane.getByRole('button', { name: 'Show the earlier round' }).click()
      await pane.getByText(/“Warmer colours”$/).waitFor()
    },
  )
}
