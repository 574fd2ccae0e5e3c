import { must } from '../fixtures/must'
import { newDeal, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A dialog that is left by the keyboard gives the focus back to what opened it. */
export function giveFocusBack(stage: () => Stage): void {
  story('after escape the focus is where it was, in every kind of dialog', stage, async (here) => {
    const planned = await plannedDeal(here, 'Focus', [{ name: 'One' }, { name: 'Two' }])
    const empty = await newDeal(here, 'Focus again')
    const { page } = await here.enter('Olivia Marsh')
    const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
    const comesBack = async (name: string | RegExp, item?: string) => {
      await button(name).focus()
      await page.keyboard.press('Enter')
      if (item !== undefined) await page.getByRole('menuitem', { name: item }).press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      const opener = must(await button(name).elementHandle())
      await page.waitForFunction((element) => document.activeElement === element, opener)
    }
    await page.goto(`/deals/${planned}`)
    await comesBack('More', 'Save as template…')
    await comesBack('More', 'Client accepted the plan…')
    await page.goto(`/deals/${planned}/plan`)
    await comesBack(/details of One/)
    await comesBack('Position 1: move')
    await page.goto(`/deals/${empty}/plan`)
    await comesBack(/^One sentence/)
    await page.goto('/templates')
    await comesBack('New template')
  })
}
