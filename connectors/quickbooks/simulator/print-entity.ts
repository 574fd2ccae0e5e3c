import { printedAttachable } from './attachable'
import type { Kind } from './kinds'
import type { Entity } from './value'

const STORED = ['domain', 'sparse', 'Id', 'SyncToken', 'MetaData']
const HEAD = [
  ...STORED,
  'CustomField',
  'DocNumber',
  'TxnDate',
  'DepartmentRef',
  'CurrencyRef',
  'ExchangeRate',
  'PrivateNote',
  'TxnStatus',
  'LinkedTxn',
  'Line',
  'TxnTaxDetail',
  'CustomerRef',
  'CustomerMemo',
  'BillAddr',
  'ShipAddr',
]
const SALES = [
  'AllowIPNPayment',
  'AllowOnlinePayment',
  'AllowOnlineCreditCardPayment',
  'AllowOnlineACHPayment',
  ...HEAD,
  'ClassRef',
  'SalesTermRef',
  'DueDate',
  'GlobalTaxCalculation',
  'TotalAmt',
  'HomeTotalAmt',
  'ApplyTaxAfterDiscount',
  'PrintStatus',
  'EmailStatus',
  'BillEmail',
  'BillEmailCc',
  'BillEmailBcc',
  'Balance',
  'HomeBalance',
  'Deposit',
  'RemainingCredit',
  'PaymentMethodRef',
  'PaymentRefNum',
  'DepositToAccountRef',
  'DeliveryInfo',
]
const PERSON = [
  'Taxable',
  'BillAddr',
  'ShipAddr',
  'Job',
  'BillWithParent',
  'ParentRef',
  'Level',
  'SalesTermRef',
  'Balance',
  'BalanceWithJobs',
  'AcctNum',
  'Vendor1099',
  'BillableTime',
  'CurrencyRef',
  'PreferredDeliveryMethod',
  ...STORED,
  'GivenName',
  'FamilyName',
  'FullyQualifiedName',
  'CompanyName',
  'DisplayName',
  'PrintOnCheckName',
  'Active',
]
const PAYMENT = [
  'CustomerRef',
  'DepositToAccountRef',
  'PaymentMethodRef',
  'PaymentRefNum',
  'TotalAmt',
  'UnappliedAmt',
  'ProcessPayment',
  ...STORED,
  'TxnDate',
  'CurrencyRef',
  'ExchangeRate',
  'PrivateNote',
  'LinkedTxn',
  'Line',
]
const ORDERS: Partial<Record<Kind, readonly string[]>> = {
  Invoice: SALES,
  Estimate: SALES,
  CreditMemo: SALES,
  RefundReceipt: SALES,
  SalesReceipt: SALES,
  Customer: PERSON,
  Vendor: PERSON,
  Employee: PERSON,
  Payment: PAYMENT,
}

/** An entity as an answer shows it: the vendor's order of properties, and what is made up on reading. */
export function printEntity(kind: Kind, stored: Entity, realmId: string, baseUrl: string, at: Date): Entity {
  const entity = kind === 'Attachable' ? printedAttachable(stored, realmId, baseUrl, at) : stored
  const order = ORDERS[kind]
  if (order === undefined) return entity
  const first = order
    .filter((name) => entity[name] !== undefined)
    .map((name) => [name, entity[name] ?? null] as const)
  return { ...Object.fromEntries(first), ...entity }
}
