import { formatMoney, money } from '../../money/money'
import type { HeldInvoice } from './held-invoice'
import { likeness, numbersIn } from './same-words'

/** A milestone, or one payer's part of it, that nothing bills yet. Days are `YYYY-MM-DD`. */
export interface OpenMilestone {
  readonly partKey: string
  readonly milestoneId: string
  /** Where several pay: the customer whose part this is. Null where any invoice may bill it. */
  readonly payerId: string | null
  readonly position: number
  readonly name: string
  readonly amountMinor: bigint
  readonly completedOn: string | null
  readonly plannedOn: string | null
}

/** What an invoice's words and customer are held against, beside the milestone. */
export interface Job {
  readonly currency: string
  readonly dealName: string
  readonly contractReference: string | null
  /** The customers that the schedule itself names; others are below them. */
  readonly customerIds: readonly string[]
}

/** How well one invoice fits one milestone, with the reasons as people read them. */
export interface Fit {
  readonly points: number
  readonly reasons: readonly string[]
  /** Its words speak of the milestone, not only its amount and its day. */
  readonly named: boolean
  /** To the cent, by the whole or by one line. */
  readonly exact: boolean
  /** The line that is this milestone, where it is not the whole invoice. */
  readonly lineId: string | null
}

export type Confidence = 'high' | 'likely' | 'possible'

/** How much each sign is worth. An amount alone is `possible`; with the name it is `high`. */
export const POINTS = {
  amount: 50,
  lineAmount: 42,
  amountWithTax: 40,
  nearAmount: 12,
  nameInLine: 30,
  nameInMemo: 25,
  number: 15,
  partOfName: 12,
  withinWeek: 15,
  withinMonth: 10,
  withinQuarter: 5,
  contract: 10,
  deal: 6,
  customer: 5,
} as const
const LEAST: readonly (readonly [Confidence, number])[] = [
  ['high', 80],
  ['likely', 62],
  ['possible', 45],
]
/** Amounts that differ by no more than a tenth may still be the same work. */
const NEAR = 10n
const DAY_MS = 86_400_000

/** What so many points are worth; null is not worth proposing. An amount that differs is never more than possible. */
export function confidenceOf({ points, exact }: Pick<Fit, 'points' | 'exact'>): Confidence | null {
  const found = LEAST.find(([, least]) => points >= least)?.[0] ?? null
  return found !== null && !exact ? 'possible' : found
}

interface Sign {
  readonly points: number
  readonly reason: string | null
}

/** Whether any amount on the invoice speaks for the milestone: cheap, and asked before any word is looked at. */
export const mayFit = (invoice: HeldInvoice, milestone: OpenMilestone): boolean =>
  amountSign(invoice, milestone, invoice.currency) !== null

/** How well an invoice fits a milestone, by amount, words, date and customer; null when no amount speaks for it. */
export function fitOf(invoice: HeldInvoice, milestone: OpenMilestone, job: Job): Fit | null {
  const amount = amountSign(invoice, milestone, job.currency)
  if (amount === null) return null
  const words = wordSigns(invoice, milestone)
  const signs = [amount, ...words, dateSign(invoice, milestone), ...jobSigns(invoice, job)]
  return {
    points: signs.reduce((sum, sign) => sum + sign.points, 0),
    reasons: signs.flatMap((sign) => (sign.reason === null ? [] : [sign.reason])),
    named: words.length > 0,
    exact: amount.exact,
    lineId: amount.lineId,
  }
}

function amountSign(
  invoice: HeldInvoice,
  { amountMinor, name, payerId }: OpenMilestone,
  currency: string,
): (Sign & Pick<Fit, 'exact' | 'lineId'>) | null {
  const { netMinor, totalMinor, heldBackMinor } = invoice
  if (netMinor === null || totalMinor === null || amountMinor <= 0n) return null
  if (payerId !== null && payerId !== invoice.customerId) return null
  if (netMinor === amountMinor)
    return {
      points: POINTS.amount,
      reason: heldBackMinor === 0n ? 'same amount' : 'same amount before what is held back',
      exact: true,
      lineId: null,
    }
  const lines = invoice.lines.filter((line) => line.amountMinor === amountMinor && line.id !== null)
  const [line] = [...lines].sort((a, b) => rank(name, b.text) - rank(name, a.text))
  if (line && invoice.lines.length > 1) {
    const reason = `line ${line.number} is the same amount`
    return { points: POINTS.lineAmount, reason, exact: true, lineId: line.id }
  }
  if (totalMinor === amountMinor) {
    return { points: POINTS.amountWithTax, reason: 'same amount, tax included', exact: false, lineId: null }
  }
  const apart = netMinor > amountMinor ? netMinor - amountMinor : amountMinor - netMinor
  if (apart * NEAR > amountMinor) return null
  const reason = `${formatMoney(money(apart, currency))} ${netMinor > amountMinor ? 'more' : 'less'} than the milestone`
  return { points: POINTS.nearAmount, reason, exact: false, lineId: null }
}

const rank = (name: string, text: string): number =>
  ({ all: 2, part: 1, none: 0 })[likeness(name, text) ?? 'none']

function wordSigns(invoice: HeldInvoice, { name, position }: OpenMilestone): Sign[] {
  const signs: Sign[] = []
  const at = (found: (text: string) => boolean) => invoice.lines.find((line) => found(line.text))?.number ?? 0
  const whole = at((text) => likeness(name, text) === 'all')
  const part = at((text) => likeness(name, text) === 'part')
  if (whole > 0) signs.push({ points: POINTS.nameInLine, reason: `name in line ${whole}` })
  else if (likeness(name, invoice.memo) === 'all')
    signs.push({ points: POINTS.nameInMemo, reason: 'name in the memo' })
  else if (part > 0) signs.push({ points: POINTS.partOfName, reason: `part of the name in line ${part}` })
  const numbered = at((text) => numbersIn(text).includes(position))
  if (numbered > 0)
    signs.push({ points: POINTS.number, reason: `“milestone ${position}” in line ${numbered}` })
  else if (numbersIn(invoice.memo).includes(position))
    signs.push({ points: POINTS.number, reason: `“milestone ${position}” in the memo` })
  return signs
}

function dateSign(invoice: HeldInvoice, { completedOn, plannedOn }: OpenMilestone): Sign {
  const [day, what] = completedOn === null ? [plannedOn, 'the planned date'] : [completedOn, 'completion']
  if (day === null || invoice.issuedOn === null) return { points: 0, reason: null }
  const days = Math.round((Date.parse(invoice.issuedOn) - Date.parse(day)) / DAY_MS)
  const far = Math.abs(days)
  const count = `${far} ${far === 1 ? 'day' : 'days'}`
  const reason =
    days === 0
      ? `on the day of ${what === 'completion' ? 'completion' : 'the plan'}`
      : `${count} ${days > 0 ? 'after' : 'before'} ${what}`
  if (far <= 7) return { points: POINTS.withinWeek, reason }
  if (far <= 31) return { points: POINTS.withinMonth, reason }
  return far <= 92 ? { points: POINTS.withinQuarter, reason } : { points: 0, reason: null }
}

function jobSigns(invoice: HeldInvoice, { contractReference, dealName, customerIds }: Job): Sign[] {
  const all = [...invoice.lines.map((line) => line.text), invoice.memo].join('\n')
  const signs: Sign[] = []
  if (contractReference !== null && likeness(contractReference, all) === 'all')
    signs.push({ points: POINTS.contract, reason: `contract ${contractReference} is named` })
  if (likeness(dealName, all) === 'all') signs.push({ points: POINTS.deal, reason: 'the deal is named' })
  if (customerIds.includes(invoice.customerId)) signs.push({ points: POINTS.customer, reason: null })
  else signs.push({ points: 0, reason: `billed to ${invoice.customer ?? 'another customer'}` })
  return signs
}
