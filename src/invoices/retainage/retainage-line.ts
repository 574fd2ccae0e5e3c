import type { CreditClaim } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import type { Retainage } from '../../schedules/money-terms'
import type { Schedule } from '../../schedules/schedule'
import type { WorkspaceSettings } from '../../tenants/workspace-settings'
import type { BilledIntent } from '../billing-status'
import { type CountedLine, countedLines } from '../books/counted-lines'
import { billsMilestone, type InvoiceLine } from '../composing/invoice-line'
import { claimInKey, type PayerPart, payerParts } from '../composing/payer-part'
import type { BillingFacts } from '../composing/read-billing-facts'
import { creditedByPart } from '../credits/credited-net'
import { wordingOf } from '../words/wording'
import {
  type BilledBefore,
  fixedMinor,
  retainageOf,
  withheldByPayer,
  withheldMaths,
  withheldOf,
} from './withheld'

/** The work that retainage is held back of, and what is known of the job. */
export interface RetainageInput {
  readonly schedule: Schedule
  readonly milestone: Milestone
  readonly part: PayerPart
  readonly work: InvoiceLine
  readonly facts: Pick<BillingFacts, 'workspace' | 'taxCode' | 'isUnitedStates'>
  readonly billed: readonly BilledIntent[]
  /** Lines that are decided in the same moment. */
  readonly beside: readonly InvoiceLine[]
}

/** The line that holds retainage back of a payer's part of a milestone; null where nothing is held back. */
export function retainageLine(given: RetainageInput): InvoiceLine | null {
  const { schedule, milestone, part, work } = given
  const retainage = retainageOf(schedule, milestone)
  // A deposit that is a milestone pays work before it is done: there is nothing to be made good yet.
  if (retainage === null || work.kind !== 'work' || work.amountMinor <= 0n) return null
  const { currency } = schedule
  const counted = countedLines(given.billed, currency)
  if (part.claim?.kind === 'again') return heldAgain(given, part.claim, counted, retainage)
  // Each claim of a milestone holds back for itself: what was held back of the ones before stands.
  const claim = claimInKey(part.partKey)
  const parts = payerParts(schedule, milestone).filter((each) => claimInKey(each.partKey) === claim)
  const own = parts.findIndex((each) => each.partKey === part.partKey)
  const amounts = own < 0 ? [work.amountMinor] : parts.map((each) => each.amountMinor)
  const whole = amounts.reduce((sum, each) => sum + each, 0n)
  const before = billedBefore(schedule, counted, given.beside, milestone.milestoneId, claim)
  const withheld = withheldOf(retainage, whole, before)
  const share = withheldByPayer(withheld.minor, amounts)[own < 0 ? 0 : own] ?? 0n
  const minor = 'fixed' in retainage ? leftOf(withheld.fixed?.wholeMinor ?? 0n, share, given, counted) : share
  if (minor <= 0n) return null
  const wording = wordingOf(given.facts)
  const text = (amount: bigint) => wording.money(amount, currency)
  const ofOnePercentage = 'percent' in retainage
  return lineOf(work, milestone, minor, given.facts, [
    ofOnePercentage
      ? wording.say('retainagePercent', {
          percent: wording.share(retainage),
          amount: text(work.amountMinor),
        })
      : wording.say('retainage', { maths: withheldMaths(withheld, currency, wording) }),
    !ofOnePercentage && amounts.length > 1
      ? wording.say('retainagePayer', {
          part: text(minor),
          amount: text(work.amountMinor),
          whole: text(whole),
        })
      : '',
    wording.say('heldBack', {}),
  ])
}

/**
 * What a credit took is billed again. What was held back of it the first time is held still, but for what a credit memo gave
 * back of that with the work: so much is held back once more, of an amount for the job no more than other work left.
 */
function heldAgain(
  { schedule, milestone, work, facts, billed, beside }: RetainageInput,
  claim: CreditClaim,
  counted: readonly CountedLine[],
  retainage: Retainage,
): InvoiceLine | null {
  if (claim.refund !== undefined) return null
  const { milestoneId } = milestone
  const back = billed
    .filter(({ intent }) => intent.intentId === claim.intentId)
    .flatMap(({ parts, givenBack }) =>
      parts
        .filter((part) => part.kind === 'retainage' && part.milestoneId === milestoneId)
        .map(({ partKey }) => givenBack?.get(partKey) ?? 0n),
    )
    .reduce((sum, minor) => sum + minor, 0n)
  // Several claims of one invoice hold it back together, whichever is billed first.
  const others = milestone.claims.flatMap((each) =>
    each.kind === 'again' && each.intentId === claim.intentId ? `k${each.number}` : [],
  )
  const since = linesOf(counted, beside, schedule.currency)
    .filter((line) => line.kind === 'retainage' && line.milestoneId === milestoneId)
    .filter((line) => others.includes(claimInKey(line.partKey)))
    .reduce((sum, line) => sum - line.amountMinor, 0n)
  const left = back - since
  const again = left < work.amountMinor ? left : work.amountMinor
  const minor =
    'fixed' in retainage
      ? leftOf(fixedMinor(retainage.fixed), again, { schedule, work, beside }, counted)
      : again
  if (minor <= 0n) return null
  const wording = wordingOf(facts)
  return lineOf(work, milestone, minor, facts, [
    wording.say('retainage', { maths: wording.money(minor, schedule.currency) }),
    wording.say('heldBack', {}),
  ])
}

/** The line that takes this much off its work. */
const lineOf = (
  work: InvoiceLine,
  { milestoneId, scheduleId }: Pick<Milestone, 'milestoneId' | 'scheduleId'>,
  minor: bigint,
  facts: RetainageInput['facts'],
  text: readonly string[],
): InvoiceLine => ({
  partKey: retainageKeyOf(work.partKey),
  scheduleId,
  milestoneId,
  kind: 'retainage',
  amountMinor: -minor,
  reads: {
    text: text.filter((words) => words !== ''),
    ...specialReading(facts.workspace.settings, facts.taxCode),
    serviceOn: null,
  },
})

/** The item and the tax code of lines that hold back or release. */
export const specialReading = (
  settings: Pick<WorkspaceSettings, 'retainageItemId' | 'retainageTaxCode'>,
  taxCode: string | null,
): { readonly itemId: string | null; readonly taxCode: string | null } => ({
  itemId: settings.retainageItemId,
  taxCode: settings.retainageTaxCode ?? taxCode,
})

/** The key of what is held back of a part: the part's own, with another kind. */
export const retainageKeyOf = (partKey: string): string => partKey.replace(/[^:]+$/, 'retainage')

/** What stands before this claim of a milestone's work. Where an invoice could not be read, billing waits for it anyway. */
export function billedBefore(
  { scheduleId, contractMinor, currency }: Pick<Schedule, 'scheduleId' | 'contractMinor' | 'currency'>,
  counted: readonly CountedLine[],
  beside: readonly InvoiceLine[],
  milestoneId: string,
  claim: string,
): BilledBefore {
  const lines = linesOf(counted, beside, currency).filter(
    (line) =>
      line.scheduleId === scheduleId &&
      (line.milestoneId !== milestoneId || claimInKey(line.partKey) !== claim),
  )
  const sumOf = (which: (line: InvoiceLine) => boolean) =>
    lines.filter(which).reduce((sum, line) => sum + line.amountMinor, 0n)
  return {
    contractMinor,
    grossMinor: sumOf(billsMilestone),
    withheldMinor: -sumOf(({ kind }) => kind === 'retainage'),
  }
}

/** No more of an agreed amount than what nothing holds back now, this milestone's other payers included. */
function leftOf(
  wholeMinor: bigint,
  share: bigint,
  { schedule, work, beside }: Pick<RetainageInput, 'schedule' | 'work' | 'beside'>,
  counted: readonly CountedLine[],
): bigint {
  const own = retainageKeyOf(work.partKey)
  const held = linesOf(counted, beside, schedule.currency)
    .filter((line) => line.kind === 'retainage' && line.scheduleId === schedule.scheduleId)
    .filter((line) => line.partKey !== own)
    .reduce((sum, line) => sum - line.amountMinor, 0n)
  const left = wholeMinor - held
  return left < share ? left : share
}

/** An invoice that could not be read counts as it was meant; work that a credit took is not done twice when it is billed again. */
const linesOf = (
  counted: readonly CountedLine[],
  beside: readonly InvoiceLine[],
  currency: string,
): InvoiceLine[] => [
  ...counted.map(({ part, minor, billed, inFlight }) => {
    const credited =
      inFlight || !billsMilestone(part) ? 0n : creditedByPart(billed, currency).get(part.partKey)
    return { ...part, amountMinor: (minor ?? part.amountMinor) - (credited ?? 0n) }
  }),
  ...beside,
]
