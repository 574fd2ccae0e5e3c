import type { BilledIntent } from '../invoices/billing-status'
import { billedByPart } from '../invoices/document'
import { billsMilestone } from '../invoices/invoice-line'
import { formatMoney, money, sumOrUnknown } from '../money/money'
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
  const closed = [...states.flatMap((state) => state.closed), ...partlyCredited(invoices)]
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
  const open = planned - decidedMinor - billing.inFlightMinor
  if (open >= 0n) return { openMinor: open, closed }
  const what =
    milestone.workStatus === 'cancelled'
      ? `“${milestone.name}” was cancelled, and is billed`
      : `More of “${milestone.name}” is billed, or about to be, than it comes to`
  return { openMinor: 0n, closed: [...closed, { what, minor: open, document: null }] }
}

/** A credit of a part closes that part, until a person says that it is billed again. */
function partlyCredited(invoices: readonly TieOutInvoice[]): NamedItem[] {
  return invoices.flatMap(({ document, gone, creditedNetMinor }): NamedItem[] =>
    gone === 'credited' || creditedNetMinor === null || creditedNetMinor === 0n
      ? []
      : [
          {
            what: `A credit took a part of what invoice ${document.number ?? document.quickbooksId} bills`,
            minor: creditedNetMinor,
            document,
          },
        ],
  )
}
