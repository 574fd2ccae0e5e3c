import type { AttentionView } from '../../../http/contract/deal'
import type { Role } from '../../../http/contract/workspace'
import type { EditAnswer } from '../edited/use-edited'

type Kind = AttentionView['kind']

/** Every kind of item, in a word; red is kept for money at risk. */
export const attentionWords: Record<Kind, { word: string; meaning: 'waiting' | 'risk' | 'plain' }> = {
  ready_to_bill: { word: 'Ready to bill', meaning: 'waiting' },
  billing_blocked: { word: 'Blocked', meaning: 'risk' },
  unclear: { word: 'Unclear', meaning: 'risk' },
  refused: { word: 'Refused', meaning: 'risk' },
  freed: { word: 'Not billed any more', meaning: 'risk' },
  credited: { word: 'Credited', meaning: 'waiting' },
  credit_undone: { word: 'Credit gone', meaning: 'waiting' },
  refunded: { word: 'Refunded', meaning: 'waiting' },
  edited: { word: 'Edited', meaning: 'waiting' },
  differs: { word: 'Differs', meaning: 'waiting' },
  overdue: { word: 'Overdue', meaning: 'risk' },
  late_fee: { word: 'Late fee', meaning: 'risk' },
  pause_work: { word: 'May pause', meaning: 'risk' },
  unlinked_document: { word: 'Not linked', meaning: 'waiting' },
  over_released: { word: 'Over-released', meaning: 'risk' },
  deposit_overdrawn: { word: 'Overdrawn', meaning: 'risk' },
  deposit_undrawn: { word: 'Not drawn', meaning: 'risk' },
  copied_document: { word: 'Copied', meaning: 'waiting' },
  deal_amount_differs: { word: 'Amount differs', meaning: 'waiting' },
  overwritten: { word: 'Overwritten', meaning: 'waiting' },
  deal_removed: { word: 'Deal removed', meaning: 'waiting' },
  two_plans: { word: 'Two plans', meaning: 'waiting' },
  deal_not_planned: { word: 'Not planned', meaning: 'waiting' },
  connection: { word: 'Connection', meaning: 'risk' },
  stuck: { word: 'Stuck', meaning: 'waiting' },
  poison: { word: 'Unreadable', meaning: 'plain' },
  revision_requested: { word: 'Changes requested', meaning: 'waiting' },
  approval_waiting: { word: 'No answer', meaning: 'waiting' },
  mail: { word: 'E-mail', meaning: 'waiting' },
  read_budget: { word: 'Reads', meaning: 'waiting' },
}

/** Where an item's action is done: on a page that first says what will happen, or here and now. */
export type Step =
  | { readonly go: string }
  | { readonly settle: string }
  /** A dialog over the list, with both numbers. */
  | { readonly ask: 'edited'; readonly answer: EditAnswer }
  | { readonly ask: 'place'; readonly invoiceId: string }

const dialogs: Readonly<Record<string, string>> = {
  bill: 'bill',
  create_invoice: 'bill',
  bill_again: 'bill',
  reopen: 'reopen',
}

/** Done on pages that everybody may open, by a bookkeeper only. */
const asksBookkeeper: ReadonlySet<string> = new Set(['bill_deposit', 'remind', 'send'])
const late: ReadonlySet<Kind> = new Set(['overdue', 'late_fee', 'pause_work'])

/** The least role that may carry an action out, and who that is in words. */
export function whoMay(item: AttentionView, action: string): { least: Role; words: string } {
  if (action === 'reopen') return { least: 'admin', words: 'An admin or the owner can do this.' }
  const step = stepOf(item, action)
  const looks =
    ('go' in step && dialogs[action] === undefined && !asksBookkeeper.has(action)) ||
    action === 'open_in_quickbooks'
  return looks
    ? { least: 'member', words: '' }
    : { least: 'bookkeeper', words: 'A bookkeeper, an admin or the owner can do this.' }
}

export function stepOf(item: AttentionView, action: string): Step {
  const deal = item.dealId === null ? null : `/deals/${encodeURIComponent(item.dealId)}`
  const at = item.milestoneId === null ? '' : `?milestone=${encodeURIComponent(item.milestoneId)}`
  if (deal !== null && at !== '') {
    const act = dialogs[action]
    if (act !== undefined) return { go: `${deal}${at}&do=${act}` }
  }
  // What a refund gives back is said on its own page, where its words and its amount stand.
  if (item.refundId && (action === 'refund_choose' || action === 'open'))
    return { go: `/refunds/${encodeURIComponent(item.refundId)}` }
  const invoice = item.invoiceId ? `/invoices/${encodeURIComponent(item.invoiceId)}` : null
  // An invoice that waits for review is looked at before it is generated, and who is written to before anybody is.
  const looks =
    (item.kind === 'ready_to_bill' && (action === 'generate' || (action === 'open' && at === ''))) ||
    (late.has(item.kind) && ['open', 'remind', 'send'].includes(action))
  if (invoice !== null && looks) return { go: invoice }
  if (
    item.kind === 'edited' &&
    item.invoiceId &&
    (action === 'accept_as_change_order' || action === 'restore')
  )
    return { ask: 'edited', answer: action }
  if (item.documentId && (action === 'place' || action === 'open_in_quickbooks'))
    return { ask: 'place', invoiceId: item.documentId }
  if (action === 'open_change_order' && deal !== null) return { go: `${deal}?tab=change-orders` }
  if (action === 'bill_deposit' && deal !== null) return { go: `${deal}?do=deposit` }
  if (action === 'open_usage') return { go: '/usage' }
  if (action === 'plan' && deal !== null) return { go: `${deal}/plan` }
  if (action === 'change_payer' && deal !== null) return { go: `${deal}/plan?open=payers` }
  if (action === 'open' && deal !== null) return { go: deal + at }
  if (item.kind === 'connection' && item.dealId === null && action !== 'leave') return { go: '/connections' }
  if (item.kind === 'stuck' && item.dealId === null && action === 'open') return { go: '/owed' }
  return { settle: action }
}
