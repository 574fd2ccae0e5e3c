import { press, says } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Approval by a colleague: two people, each in a browser of their own, and neither reloads. */
export function reviewByColleague(stage: () => Stage): void {
  story('a colleague asks for changes with a reason, then approves what comes back', stage, async (here) => {
    const id = await plannedDeal(here, 'Harvest Campaign', [
      { name: 'Concept', approval: { required: true, approvers: [] } },
      { name: 'Launch' },
    ])
    const [marco, adam] = [await here.enter('Marco Lindt'), await here.enter('Adam Reyes')]
    const [asking, deciding] = [marco.page, adam.page]
    await asking.goto(`/deals/${id}`)
    await deciding.goto(`/deals/${id}`)

    const submit = async (note: string) => {
      await press(asking, 'Ask for approval', 'Concept')
      const dialog = asking.getByRole('dialog', { name: 'Ask for approval' })
      await dialog.getByText('A colleague decides here.').waitFor()
      await dialog.getByLabel('A note to those who decide').fill(note)
      await dialog.getByRole('button', { name: 'Ask for approval' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await press(asking, 'Start', 'Concept')
    await submit('First draft is in the folder')
    await says(asking, 'Concept', 'In review')

    await press(deciding, 'Decide', 'Concept')
    const first = deciding.getByRole('dialog', { name: 'Decide: round 1' })
    await first.getByText('“First draft is in the folder”').waitFor()
    await first.getByRole('button', { name: 'Ask for changes' }).click()
    await first.getByText('Say what must change').waitFor()
    await first.getByLabel('What must change').fill('Warmer colours, please')
    await first.getByRole('button', { name: 'Ask for changes' }).click()
    await first.waitFor({ state: 'detached' })

    await says(asking, 'Concept', 'Changes requested')
    const pane = asking.getByRole('complementary', { name: 'Milestone 1 Concept' })
    await pane.getByText(/^Adam Reyes asked for changes .*: “Warmer colours, please”$/).waitFor()
    await submit('Warmer now')

    await press(deciding, 'Decide', 'Concept')
    const second = deciding.getByRole('dialog', { name: 'Decide: round 2' })
    await second.getByText(/^Creates an invoice for Cool Cars · \$4,000\.00 · due /).waitFor()
    await second.getByRole('button', { name: 'Approve', exact: true }).click()
    await says(asking, 'Concept', 'Invoiced, not sent')
    await pane.getByText('Round 2: approved').waitFor()
    await pane.getByText(/^Adam Reyes approved /).waitFor()
  })
}
