import { createHash } from 'node:crypto'
import { type AttentionItem, raiseAttention, settleOthers } from '../../attention/attention-table'
import { formatMoney, money, parseAmount } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readCandidates, type WeighedRefund } from './read-candidates'
import { type RefundCandidate, refundName } from './refund'
import { billedCustomers, readOpenRefunds } from './refund-table'

/** The question that a refund raises. */
export const refundCause = (refundId: string): string => `refund:${refundId}`
export const refundOfCause = (cause: string): string | null => /^refund:(\d+)$/.exec(cause)?.[1] ?? null

/** What an answer to the question is for: how much the refund is, and all that it may be for. */
export function aboutRefund({ refund, candidates }: WeighedRefund): string {
  const subjects = candidates.map(({ intentId, milestoneId }) => `${intentId} ${milestoneId}`).sort()
  const asked = JSON.stringify([refund.body.TotalAmt, ...subjects])
  return createHash('sha256').update(asked).digest('hex').slice(0, 16)
}

/**
 * Asks of every refund to a customer of ours which milestone it gives back, and whether that is billed again: QuickBooks
 * does not say. A refund that is voided, deleted or answered asks nothing any more. Looks at what is stored, so it may be
 * repeated, and an invoice that becomes known after its refund is asked about just the same. `newly` are the refunds that
 * were just read. Answers the deals whose figures may have changed by them.
 */
export async function followRefunds(sql: Sql, newly: ReadonlySet<string>): Promise<string[]> {
  const weighed = await readCandidates(sql, await readOpenRefunds(sql, await billedCustomers(sql)))
  const asked = weighed.filter(({ candidates }) => candidates.length > 0)
  for (const each of asked) await raiseAttention(sql, questionOf(each))
  const causes = asked.map(({ refund }) => refundCause(refund.refundId))
  await settleOthers(sql, ['refunded'], causes, program('QuickBooks').who, 'nothing left to ask')
  return asked
    .filter(({ refund }) => newly.has(refund.refundId))
    .flatMap(({ candidates }) => candidates.map(({ dealId }) => dealId))
}

function questionOf({ refund, candidates }: WeighedRefund): AttentionItem {
  const [first, ...others] = candidates
  const currency = first?.billed.intent.currency ?? 'USD'
  const minor = parseAmount(refund.body.TotalAmt, currency)?.minor ?? null
  const only = others.length === 0 ? first : undefined
  const deals = new Set(candidates.map(({ dealId }) => dealId))
  const amount = minor === null ? 'an unknown amount' : formatMoney(money(minor, currency))
  const to = refund.customer === null ? '' : ` to ${refund.customer}`
  const name = refundName(refund)
  return {
    cause: refundCause(refund.refundId),
    kind: 'refunded',
    dealId: deals.size === 1 ? (first?.dealId ?? null) : null,
    milestoneId: only?.milestoneId ?? null,
    intentId: only?.intentId ?? null,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} of ${amount}${to} was made in QuickBooks`,
    detail: `${only ? `Does it give back ${nameOf(only)}` : 'Which milestone does it give back'}, and is that billed again? What is paid and open stays as it is.`,
    actions: [
      { action: 'refund_choose', label: 'Answer' },
      ...(only
        ? [{ action: 'refund_close', label: only.milestoneId === null ? 'It gives that back' : 'Close it' }]
        : []),
      ...(only && only.milestoneId !== null ? [{ action: 'refund_again', label: 'Bill it again' }] : []),
      { action: 'refund_none', label: only ? 'It is for something else' : 'It is for none of them' },
    ],
    amountMinor: minor,
    currency,
    about: aboutRefund({ refund, candidates }),
  }
}

/** "“Design” on invoice 1042", or "what invoice 1042 bills" where that is no milestone. */
export function nameOf({ name, billed: { invoice } }: RefundCandidate): string {
  const number = `invoice ${invoice?.docNumber ?? invoice?.quickbooksId ?? ''}`.trim()
  return name === null ? `what ${number} bills` : `“${name}” on ${number}`
}
