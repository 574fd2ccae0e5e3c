/**
 * Every entity the simulator keeps: its family (how it is written), the sequence its ids come from, and what a
 * query may filter on. Text, number, date and so on decide how values compare; Id takes only = and IN.
 */
export type FieldType = 'id' | 'text' | 'number' | 'date' | 'time' | 'flag' | 'ref'
export type Family = 'sales' | 'name' | 'list' | 'other' | 'fixed'

export interface KindInfo {
  readonly family: Family
  readonly sequence: string
  readonly fields: Readonly<Record<string, FieldType>>
  /** Sends webhook events. */
  readonly rings: boolean
  /** Answered by change data capture. */
  readonly captured: boolean
  /** Lists leave out inactive rows unless asked. */
  readonly canBeInactive: boolean
  /** The field an unordered query happens to be sorted by; null for newest first. */
  readonly naturalOrder: string | null
}

const everywhere = { Id: 'id', 'MetaData.CreateTime': 'time', 'MetaData.LastUpdatedTime': 'time' } as const
const txn = { ...everywhere, TxnDate: 'date', DocNumber: 'text', ProjectRef: 'ref' } as const
const named = { ...everywhere, Name: 'text', Active: 'flag' } as const
const person = {
  ...everywhere,
  DisplayName: 'text',
  GivenName: 'text',
  MiddleName: 'text',
  FamilyName: 'text',
  CompanyName: 'text',
  PrintOnCheckName: 'text',
  PrimaryEmailAddr: 'text',
  Active: 'flag',
} as const

const transaction = (family: Family, fields: Readonly<Record<string, FieldType>>): KindInfo => ({
  family,
  sequence: 'transaction',
  fields: { ...txn, ...fields },
  rings: true,
  captured: true,
  canBeInactive: false,
  naturalOrder: null,
})
const list = (sequence: string, fields: Readonly<Record<string, FieldType>>, rings = true): KindInfo => ({
  family: 'list',
  sequence,
  fields: { ...named, ...fields },
  rings,
  captured: rings,
  canBeInactive: true,
  naturalOrder: 'Name',
})
const party = (fields: Readonly<Record<string, FieldType>>, naturalOrder = 'DisplayName'): KindInfo => ({
  ...list('name', {}),
  family: 'name',
  fields: { ...person, ...fields },
  naturalOrder,
})
const fixed = (rings: boolean): KindInfo => ({
  ...list('fixed', {}, rings),
  family: 'fixed',
  canBeInactive: false,
})

export const KINDS = {
  Invoice: transaction('sales', {
    DueDate: 'date',
    CustomerRef: 'ref',
    SalesTermRef: 'ref',
    Balance: 'number',
  }),
  Estimate: transaction('sales', { DueDate: 'date', CustomerRef: 'ref' }),
  CreditMemo: transaction('sales', { CustomerRef: 'ref', SalesTermRef: 'ref', Balance: 'number' }),
  RefundReceipt: transaction('sales', { CustomerRef: 'ref', PaymentType: 'text', Balance: 'number' }),
  SalesReceipt: transaction('sales', { CustomerRef: 'ref', TotalAmt: 'number', Balance: 'number' }),
  Payment: transaction('other', {
    CustomerRef: 'ref',
    TotalAmt: 'number',
    PaymentMethodRef: 'ref',
    PaymentRefNum: 'text',
  }),
  Deposit: transaction('other', { TotalAmt: 'number' }),
  JournalEntry: transaction('other', {}),
  Bill: transaction('other', {
    VendorRef: 'ref',
    DueDate: 'date',
    TotalAmt: 'number',
    Balance: 'number',
    APAccountRef: 'ref',
    SalesTermRef: 'ref',
  }),
  Purchase: transaction('other', { TotalAmt: 'number', PaymentType: 'text', AccountRef: 'ref' }),
  TimeActivity: {
    ...transaction('other', { BillableStatus: 'text' }),
    sequence: 'time',
    captured: false,
  },
  Customer: party({ FullyQualifiedName: 'text', Balance: 'number' }, 'FullyQualifiedName'),
  Vendor: party({ Balance: 'number' }),
  Employee: party({}),
  Item: list('item', { Type: 'text', FullyQualifiedName: 'text', SubItem: 'flag', Taxable: 'flag' }),
  Account: list('account', {
    AccountType: 'text',
    AccountSubType: 'text',
    Classification: 'text',
    FullyQualifiedName: 'text',
  }),
  Term: list('term', {}),
  Class: list('class', { FullyQualifiedName: 'text' }),
  Department: list('department', { FullyQualifiedName: 'text' }),
  PaymentMethod: list('method', { Type: 'text' }),
  TaxCode: { ...list('tax', { Description: 'text' }, false), family: 'fixed' },
  TaxRate: { ...list('tax', {}, false), family: 'fixed' },
  Attachable: {
    ...list('attachable', {}, false),
    fields: {
      ...everywhere,
      FileName: 'text',
      Note: 'text',
      Category: 'text',
      ContentType: 'text',
      Tag: 'text',
      Size: 'number',
      'AttachableRef.EntityRef.Type': 'text',
      'AttachableRef.EntityRef.value': 'text',
    },
    canBeInactive: false,
    naturalOrder: null,
  },
  CompanyInfo: fixed(false),
  Preferences: fixed(true),
} as const satisfies Record<string, KindInfo>

export type Kind = keyof typeof KINDS
export const isKind = (name: string): name is Kind => Object.hasOwn(KINDS, name)
const byPath = new Map<string, Kind>(
  Object.keys(KINDS).flatMap((name) => (isKind(name) ? [[name.toLowerCase(), name] as const] : [])),
)

/** The kind that a path segment or a query names, in any case; null when QuickBooks has no such entity here. */
export const kindOf = (name: string): Kind | null => byPath.get(name.toLowerCase()) ?? null
export const kindInfo = (kind: Kind): KindInfo => KINDS[kind]
