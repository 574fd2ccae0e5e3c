import type { AskedQuestion } from '../attention/question-table'
import type { BilledIntent } from '../invoices/billing-status'
import { billedByPart } from '../invoices/books/document'
import { billsMilestone } from '../invoices/composing/invoice-line'
import { changedCause } from '../invoices/sending/follow-changed'
import { formatMoney, money, sumOrUnknown } from '../money/money'
import { decidedOfCredits } from '../schedules/claim'
import type { Tracked } from './figures'
import {
  documentsOf,
  type Identity,
  identity,
  type TieOutInput,
  type TieOutSums,
  term,
} from './tie-out-identity'
import { documentName, documentRef, type NamedItem, openItem, type TieOutInvoice } from './tie-out-invoice'
import { billedDocuments } from './tie-out-lines'

/** What of one milestone is in which state, as it was decided and as QuickBooks has it. */
interface MilestoneState {
  readonly openMinor: bigint
  /** What was decided and is not billed so, by name: closed by somebody, or still to be decided. */
  readonly differences: readonly NamedItem[]
}

/**
 * A: the contract sum is billed, on its way, open, not scheduled, or it differs by something with a name: closed where somebody
 * decided so, open until then.
 */
export function contractIdentity(
  input: Pick<TieOutInput, 'milestones' | 'intents' | 'schedule' | 'figures' | 'questions' | 'stored'>,
  sums: TieOutSums,
  invoices: readonly TieOutInvoice[],
): Identity {
  const { milestones, figures } = input
  const states = milestones.map((tracked) => stateOf(tracked, input))
  const items = [...states.flatMap((state) => state.differences), ...partlyCredited(input, invoices)]
  const byState = (state: 'open' | 'closed') => items.filter(({ standing }) => standing.state === state)
  const differences = (name: string, list: readonly NamedItem[]) =>
    term(name, sumOrUnknown(list.map(({ minor }) => minor)), documentsOf(list))
  return identity(
    'A',
    null,
    term('Contract sum', figures.contractSum),
    [
      term('Billed', sums.billed, billedDocuments(invoices)),
      term('On its way', sums.inFlight),
      term(
        'Still to bill',
        states.reduce((sum, { openMinor }) => sum + openMinor, 0n),
      ),
      differences('Open differences', byState('open')),
      differences('Closed differences', byState('closed')),
      term('Not scheduled', sums.unscheduled),
    ],
    items,
  )
}

function stateOf(
  { milestone, billing }: Tracked,
  { intents, schedule, questions, stored }: Parameters<typeof contractIdentity>[0],
): MilestoneState {
  const { currency } = schedule
  const { milestoneId, name } = milestone
  const differences: NamedItem[] = []
  let decidedMinor = 0n
  // What was free when it was read last, of invoices that can't be read now: nobody knows whether they count again.
  let freeMinor = 0n
  for (const { intent, parts, invoice } of intents) {
    if (intent.state !== 'posted' || (invoice !== null && !invoice.effective)) continue
    const own = parts.filter((part) => part.milestoneId === milestoneId && billsMilestone(part))
    if (own.length === 0) continue
    const decided = own.reduce((sum, part) => sum + part.amountMinor, 0n)
    decidedMinor += decided
    if (invoice === null)
      freeMinor += own.reduce((sum, part) => sum + (part.live ? 0n : part.amountMinor), 0n)
    const byPart = invoice === null ? null : billedByPart(invoice, parts, intent)
    const billed = sumOrUnknown(own.map((part) => byPart?.get(part.partKey) ?? null))
    if (billed === decided) continue
    const kept = stored.get(intent.quickbooksId ?? '')
    const document = documentRef('Invoice', intent.quickbooksId ?? '', kept)
    const asked = askedOf(questions, 'edited', intent.intentId)
    if (billed === null) {
      const what = `What invoice ${documentName(document)} bills of “${name}” is unknown`
      const since = kept?.changedAt ?? null
      differences.push(
        openItem('edited', { what, minor: null, document }, since, milestoneOn(document, milestoneId)),
      )
      continue
    }
    const text = (minor: bigint) => formatMoney(money(minor, currency))
    const bills = `Invoice ${documentName(document)} bills ${text(billed)} of “${name}”, for which ${text(decided)} was decided`
    // Once it stands as it was sent, nothing differs any more: until then this does.
    const said = {
      what: asked?.answer === 'restore' ? `${bills}; it is being put back` : bills,
      minor: decided - billed,
      document,
    }
    const since = asked?.since ?? kept?.changedAt ?? null
    differences.push(
      asked?.answer === 'leave'
        ? { ...said, standing: { state: 'closed' } }
        : openItem('edited', said, since, milestoneOn(document, milestoneId)),
    )
  }
  const planned = milestone.workStatus === 'cancelled' ? 0n : milestone.amountMinor
  const open = planned + decidedOfCredits(milestone, 'again') - decidedMinor - billing.inFlightMinor
  const knownMinor = open + freeMinor
  if (knownMinor >= 0n) return { openMinor: open > 0n ? open : 0n, differences }
  const what =
    milestone.workStatus === 'cancelled'
      ? `“${name}” was cancelled, and is billed`
      : `More of “${name}” is billed, or about to be, than it comes to`
  const over = openItem('over', { what, minor: knownMinor, document: null }, null, milestoneId)
  return { openMinor: 0n, differences: [...differences, over] }
}

const milestoneOn = ({ quickbooksId }: { quickbooksId: string }, milestoneId: string): string =>
  `Invoice:${quickbooksId}:${milestoneId}`

/** The newest question of a kind about an invoice; whether it goes on as it is now says nothing of what is billed. */
const askedOf = (
  questions: readonly AskedQuestion[],
  kind: string,
  intentId: string,
): AskedQuestion | undefined =>
  questions
    .filter(
      (each) => each.kind === kind && each.intentId === intentId && each.cause !== changedCause(intentId),
    )
    .at(-1)

/** Who took something of an invoice: credits, refunds, or both. */
function takerOf({ creditedMinor, attributed }: BilledIntent): string {
  const refunded = attributed.some(({ kind }) => kind === 'RefundReceipt')
  const credited = creditedMinor !== 0n || attributed.some(({ kind }) => kind === 'CreditMemo')
  return refunded ? (credited ? 'A credit and a refund' : 'A refund') : 'A credit'
}

/**
 * What a credit took of a part is an open difference until a person says what becomes of it: billed again, it is open or
 * billed by a claim of its own; not billed again, it is closed. An answer to a credit that is gone is named too.
 */
function partlyCredited(
  { milestones, intents, questions }: Parameters<typeof contractIdentity>[0],
  invoices: readonly TieOutInvoice[],
): NamedItem[] {
  const decided = (intentId: string, kind: 'again' | 'closed') =>
    milestones.reduce((sum, { milestone }) => sum + decidedOfCredits(milestone, kind, intentId), 0n)
  const standing = invoices.flatMap(
    ({ document, gone, billed, creditedNetMinor, changedAt }): NamedItem[] => {
      if (gone === 'credited') return []
      const { intentId } = billed.intent
      const again = decided(intentId, 'again')
      const number = documentName(document)
      if (creditedNetMinor === null) {
        const what = `What credits took of invoice ${number} could not all be read`
        return [openItem('unread', { what, minor: null, document }, changedAt)]
      }
      if (creditedNetMinor === again) return []
      const minor = creditedNetMinor - again
      const who = takerOf(billed)
      if (minor < 0n) {
        const what = `${who} on invoice ${number} is gone, and what it took is billed again`
        const since = askedOf(questions, 'credit_undone', intentId)?.since ?? changedAt
        return [openItem('undone', { what, minor, document }, since)]
      }
      const answered = decided(intentId, 'closed')
      const closedMinor = answered < minor ? answered : minor
      const took = `${who} took a part of what invoice ${number} bills`
      const since = askedOf(questions, 'credited', intentId)?.since ?? changedAt
      const closed: NamedItem[] =
        closedMinor > 0n
          ? [
              {
                what: `${took}, and it is not billed again`,
                minor: closedMinor,
                document,
                standing: { state: 'closed' },
              },
            ]
          : []
      if (closedMinor === minor) return closed
      const what = `${took}, and nobody has said whether it is billed again`
      return [...closed, openItem('credited', { what, minor: minor - closedMinor, document }, since)]
    },
  )
  const there = new Set(
    invoices.filter(({ gone }) => gone !== 'credited').map(({ billed }) => billed.intent.intentId),
  )
  // Of one that can't be read nobody knows what became of its credits.
  const unread = new Set(intents.flatMap(({ intent, invoice }) => (invoice === null ? intent.intentId : [])))
  const gone = milestones.flatMap(({ milestone }) =>
    milestone.claims.flatMap((claim): NamedItem[] => {
      if (claim.kind !== 'again' || there.has(claim.intentId) || unread.has(claim.intentId)) return []
      const what = `What a credit took of ${claim.invoice} is billed again, and all of that invoice is free`
      const said = { what, minor: -claim.amountMinor, document: null }
      const since = askedOf(questions, 'credit_undone', claim.intentId)?.since ?? null
      return [openItem('free', said, since, `${claim.intentId}:${milestone.milestoneId}:${claim.number}`)]
    }),
  )
  return [...standing, ...gone]
}
