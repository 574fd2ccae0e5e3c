import { raiseAttention, settleAttention } from '../../attention/attention-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { decidedOfCredits } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import type { BilledIntent } from '../billing-status'
import { refundsIn } from '../books/attributed'
import { shareOfDeal } from '../books/deal-share'
import { readBilled } from '../books/read-billed-intents'
import { billsMilestone } from '../composing/invoice-line'
import { creditedOf } from './credited-net'

const quickbooks = program('QuickBooks')

/** What a credit took of one milestone on one invoice, and what people said about it. Minor units, net. */
export interface CreditedWork {
  readonly dealId: string
  readonly milestone: Milestone
  readonly billed: BilledIntent
  /** "invoice 1042", for people. */
  readonly invoice: string
  /** What took it, in words: "a credit", "a refund", or both. */
  readonly by: string
  /** Null while a payment of the invoice could not be read. */
  readonly creditedMinor: bigint | null
  /** Of what was answered before: billed again, and closed. */
  readonly againMinor: bigint
  readonly closedMinor: bigint
}

/** The causes of the two questions that a credit can raise about a milestone. */
export const creditedCause = (intentId: string, milestoneId: string): string =>
  `credited:${intentId}:${milestoneId}`
export const undoneCause = (intentId: string, milestoneId: string): string =>
  `credit_undone:${intentId}:${milestoneId}`

/** What an answer to either question is for: how much was left to say, below nothing where a credit is gone. Minor units. */
export const aboutCredit = (leftMinor: bigint): string => String(leftMinor)

/** What credits took of each milestone on these invoices. Whatever does not stand any more was freed as a whole. */
export async function readCreditedWork(sql: Sql, intentIds: readonly string[]): Promise<CreditedWork[]> {
  const all = await readBilled(sql, { intentIds: [...intentIds] })
  const work: CreditedWork[] = []
  for (const whole of all) {
    if (whole.intent.state !== 'posted' || whole.invoice === null) continue
    const scheduleIds = [...new Set(whole.parts.filter(billsMilestone).map((part) => part.scheduleId))]
    const milestones = await readMilestones(sql, scheduleIds)
    const deals = await readDealsOfSchedules(sql, scheduleIds)
    const number = whole.invoice.docNumber ?? whole.invoice.quickbooksId
    for (const scheduleId of scheduleIds) {
      const billed = shareOfDeal(whole, scheduleId)
      const own = new Set(billed.parts.filter(billsMilestone).map((part) => part.milestoneId))
      for (const milestone of milestones.filter((each) => own.has(each.milestoneId))) {
        const { intentId, currency } = whole.intent
        work.push({
          dealId: deals.get(scheduleId) ?? whole.intent.dealId,
          milestone,
          billed,
          invoice: `invoice ${number}`,
          by: whatTook(billed, milestone),
          creditedMinor: whole.invoice.effective ? creditedOf(billed, milestone.milestoneId, currency) : 0n,
          againMinor: decidedOfCredits(milestone, 'again', intentId),
          closedMinor: decidedOfCredits(milestone, 'closed', intentId),
        })
      }
    }
  }
  return work
}

function whatTook({ attributed, creditedMinor }: BilledIntent, { milestoneId, claims }: Milestone): string {
  const refunded =
    refundsIn(attributed).some((refund) => refund.milestoneId === milestoneId) ||
    claims.some((claim) => claim.kind !== 'progress' && claim.refund !== undefined)
  const credited = creditedMinor !== 0n || attributed.some(({ kind }) => kind === 'CreditMemo')
  return !refunded ? 'a credit' : credited ? 'a credit or a refund' : 'a refund'
}

/**
 * Asks once whether what a credit took is billed again, and again only for what a later credit takes beyond that. A
 * credit that is taken back closes its question; where it was answered, what that means is asked. Safe to repeat:
 * it looks at what is stored, not at what happened.
 */
export async function followCredits(sql: Sql, intentIds: readonly string[]): Promise<void> {
  for (const work of await readCreditedWork(sql, intentIds)) await follow(sql, work)
}

async function follow(sql: Sql, work: CreditedWork): Promise<void> {
  const { dealId, milestone, billed, invoice, by, creditedMinor, againMinor, closedMinor } = work
  // What is unknown raises nothing, and settles nothing.
  if (creditedMinor === null) return
  const { intentId, currency } = billed.intent
  const about = { milestoneId: milestone.milestoneId, intentId, currency }
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const [asked, undone] = [
    creditedCause(intentId, milestone.milestoneId),
    undoneCause(intentId, milestone.milestoneId),
  ]
  const leftMinor = creditedMinor - againMinor - closedMinor
  if (leftMinor <= 0n) await settleAttention(sql, asked, quickbooks.who, 'nothing left to ask')
  if (leftMinor >= 0n) await settleAttention(sql, undone, quickbooks.who, 'credited')
  if (leftMinor > 0n) {
    await raiseAttention(sql, {
      ...about,
      cause: asked,
      kind: 'credited',
      dealId,
      title: `${capital(by)} took ${text(leftMinor)} of “${milestone.name}” on ${invoice}`,
      detail:
        `Bill it again, and ${text(leftMinor)} is open once more, for an invoice of its own. ` +
        'Close it, and nothing bills it any more.',
      actions: [
        { action: 'rebill', label: 'Bill it again' },
        { action: 'close_difference', label: 'Close it' },
      ],
      amountMinor: leftMinor,
      about: aboutCredit(leftMinor),
    })
  }
  if (leftMinor < 0n) {
    await raiseAttention(sql, {
      ...about,
      cause: undone,
      kind: 'credit_undone',
      dealId,
      title: `${text(-leftMinor)} of ${by} on ${invoice} is gone`,
      detail:
        againMinor > 0n
          ? `It took that of “${milestone.name}”, and a person let it be billed again. Taking the answer back closes what ` +
            'is not billed yet; an invoice that bills it already is voided in QuickBooks first.'
          : `It took that of “${milestone.name}”, which a person closed. Taking the answer back lets a later credit be asked about.`,
      actions: [{ action: 'take_answer_back', label: 'Take the answer back' }],
      amountMinor: -leftMinor,
      about: aboutCredit(leftMinor),
    })
  }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
