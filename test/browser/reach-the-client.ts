import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { mark } from '../fixtures/logos'
import { pdf } from '../fixtures/sample-files'
import { press, says } from './console-acts'
import { look } from './look-at-every-page'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Lets a file fall onto a place, as a mouse does that brings it from a folder. */
async function drop(page: Page, onto: Locator, name: string, content: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([called, text]) => {
      const carried = new DataTransfer()
      carried.items.add(new File([text], called, { type: 'application/pdf' }))
      return carried
    },
    [name, content] as const,
  )
  for (const what of ['dragenter', 'dragover', 'drop']) await onto.dispatchEvent(what, { dataTransfer })
}

/** What a client needs to be reached: evidence that arrives, letters that do, and a company that they know by its logo. */
export function reachTheClient(stage: () => Stage): void {
  story(
    'a dropped file goes on after its connection broke; a letter came back, is sent again, and then elsewhere',
    stage,
    async (here) => {
      const ana = { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }
      const id = await plannedDeal(here, `Atrium ${randomUUID().slice(0, 8)}`, [
        { name: 'Concept', approval: { required: true, approvers: [ana] } },
        { name: 'Launch' },
      ])
      const { page, watch } = await here.enter('Beth Sandoval')
      await page.goto(`/deals/${id}`)
      await press(page, 'Start', 'Concept')
      await says(page, 'Concept', 'In progress')
      await page.getByRole('button', { name: 'Concept', exact: true }).click()
      const pane = page.getByRole('complementary', { name: 'Milestone 1 Concept' })

      // The second of three pieces is lost on the way, once.
      const pieces: string[] = []
      await page.route(/\/api\/v1\/uploads\/[^/]+\?at=/, async (route) => {
        const at = new URL(route.request().url()).searchParams.get('at') ?? ''
        pieces.push(at)
        if (pieces.length === 2) await route.abort('connectionreset')
        else await route.continue()
      })
      const add = pane.getByRole('button', { name: 'Add evidence' })
      await drop(page, add, 'Atrium.pdf', pdf(`/Title(${'x'.repeat(2_400_000)})`).toString('latin1'))
      await pane
        .getByRole('list', { name: 'Evidence', exact: true })
        .getByRole('link', { name: 'Atrium.pdf' })
        .waitFor()
      expect(pieces).toEqual(['0', '1048576', '1048576', '2097152'])
      watch.forgive(/ERR_CONNECTION_RESET/)

      await press(page, 'Ask for approval', 'Concept')
      const ask = page.getByRole('dialog', { name: 'Ask for approval' })
      await ask.getByRole('button', { name: 'Ask for approval' }).click()
      await says(page, 'Concept', 'In review')
      const letter = (words: string) => pane.getByText(`E-mail to ${words}`, { exact: false })
      await letter('ana@client.example was taken').waitFor()
      const more = pane.getByRole('button', { name: 'More about the e-mails to Ana Ruiz' })
      await more.click()
      await page.getByRole('menuitem', { name: /^It came back/ }).click()
      await letter('ana@client.example came back').waitFor()
      await pane.getByRole('button', { name: 'Send the e-mail to Ana Ruiz again' }).click()
      await letter('ana@client.example was taken').waitFor()

      await more.click()
      await page.getByRole('menuitem', { name: /^Change the address/ }).click()
      const dialog = page.getByRole('dialog', { name: 'Change the address of Ana Ruiz' })
      await dialog.getByLabel('New address').fill('ANA@client.example')
      await dialog.getByRole('button', { name: 'Change it and send' }).click()
      await dialog.getByText('Ana Ruiz is asked at this address already.').waitFor()
      watch.forgive(/status of 422/)
      await dialog.getByLabel('New address').fill('ana.ruiz@client.example')
      await dialog.getByRole('button', { name: 'Change it and send' }).click()
      await dialog.waitFor({ state: 'detached' })
      await letter('ana.ruiz@client.example was taken').waitFor()
      await pane.getByText('not answered yet · ana.ruiz@client.example', { exact: false }).waitFor()
    },
  )

  story('the company’s look is set beside what clients see; axe finds nothing on it', stage, async (here) => {
    const { page } = await here.enter('Olivia Marsh')
    await page.goto('/settings/brand')
    const logo = { name: 'logo.png', mimeType: 'image/png', buffer: await mark(0x16201bff) }
    await page.locator('input[type=file]').setInputFiles(logo)
    await page.getByText('logo.png: not saved yet.').waitFor()
    // Dark ink on nothing: on a dark page it stands on a light ground before it is saved, too.
    const dark = page.getByRole('figure', { name: 'Their page on a dark screen' }).getByRole('presentation')
    expect(await dark.getAttribute('class')).toMatch(/onLight/)
    expect(await look(page, '/settings/brand')).toEqual([])
    await page.setViewportSize({ width: 1280, height: 860 })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Clients see it from now on.').waitFor()
    await page.getByRole('button', { name: 'Take it away' }).click()
    await page.getByText('It is taken away when you save.').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Choose a picture' }).waitFor()
  })
}
