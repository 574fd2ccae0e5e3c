import type { CallReason, UsageView } from '../../../http/contract/workspace'

/** What a metered read was for, in a few words, and what can be done about it. */
export const reasonWords: Record<CallReason, { readonly name: string; readonly about: string }> = {
  burst: { name: 'QuickBooks changed', about: 'One read for each burst of changes, however many.' },
  sweep: { name: 'Looking by itself', about: 'In case QuickBooks’ word of a change was lost.' },
  check_now: { name: '“Check now”', about: 'Somebody pressed it.' },
  lists: { name: 'Lists', about: 'Customers, items, terms, tax codes: once a day, and when they change.' },
  preflight: { name: 'Before invoices', about: 'What QuickBooks would refuse is looked for first.' },
  sending: {
    name: 'Sending invoices',
    about: 'Nothing leaves before what is there was read; lost answers are looked for.',
  },
  invoice: { name: 'Invoices’ pages', about: 'PDFs, once for each version, and pay links.' },
  catch_up: { name: 'Catching up', about: 'Invoices made by hand, looked for by customer.' },
  hours: { name: 'Hours and costs', about: 'Listed when somebody opens them.' },
  start_from: { name: 'Estimates', about: 'A plan that starts from one.' },
  connect: { name: 'Connecting', about: 'A connection that was made, tried or kept alive.' },
  other: { name: 'Before this was told apart', about: 'Calls from before an update.' },
}

const whole = new Intl.NumberFormat('en-US')
export const count = (of: number): string => whole.format(of)

type State = UsageView['state']

/** How the month stands, in one word and a colour that repeats it. */
export const stateWords: Record<
  State,
  { readonly word: string; readonly meaning: 'paid' | 'waiting' | 'risk' | 'plain' }
> = {
  well: { word: 'Enough left', meaning: 'paid' },
  near: { word: 'Nearly spent', meaning: 'waiting' },
  will_pass: { word: 'May not last', meaning: 'waiting' },
  passed: { word: 'Spent', meaning: 'risk' },
}

/** The page's answer: how many are spent, of how many. */
export function spentLine({ metered, budget }: Pick<UsageView, 'metered' | 'budget'>): string {
  const reads = metered === 1 ? '1 read' : `${count(metered)} reads`
  return budget.monthlyReads === null ? reads : `${reads} of ${count(budget.monthlyReads)}`
}

/** Share of the budget in percent, for the bar; null without one. */
export function spentPercent(of: number, { monthlyReads }: UsageView['budget']): number | null {
  return monthlyReads === null ? null : Math.min(100, (of / monthlyReads) * 100)
}

/** What it comes to, and how that is worked out. */
export function forecastLine(
  { forecast, lastDay }: Pick<UsageView, 'forecast' | 'lastDay'>,
  day: (at: string) => string,
): string {
  if (forecast === null) return 'There is nothing to forecast from before the first whole day.'
  const from = forecast.fromDays === 1 ? 'yesterday' : `the last ${forecast.fromDays} days`
  return `About ${count(forecast.reads)} by ${day(lastDay)}, if every day left is like ${from}: ${count(forecast.perDay)} a day.`
}

/** What happens at the end of the budget. */
export function pastLine({ budget, slowed }: Pick<UsageView, 'budget' | 'slowed'>): string {
  const intuit =
    budget.past === 'refused'
      ? 'Past the budget Intuit answers no reads until the next month: no payment would be seen, and no invoice would leave.'
      : 'Past the budget Intuit charges for reads.'
  const ours = slowed
    ? 'Milepost reads more seldom now; what is shown may be some hours old, and every amount stays exact.'
    : 'From there Milepost reads more seldom by itself; every amount stays exact.'
  return budget.monthlyReads === null ? 'No budget is set, so nobody is told.' : `${intuit} ${ours}`
}

/** What is said of all companies of the app together; null where there is nothing to fear. */
export function appLine({ app }: Pick<UsageView, 'app'>): string | null {
  switch (app) {
    case 'near':
      return 'All companies that use this Milepost together have nearly spent what Intuit grants it this month. Whoever runs it has been told.'
    case 'will_pass':
      return 'At this pace all companies that use this Milepost together will pass what Intuit grants it this month. Whoever runs it has been told.'
    case 'passed':
      return 'All companies that use this Milepost together have spent what Intuit grants it this month: Intuit may answer no read until the month is over or the grant is raised. Whoever runs it has been told.'
    case 'well':
    case null:
      return null
  }
}
