import { raiseAttention, settleAttention } from '../../attention/attention-table'
import { standingCauses } from '../../attention/open-causes-table'
import { openAmong, readOpenSubject, setAskedAmount } from '../../attention/question-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { CreditClaim } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { readMilestone } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readPartsOfMilestone } from '../billing-part-table'
import { freedCause } from '../books/freed-words'
import { billableNow, type PayerPart, payerParts, unbilledParts } from '../composing/payer-part'
import { wasFreed } from '../earlier-billing-table'
import type { BillingPart } from '../intent'

type Asked = Pick<Milestone, 'milestoneId'>

const PART_LEFT = 'A part of it is not billed yet.'
const causeOf = ({ milestoneId }: Asked): string => `ready_to_bill:${milestoneId}`

/**
 * Asks to bill what can be billed now of a milestone and is not: what is left of it once it is completed, until then what
 * was claimed, and what credits took that a person lets be billed again. It is asked for as one, and billed as one, so it
 * says the sum of all that. Nothing where there is none.
 */
export async function askToBill(
  sql: Sql,
  schedule: Schedule,
  asked: Asked,
  detail: string = PART_LEFT,
): Promise<void> {
  const { milestone, open } = await readOpen(sql, schedule, asked)
  if (milestone === null || open.length === 0) return
  const { milestoneId, name } = milestone
  const again = creditsOf(open)
  const isAllAgain = again.length === open.length
  const amountMinor = sumOf(open)
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  await raiseAttention(sql, {
    cause: causeOf(asked),
    kind: 'ready_to_bill',
    dealId: schedule.dealId,
    milestoneId,
    title: isAllAgain
      ? `${text(amountMinor)} of “${name}” is ready to bill again`
      : `“${name}” is ready to bill`,
    detail: isAllAgain
      ? `${tookWords(milestone, again, text)} ${again.length > 1 ? 'Each' : 'It'} goes on an invoice of its own.`
      : [detail, ...(again.length > 0 ? [tookWords(milestone, again, text, false)] : [])].join(' '),
    actions: [
      (await wasFreed(sql, milestoneId))
        ? { action: 'bill_again', label: 'Bill again' }
        : { action: 'bill', label: 'Create invoice' },
    ],
    amountMinor,
    currency: schedule.currency,
    ...(again.length > 0 && { about: again.map(({ number }) => `k${number}`).join(' ') }),
  })
}

/**
 * What can be billed of a milestone is something else by now: an open question about it says what it bills, and ends where
 * nothing is left to bill. Nothing is asked anew.
 */
export async function followToBill(
  sql: Sql,
  schedule: Schedule,
  asked: Asked,
  who: string,
  how: string,
): Promise<void> {
  if (await followCreditsToBill(sql, schedule, asked, who, how)) return
  const subject = await readOpenSubject(sql, causeOf(asked))
  if (subject === null) return
  const { open } = await readOpen(sql, schedule, asked)
  if (open.length === 0) await settleAttention(sql, causeOf(asked), who, how)
  // One about a prepared invoice bills that one alone.
  else if (subject.intentId === null) await setAskedAmount(sql, causeOf(asked), sumOf(open))
}

/**
 * The same only where the question speaks of what credits took, or would: false where it does not, or nothing is left. Where
 * nothing of credits is left, what is asked about invoices that don't count any more is not asked a second time.
 */
export async function followCreditsToBill(
  sql: Sql,
  schedule: Schedule,
  asked: Asked,
  who: string,
  how: string,
): Promise<boolean> {
  const subject = await readOpenSubject(sql, causeOf(asked))
  if (subject === null) return false
  const { open, earlier } = await readOpen(sql, schedule, asked)
  const isOfCredits = creditsOf(open).length > 0
  if (open.length === 0 || (subject.about === null && !isOfCredits)) return false
  if (!isOfCredits && (await isAskedOtherwise(sql, asked, open, earlier)))
    await settleAttention(sql, causeOf(asked), who, how)
  else await askToBill(sql, schedule, asked)
  return true
}

/** Of these, those of which it is asked whether to bill them: nothing else has a question that could follow. */
export async function askedToBill<Of extends Asked>(sql: Sql, all: readonly Of[]): Promise<Of[]> {
  const open = await openAmong(sql, all.map(causeOf))
  return all.filter((each) => open.has(causeOf(each)))
}

/** Whether each of these is asked about, or was left, because an invoice of it does not count any more. */
async function isAskedOtherwise(
  sql: Sql,
  { milestoneId }: Asked,
  open: readonly PayerPart[],
  earlier: readonly BillingPart[],
): Promise<boolean> {
  const standing = new Set(await standingCauses(sql, 'freed', { milestoneIds: [milestoneId] }))
  const keys = new Set(
    earlier
      .filter(({ intentId }) => standing.has(freedCause(intentId, milestoneId)))
      .map(({ partKey }) => partKey),
  )
  return open.every(({ partKey }) => keys.has(partKey))
}

async function readOpen(
  sql: Sql,
  schedule: Schedule,
  { milestoneId }: Asked,
): Promise<{
  readonly milestone: Milestone | null
  readonly open: readonly PayerPart[]
  readonly earlier: readonly BillingPart[]
}> {
  const milestone = await readMilestone(sql, milestoneId)
  if (milestone === null || milestone.workStatus === 'cancelled') return { milestone, open: [], earlier: [] }
  const earlier = await readPartsOfMilestone(sql, milestoneId)
  const unbilled = unbilledParts(payerParts(schedule, milestone), earlier)
  return { milestone, open: billableNow(milestone, unbilled), earlier }
}

const creditsOf = (open: readonly PayerPart[]): CreditClaim[] =>
  open.flatMap(({ claim }) => (claim?.kind === 'again' ? [claim] : []))

const sumOf = (open: readonly PayerPart[]): bigint => open.reduce((sum, part) => sum + part.amountMinor, 0n)

/** What took it and where, by what was answered alone: "A credit took $100.00 of it on invoice 7, and a refund took …". */
function tookWords(
  { claims }: Milestone,
  again: readonly CreditClaim[],
  text: (minor: bigint) => string,
  isAll = true,
): string {
  const refunded = new Set(
    claims.flatMap((each) => (each.kind !== 'progress' && each.refund !== undefined ? [each.intentId] : [])),
  )
  const who = ({ refund, intentId }: CreditClaim) =>
    refund !== undefined ? 'a refund' : refunded.has(intentId) ? 'a credit or a refund' : 'a credit'
  const words = again
    .map((claim, place) => {
      const took =
        isAll && again.length === 1 ? 'it' : `${text(claim.amountMinor)}${place === 0 ? ' of it' : ''}`
      return `${who(claim)} took ${took} on ${claim.invoice}`
    })
    .join(', and ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
