import type { BilledIntent } from '../invoices/billing-status'
import { billedByPart } from '../invoices/books/document'
import { billsMilestone } from '../invoices/composing/invoice-line'
import { formatMoney, money, sumOrUnknown } from '../money/money'
import { decidedOfCredits } from '../schedules/claim'
import type { Tracked } from './figures'
import { type Identity, identity, type TieOutInput, type TieOutSums } from './tie-out-identity'
import type { NamedItem, TieOutInvoice } from './tie-out-invoice'

/** What of one milestone is in which state, as it was decided and as QuickBooks has it. */
interface MilestoneState {
  readonly openMinor: bigint
  /** What nothing will bill any more, by name. */
  readonly closed: readonly NamedItem[]
}

/** A: the contract sum is billed, on its way, open, closed by something with a name, or not scheduled. */
export function contractIdentity(
  {
    milestones,
    intents,
    schedule,
    figures,
  }: Pick<TieOutInput, 'milestones' | 'intents' | 'schedule' | 'figures'>,
  sums: TieOutSums,
  invoices: readonly TieOutInvoice[],
): Identity {
  const states = milestones.map((tracked) => stateOf(tracked, intents, schedule.currency))
  const closed = [...states.flatMap((state) => state.closed), ...partlyCredited(milestones, invoices)]
  return identity(
    'A',
    null,
    { name: 'Contract sum', minor: figures.contractSum },
    [
      { name: 'Billed', minor: sums.billed },
      { name: 'On its way', minor: sums.inFlight },
      { name: 'Open', minor: states.reduce((sum, { openMinor }) => sum + openMinor, 0n) },
      { name: 'Closed differences', minor: sumOrUnknown(closed.map(({ minor }) => minor)) },
      { name: 'Not scheduled', minor: sums.unscheduled },
    ],
    closed,
  )
}

function stateOf(
  { milestone, billing }: Tracked,
  intents: readonly BilledIntent[],
  currency: string,
): MilestoneState {
  const closed: NamedItem[] = []
  let decidedMinor = 0n
  for (const { intent, parts, invoice } of intents) {
    if (intent.state !== 'posted' || (invoice !== null && !invoice.effective)) continue
    const own = parts.filter((part) => part.milestoneId === milestone.milestoneId && billsMilestone(part))
    if (own.length === 0) continue
    decidedMinor += own.reduce((sum, part) => sum + part.amountMinor, 0n)
    const byPart = invoice === null ? null : billedByPart(invoice, parts, currency)
    const billed = sumOrUnknown(own.map((part) => byPart?.get(part.partKey) ?? null))
    const decided = own.reduce((sum, part) => sum + part.amountMinor, 0n)
    if (billed === decided) continue
    const id = intent.quickbooksId ?? ''
    const number = invoice?.docNumber ?? null
    closed.push({
      what:
        billed === null
          ? `What invoice ${number ?? id} bills of “${milestone.name}” is unknown`
          : `Invoice ${number ?? id} bills ${formatMoney(money(billed, currency))} of “${milestone.name}”, for which ${formatMoney(money(decided, currency))} was decided`,
      minor: billed === null ? null : decided - billed,
      document: { kind: 'Invoice', quickbooksId: id, number },
    })
  }
  const planned = milestone.workStatus === 'cancelled' ? 0n : milestone.amountMinor
  const open = planned + decidedOfCredits(milestone, 'again') - decidedMinor - billing.inFlightMinor
  if (open >= 0n) return { openMinor: open, closed }
  const what =
    milestone.workStatus === 'cancelled'
      ? `“${milestone.name}” was cancelled, and is billed`
      : `More of “${milestone.name}” is billed, or about to be, than it comes to`
  return { openMinor: 0n, closed: [...closed, { what, minor: open, document: null }] }
}

/**
 * A credit of a part closes that part, until a person says that it is billed again: then it is open, or billed by a
 * claim of its own. An answer to a credit that is gone is named too.
 */
function partlyCredited(milestones: readonly Tracked[], invoices: readonly TieOutInvoice[]): NamedItem[] {
  const decided = (intentId: string, kind: 'again' | 'closed') =>
    milestones.reduce((sum, { milestone }) => sum + decidedOfCredits(milestone, kind, intentId), 0n)
  const standing = invoices.flatMap(({ document, gone, billed, creditedNetMinor }): NamedItem[] => {
    if (gone === 'credited') return []
    const again = decided(billed.intent.intentId, 'again')
    if (creditedNetMinor === null || creditedNetMinor === again) return []
    const minor = creditedNetMinor - again
    const number = document.number ?? document.quickbooksId
    const took = `A credit took a part of what invoice ${number} bills`
    const answered = decided(billed.intent.intentId, 'closed')
    const what =
      minor < 0n
        ? `A credit on invoice ${number} is gone, and what it took is billed again`
        : answered >= minor
          ? `${took}, and it is not billed again`
          : took
    return [{ what, minor, document }]
  })
  const there = new Set(
    invoices.filter(({ gone }) => gone !== 'credited').map(({ billed }) => billed.intent.intentId),
  )
  const gone = milestones.flatMap(({ milestone }) =>
    milestone.claims.flatMap((claim): NamedItem[] =>
      claim.kind !== 'again' || there.has(claim.intentId)
        ? []
        : [
            {
              what: `What a credit took of ${claim.invoice} is billed again, and all of that invoice is free`,
              minor: -claim.amountMinor,
              document: null,
            },
          ],
    ),
  )
  return [...standing, ...gone]
}
