import type { Entities } from '../../connectors/quickbooks/entities'
import type { AssignedBy, WorkMark } from '../hours/work-owner'
import { parseAmount } from '../money/money'

export type CostKind = 'Bill' | 'Purchase'
export type CostStatus = 'billable' | 'not_billable' | 'billed'

/** Where a cost stands in QuickBooks: a line of a bill or a purchase. */
export interface CostPlace {
  readonly txnKind: CostKind
  readonly txnId: string
  readonly lineId: string
}

/** A cost as QuickBooks has it. */
export interface ReadCost extends CostPlace, WorkMark {
  readonly docNumber: string | null
  readonly changedAt: Date
  readonly vendorName: string | null
  /** `YYYY-MM-DD`. */
  readonly spentOn: string
  readonly description: string | null
  /** Net, in minor units of its currency. */
  readonly amountMinor: bigint
  readonly currency: string
  readonly billable: CostStatus
}

/** A cost that is held. */
export interface CostLine extends ReadCost {
  readonly costId: string
  readonly scheduleId: string | null
  readonly assignedBy: AssignedBy | null
  readonly deleted: boolean
  /**
   * Whether it is set not billable in QuickBooks, which can't be told that it was billed: a person agreed to it, it is
   * done, or QuickBooks refused. Null where nobody was asked.
   */
  readonly release: 'wanted' | 'done' | 'refused' | null
}

const STATUS: Readonly<Record<string, CostStatus>> = {
  Billable: 'billable',
  NotBillable: 'not_billable',
  HasBeenBilled: 'billed',
}

/** The costs on a bill or a purchase that were spent on a customer; lines for nobody are the company's own. */
export function costsOf(
  kind: CostKind,
  document: Entities['Bill'] | Entities['Purchase'],
  homeCurrency: string,
): ReadCost[] {
  const currency = document.CurrencyRef?.value ?? homeCurrency
  const vendor = 'VendorRef' in document ? document.VendorRef : document.EntityRef
  return document.Line.flatMap((line): ReadCost[] => {
    const detail = line.AccountBasedExpenseLineDetail ?? line.ItemBasedExpenseLineDetail
    const amount = line.Amount === undefined ? null : parseAmount(line.Amount, currency)
    const customerId = detail?.CustomerRef?.value
    if (customerId === undefined || amount === null || line.Id === undefined) return []
    return [
      {
        txnKind: kind,
        txnId: document.Id,
        lineId: line.Id,
        docNumber: document.DocNumber ?? null,
        changedAt: new Date(document.MetaData.LastUpdatedTime),
        customerId,
        projectId: line.ProjectRef?.value ?? null,
        classId: detail?.ClassRef?.value ?? null,
        itemId: detail?.ItemRef?.value ?? null,
        vendorName: isNamed(vendor) ? vendor.name : null,
        spentOn: document.TxnDate ?? '',
        description: line.Description ?? null,
        amountMinor: amount.minor,
        currency,
        billable: STATUS[detail?.BillableStatus ?? ''] ?? 'not_billable',
      },
    ]
  }).filter((cost) => cost.spentOn !== '')
}

const isNamed = (ref: unknown): ref is { readonly name: string } =>
  typeof ref === 'object' && ref !== null && 'name' in ref && typeof ref.name === 'string'

/** The key of the invoice line that bills a cost: each is billed once. */
export const costPartKey = ({ txnKind, txnId, lineId }: CostPlace): string =>
  `cost:${txnKind}:${txnId}:${lineId}`

/** Whether it may be put on an invoice as far as QuickBooks goes; one that we set not billable ourselves may again. */
export const isUnbilledCost = (cost: CostLine): boolean =>
  !cost.deleted &&
  cost.amountMinor > 0n &&
  (cost.billable === 'billable' || (cost.billable === 'not_billable' && cost.release === 'done'))
