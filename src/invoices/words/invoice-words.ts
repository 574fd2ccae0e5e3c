import { dayIn } from '../../clock/day'
import { claimedMinor } from '../../schedules/claim'
import { codeOf, type Milestone } from '../../schedules/milestone'
import type { ApprovalRule, Schedule } from '../../schedules/schedule'
import type { PayerPart } from '../composing/payer-part'
import type { BillingFacts } from '../composing/read-billing-facts'
import { claimWords } from './claim-words'
import { contractWords } from './contract-words'
import { type Wording, wordingOf } from './wording'

/**
 * What the invoice line says, in the workspace's words: which milestone of which contract, what was delivered and who
 * judged it, the maths of a share, whose part of it this is where several pay, and the terms. A bookkeeper and a client
 * both read it without Milepost at hand.
 */
export function invoiceWords(
  schedule: Schedule,
  milestone: Milestone,
  approval: ApprovalRule,
  facts: Pick<BillingFacts, 'term' | 'workspace' | 'customer' | 'changeOrder' | 'isUnitedStates'>,
  portion: Pick<PayerPart, 'share' | 'claim' | 'agreed'>,
): string[] {
  const wording = wordingOf(facts)
  const { claim } = portion
  const { deliverable } = milestone.details
  const contract = contractWords(schedule.terms, wording, facts.changeOrder)
  const on = milestone.completedAt === null ? null : dayIn(facts.workspace.zone, milestone.completedAt)
  const judged = on === null ? '' : judgedWords(milestone, approval, wording, wording.day(on))
  const text = (minor: bigint) => wording.money(minor, schedule.currency)
  const words = [
    wording.say('milestone', { code: codeOf(milestone), name: milestone.name, contract }),
    deliverable === null ? wording.capital(judged) : wording.say('deliverable', { deliverable, judged }),
    milestone.completedNote ? wording.say('delivered', { note: milestone.completedNote }) : '',
    milestone.share === null || milestone.shareBaseMinor === null
      ? ''
      : wording.say('shareOf', {
          share: wording.share(milestone.share),
          amount: text(milestone.shareBaseMinor),
        }),
    claimWords(milestone, portion, wording, schedule.currency),
    claim?.kind === 'progress' && claim.note !== null
      ? wording.say('progressNote', { note: claim.note })
      : '',
    // What is billed again is one payer's already, and what was agreed is no share of anything.
    portion.share === null || claim?.kind === 'again' || portion.agreed
      ? ''
      : wording.say('payerShare', {
          share: wording.share(portion.share),
          amount: text(claim?.amountMinor ?? milestone.amountMinor - claimedMinor(milestone)),
          customer: facts.customer?.name ?? null,
        }),
    wording.beside([
      approval.required ? windowWords(approval.windowDays, wording) : '',
      facts.term === null ? '' : wording.say('terms', { terms: facts.term.name }),
    ]),
  ]
  return words.filter((line) => line !== '')
}

/** How the work came to be billed: a day that came, or silence, is never said to be anybody's approval. */
function judgedWords(milestone: Milestone, approval: ApprovalRule, wording: Wording, date: string): string {
  const who = milestone.completedBy
  if (milestone.completedHow === 'trigger') return wording.say('dayCame', { date, what: who })
  if (milestone.completedHow === 'silence') return wording.say('bySilence', { date })
  return approval.required ? wording.say('approved', { date, who }) : wording.say('completed', { date })
}

const windowWords = (days: number, wording: Wording): string =>
  days === 1 ? wording.say('approvalWindowOfOne', {}) : wording.say('approvalWindow', { days: String(days) })
