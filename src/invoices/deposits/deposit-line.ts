import { formatMoney, money } from '../../money/money'
import { type Share, shareText } from '../../money/share'
import { codeOf, type Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { InvoiceLine, LineReading } from '../invoice-line'
import type { BillingFacts } from '../read-billing-facts'
import { type DepositAccount, drawKey, earnedKey } from './deposit-account'
import type { AdvanceAsked, AdvancePart, AdvanceState } from './deposit-to-bill'

/** With which item and tax code QuickBooks keeps deposits. */
export interface DepositItem {
  readonly itemId: string | null
  /** `TAX`, `NON`, a tax code's id, or null to leave it to QuickBooks. */
  readonly taxCode: string | null
}

/** The line of an advance's own invoice: no milestone, and so nothing of the contract. */
export function advanceLine(
  schedule: Schedule,
  facts: Pick<BillingFacts, 'term' | 'customer'>,
  item: DepositItem,
  part: AdvancePart,
  asked: AdvanceAsked,
  { billedMinor, wholeMinor }: Pick<AdvanceState, 'billedMinor'> & { readonly wholeMinor: bigint },
): InvoiceLine {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const { contractDate, contractReference, deposit } = schedule.terms
  const contract = [
    contractDate === null ? null : `per contract dated ${contractDate}`,
    contractReference,
  ].filter((word) => word !== null)
  const of = (share: Share) => `${shareText(share)} of ${text(schedule.contractMinor)}`
  const agreed = deposit === null ? '' : of(deposit.share)
  const maths =
    asked === null
      ? billedMinor === 0n
        ? agreed
        : `What is left of ${agreed}`
      : 'share' in asked
        ? of(asked.share)
        : `Part of ${agreed}`
  const payer = facts.customer === null ? '' : ` (${facts.customer.name})`
  return {
    partKey: part.partKey,
    scheduleId: schedule.scheduleId,
    milestoneId: null,
    kind: 'deposit',
    amountMinor: part.amountMinor,
    reads: {
      text: [
        `Deposit${contract.length > 0 ? ` (${contract.join(', ')})` : ''}`,
        maths,
        ...(part.isOfSeveral ? [`Your part of ${text(wholeMinor)}${payer}`] : []),
        'Later invoices are lower by what they draw from it.',
        ...(facts.term === null ? [] : [`Payment terms: ${facts.term.name}`]),
      ],
      ...reading(item),
    },
  }
}

/** A milestone that is the deposit: it counts against the contract, and is owed to the client until it is earned. */
export const asDeposit = (work: InvoiceLine, item: DepositItem): InvoiceLine => ({
  ...work,
  kind: 'deposit',
  reads: { ...work.reads, ...item },
})

/** The line by which an invoice is lower because its client paid in advance. */
export function drawLine(
  work: InvoiceLine,
  item: DepositItem,
  account: DepositAccount,
  drawMinor: bigint,
  currency: string,
): InvoiceLine {
  return {
    ...beside(work),
    partKey: drawKey(work.partKey),
    kind: 'draw',
    amountMinor: -drawMinor,
    reads: {
      text: [`Less deposit${invoicesOf(account)}`, ...leftWords(account, drawMinor, currency)],
      ...reading(item),
    },
  }
}

/** The pair by which a deposit inside the contract becomes income: the invoice comes to the same with it. */
export function earnedLines(
  work: InvoiceLine,
  milestone: Milestone,
  item: DepositItem,
  account: DepositAccount,
  earnedMinor: bigint,
): InvoiceLine[] {
  const name = `milestone ${codeOf(milestone)}: ${milestone.name}`
  return [
    {
      ...beside(work),
      partKey: work.partKey.replace(/work$/, 'deposit_income'),
      kind: 'deposit_income',
      amountMinor: earnedMinor,
      reads: {
        text: [`Deposit${invoicesOf(account)}, earned with ${name}`],
        itemId: work.reads.itemId,
        taxCode: work.reads.taxCode,
        serviceOn: work.reads.serviceOn,
      },
    },
    {
      ...beside(work),
      partKey: earnedKey(work.partKey),
      kind: 'draw',
      amountMinor: -earnedMinor,
      reads: { text: ['The same, paid with the deposit'], ...reading(item) },
    },
  ]
}

const beside = ({ scheduleId, milestoneId }: InvoiceLine) => ({ scheduleId, milestoneId })
const reading = (item: DepositItem): Omit<LineReading, 'text'> => ({ ...item, serviceOn: null })

/** " (invoice 1037)" or " (invoices 1037 and 1052)": what a client finds in their own books. */
function invoicesOf({ deposits }: DepositAccount): string {
  const numbers = deposits.flatMap(({ state, invoice }) =>
    state === 'effective' && invoice !== null ? [invoice.docNumber ?? invoice.quickbooksId] : [],
  )
  const [only, ...others] = numbers
  if (only === undefined) return ''
  const last = others.pop()
  return last === undefined ? ` (invoice ${only})` : ` (invoices ${[only, ...others].join(', ')} and ${last})`
}

function leftWords(account: DepositAccount, drawMinor: bigint, currency: string): string[] {
  if (account.effectiveMinor === null || account.drawnMinor === null) return []
  const left = account.effectiveMinor - account.drawnMinor - account.drawnUnderWayMinor - drawMinor
  return left > 0n ? [`${formatMoney(money(left, currency))} of it is left for later invoices`] : []
}
