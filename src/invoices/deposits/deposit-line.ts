import type { Share } from '../../money/share'
import { codeOf, type Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { InvoiceLine, LineReading } from '../composing/invoice-line'
import type { BillingFacts } from '../composing/read-billing-facts'
import { contractWords, invoiceNumbers } from '../words/contract-words'
import { type Wording, wordingOf } from '../words/wording'
import { type BilledDeposit, type DepositAccount, drawKey, earnedKey } from './deposit-account'
import type { AdvanceAsked, AdvancePart, AdvanceState } from './deposit-to-bill'

/** With which item and tax code QuickBooks keeps deposits. */
export interface DepositItem {
  readonly itemId: string | null
  /** `TAX`, `NON`, a tax code's id, or null to leave it to QuickBooks. */
  readonly taxCode: string | null
}

/** The deposits that a line draws of: their numbers, and what is left of them. */
interface DrawnFrom extends Pick<DepositAccount, 'effectiveMinor' | 'drawnMinor' | 'drawnUnderWayMinor'> {
  readonly deposits: readonly {
    readonly state: BilledDeposit['state']
    readonly invoice: { readonly docNumber: string | null; readonly quickbooksId: string } | null
  }[]
}

/** The line of an advance's own invoice: no milestone, and so nothing of the contract. */
export function advanceLine(
  schedule: Schedule,
  facts: Pick<BillingFacts, 'term' | 'customer' | 'workspace' | 'isUnitedStates'>,
  item: DepositItem,
  part: AdvancePart,
  asked: AdvanceAsked,
  { billedMinor, wholeMinor }: Pick<AdvanceState, 'billedMinor'> & { readonly wholeMinor: bigint },
): InvoiceLine {
  const wording = wordingOf(facts)
  const text = (minor: bigint) => wording.money(minor, schedule.currency)
  const { deposit } = schedule.terms
  const of = (share: Share) =>
    wording.say('shareOf', { share: wording.share(share), amount: text(schedule.contractMinor) })
  const agreed = deposit === null ? '' : of(deposit.share)
  const maths =
    asked === null
      ? billedMinor === 0n
        ? agreed
        : wording.say('depositLeft', { maths: agreed })
      : 'share' in asked
        ? of(asked.share)
        : wording.say('depositPart', { maths: agreed })
  const customer = facts.customer?.name ?? null
  return {
    partKey: part.partKey,
    scheduleId: schedule.scheduleId,
    milestoneId: null,
    kind: 'deposit',
    amountMinor: part.amountMinor,
    reads: {
      text: [
        wording.say('deposit', { contract: contractWords(schedule.terms, wording) }),
        maths,
        part.isOfSeveral ? wording.say('depositPayer', { amount: text(wholeMinor), customer }) : '',
        wording.say('depositLater', {}),
        facts.term === null ? '' : wording.say('terms', { terms: facts.term.name }),
      ].filter((words) => words !== ''),
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
  account: DrawnFrom,
  drawMinor: bigint,
  currency: string,
  wording: Wording,
): InvoiceLine {
  return {
    ...beside(work),
    partKey: drawKey(work.partKey),
    kind: 'draw',
    amountMinor: -drawMinor,
    reads: {
      text: [
        wording.say('draw', { invoices: invoicesOf(account, wording) }),
        ...leftWords(account, drawMinor, currency, wording),
      ],
      ...reading(item),
    },
  }
}

/** The pair by which a deposit inside the contract becomes income: the invoice comes to the same with it. */
export function earnedLines(
  work: InvoiceLine,
  milestone: Milestone,
  item: DepositItem,
  account: Pick<DrawnFrom, 'deposits'>,
  earnedMinor: bigint,
  wording: Wording,
): InvoiceLine[] {
  const { name } = milestone
  const invoices = invoicesOf(account, wording)
  return [
    {
      ...beside(work),
      partKey: work.partKey.replace(/work$/, 'deposit_income'),
      kind: 'deposit_income',
      amountMinor: earnedMinor,
      reads: {
        text: [wording.say('earned', { invoices, code: codeOf(milestone), name })],
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
      reads: { text: [wording.say('earnedPaid', {})], ...reading(item) },
    },
  ]
}

const beside = ({ scheduleId, milestoneId }: InvoiceLine) => ({ scheduleId, milestoneId })
const reading = (item: DepositItem): Omit<LineReading, 'text'> => ({ ...item, serviceOn: null })

/** "invoice 1037" or "invoices 1037 and 1052": what a client finds in their own books. */
function invoicesOf({ deposits }: Pick<DrawnFrom, 'deposits'>, wording: Wording): string | null {
  const numbers = deposits.flatMap(({ state, invoice }) =>
    state === 'effective' && invoice !== null ? [invoice.docNumber ?? invoice.quickbooksId] : [],
  )
  return invoiceNumbers(numbers, wording, 'and')
}

function leftWords(account: DrawnFrom, drawMinor: bigint, currency: string, wording: Wording): string[] {
  if (account.effectiveMinor === null || account.drawnMinor === null) return []
  const left = account.effectiveMinor - account.drawnMinor - account.drawnUnderWayMinor - drawMinor
  const words = left > 0n ? wording.say('drawLeft', { amount: wording.money(left, currency) }) : ''
  return words === '' ? [] : [words]
}
