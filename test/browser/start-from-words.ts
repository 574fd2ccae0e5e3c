import type { DealPageView } from '../../src/http/contract/deal'
import { api } from '../outside/running-program'
import { rowOf } from './console-acts'
import { newDeal, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A plan begins with what is there already: a sentence, a table, a template; nothing is saved before a person does. */
export function startFromWords(stage: () => Stage): void {
  story('one sentence is three milestones to look at, then a plan', stage, async (here) => {
    const id = await newDeal(here, 'Brand Redesign in words')
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('button', { name: /^One sentence/ }).click()
    const dialog = page.getByRole('dialog', { name: 'One sentence' })
    await dialog
      .getByRole('textbox', { name: 'Say it in one sentence' })
      .fill(
        'Create a $50,000 fixed price project called Brand Redesign for Nobody We Know with 3 milestones: Strategy $15,000, Design $20,000, Delivery $15,000',
      )
    await dialog.getByRole('button', { name: 'Read it' }).click()
    const read = dialog.getByRole('region', { name: 'The plan as read' })
    await read.getByText('$20,000.00').waitFor()
    await read.getByText('= contract').waitFor()
    await dialog.getByText('Nobody We Know', { exact: false }).first().waitFor()
    expect((await api<DealPageView>(here.home, `/deals/${id}`)).schedule).toBeNull()

    await dialog.getByRole('combobox', { name: 'Customer in QuickBooks' }).fill('Cool Cars')
    await page.getByRole('option', { name: 'Cool Cars' }).click()
    await dialog.getByRole('button', { name: 'Continue in the builder' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('scheduled $50,000.00').waitFor()
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await rowOf(page, 'Delivery').waitFor()
    const { schedule, milestones } = await api<DealPageView>(here.home, `/deals/${id}`)
    expect(schedule?.contractValue.amount).toBe('50000.00')
    expect(schedule?.customer).toEqual({ quickbooksId: '3' })
    expect(milestones.map(({ name, amount }) => `${name} ${amount.amount}`)).toEqual([
      'Strategy 15000.00',
      'Design 20000.00',
      'Delivery 15000.00',
    ])
  })

  story('what isn’t understood is answered where it is asked, and can be taken back', stage, async (here) => {
    const id = await newDeal(here, 'Answered in words')
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('button', { name: /^One sentence/ }).click()
    const dialog = page.getByRole('dialog', { name: 'One sentence' })
    await dialog
      .getByRole('textbox', { name: 'Say it in one sentence' })
      .fill('Build $5,000 by 03/04/2027, Launch $7,000, approved by Ana Ruiz')
    await dialog.getByRole('button', { name: 'Read it' }).click()
    await dialog.getByText('2 questions').waitFor()
    await dialog.getByRole('button', { name: 'Apr 3, 2027' }).click()
    await dialog.getByText('One question').waitFor()
    await dialog.getByRole('textbox', { name: /e-mail address of Ana Ruiz/ }).fill('ana@acme.example')
    await page.keyboard.press('Enter')
    await dialog.getByText('Everything is answered').waitFor()
    await dialog.getByRole('button', { name: /^Take back the answer to: Which day/ }).click()
    await dialog.getByRole('button', { name: 'Mar 4, 2027' }).click()
    await dialog.getByText('Everything is answered').waitFor()
    await dialog.getByRole('button', { name: 'Continue in the builder' }).click()
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await rowOf(page, 'Launch').waitFor()
    const { milestones } = await api<DealPageView>(here.home, `/deals/${id}`)
    expect(milestones.map(({ plannedOn, approval }) => [plannedOn, approval.approvers[0]?.email])).toEqual([
      ['2027-03-04', 'ana@acme.example'],
      [null, 'ana@acme.example'],
    ])
  })

  story('a table with two bad rows says which and why; mended, it is a plan', stage, async (here) => {
    const id = await newDeal(here, 'Fair stand')
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('button', { name: /^A table/ }).click()
    const dialog = page.getByRole('dialog', { name: 'A table' })
    const rows = dialog.getByRole('textbox', { name: 'Or paste the rows' })
    await rows.fill(
      'name,amount,planned on\nDrawings,4000,2026-12-01\nStand,plenty,2026-12-20\nFair,4000,31 Nonember\n',
    )
    await dialog.getByRole('button', { name: 'Read the table' }).click()
    const wrong = dialog.getByRole('alert')
    await wrong.getByText('Row 3').waitFor()
    await wrong.getByText('Row 4').waitFor()
    expect(await wrong.getByText('Row 2').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Start again' }).click()
    expect(await rows.inputValue()).toContain('plenty')
    await rows.fill(
      'name,amount,planned on\nDrawings,4000,2026-12-01\nStand,4000,2026-12-20\nFair,4000,2027-01-15\n',
    )
    await dialog.getByRole('button', { name: 'Read the table' }).click()
    await dialog.getByText('= contract').waitFor()
    await dialog.getByRole('button', { name: 'Continue in the builder' }).click()
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await rowOf(page, 'Fair').waitFor()
  })

  story('the owner keeps a plan as a template, and a member plans with it', stage, async (here) => {
    const kept = await plannedDeal(here, 'Quarterly Magazine', [
      { name: 'Texts' },
      { name: 'Layout' },
      { name: 'Print' },
    ])
    const { page: owner } = await here.enter('Olivia Marsh')
    await owner.goto(`/deals/${kept}`)
    await owner.getByRole('button', { name: 'More' }).click()
    await owner.getByRole('menuitem', { name: 'Save as template…' }).click()
    const saving = owner.getByRole('dialog', { name: 'Save as template' })
    await saving.getByRole('textbox', { name: 'Name' }).fill('Magazine in thirds')
    await saving.getByRole('button', { name: 'Save template' }).click()
    await saving.waitFor({ state: 'detached' })
    await owner.goto('/templates')
    await owner.getByRole('button', { name: 'Magazine in thirds', exact: true }).click()
    const look = owner.getByRole('dialog', { name: 'Magazine in thirds' })
    await look.getByText('33.3334').waitFor()
    await look.getByText('= contract').waitFor()

    const id = await newDeal(here, 'Second Magazine')
    const { page: member } = await here.enter('Marco Lindt')
    await member.goto('/templates')
    await member.getByRole('button', { name: 'Magazine in thirds', exact: true }).waitFor()
    expect(await member.getByRole('button', { name: /^(Edit|Copy|Delete|New)/ }).count()).toBe(0)
    await member.goto(`/deals/${id}/plan`)
    await member.getByRole('button', { name: /^Magazine in thirds/ }).click()
    await member.getByText('scheduled $12,000.00').waitFor()
    await member.getByRole('button', { name: 'Save the plan' }).click()
    await rowOf(member, 'Print').waitFor()

    await owner.keyboard.press('Escape')
    await owner.getByRole('button', { name: 'Delete Magazine in thirds' }).click()
    await owner.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await owner.getByText('No templates of your own yet').waitFor()
    expect((await api<DealPageView>(here.home, `/deals/${id}`)).milestones).toHaveLength(3)
  })
}
