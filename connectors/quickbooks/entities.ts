import { z } from 'zod'

/**
 * What QuickBooks answers, as far as Milepost reads it. Unknown fields pass through; a missing field that
 * is required here makes the answer unreadable. Amounts are decimal TEXT, exactly as the vendor wrote them
 * (the connector parses JSON without floating point). Ids and SyncTokens are opaque strings.
 */
const ref = z.looseObject({ value: z.string(), name: z.string().optional() })
const decimal = z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/)
const meta = z.looseObject({ CreateTime: z.string().optional(), LastUpdatedTime: z.string() })
const link = z.looseObject({ TxnId: z.string(), TxnType: z.string() })
const stored = { Id: z.string(), SyncToken: z.string(), MetaData: meta }

const soldItem = z.looseObject({
  ItemRef: ref.optional(),
  TaxCodeRef: ref.optional(),
  ClassRef: ref.optional(),
  Qty: decimal.optional(),
  UnitPrice: decimal.optional(),
})
export const salesLine = z.looseObject({
  Id: z.string().optional(),
  LineNum: decimal.optional(),
  Description: z.string().optional(),
  Amount: decimal.optional(),
  DetailType: z.string().optional(),
  SalesItemLineDetail: soldItem.optional(),
  LinkedTxn: z.array(link).optional(),
})
export const invoice = z.looseObject({
  ...stored,
  DocNumber: z.string().optional(),
  TxnDate: z.string().optional(),
  DueDate: z.string().optional(),
  CustomerRef: ref,
  CurrencyRef: ref.optional(),
  ExchangeRate: decimal.optional(),
  Line: z.array(salesLine),
  TxnTaxDetail: z.looseObject({ TotalTax: decimal.optional() }).optional(),
  TotalAmt: decimal,
  Balance: decimal,
  PrivateNote: z.string().optional(),
  EmailStatus: z.string().optional(),
  BillEmail: z.looseObject({ Address: z.string().optional() }).optional(),
  DeliveryInfo: z.looseObject({ DeliveryTime: z.string().optional() }).optional(),
  LinkedTxn: z.array(link).optional(),
})
export const payment = z.looseObject({
  ...stored,
  TxnDate: z.string().optional(),
  CustomerRef: ref,
  CurrencyRef: ref.optional(),
  TotalAmt: decimal,
  UnappliedAmt: decimal.optional(),
  Line: z.array(z.looseObject({ Amount: decimal, LinkedTxn: z.array(link) })).optional(),
  PrivateNote: z.string().optional(),
})
export const creditMemo = z.looseObject({
  ...stored,
  DocNumber: z.string().optional(),
  TxnDate: z.string().optional(),
  CustomerRef: ref,
  CurrencyRef: ref.optional(),
  Line: z.array(salesLine),
  TotalAmt: decimal,
  RemainingCredit: decimal.optional(),
  Balance: decimal.optional(),
  PrivateNote: z.string().optional(),
})
export const refundReceipt = z.looseObject({
  ...stored,
  CustomerRef: ref.optional(),
  TxnDate: z.string().optional(),
  TotalAmt: decimal,
  Line: z.array(salesLine).optional(),
})
export const customer = z.looseObject({
  ...stored,
  DisplayName: z.string(),
  CompanyName: z.string().optional(),
  FullyQualifiedName: z.string().optional(),
  Active: z.boolean().optional(),
  PrimaryEmailAddr: z.looseObject({ Address: z.string().optional() }).optional(),
  CurrencyRef: ref.optional(),
  SalesTermRef: ref.optional(),
  Taxable: z.boolean().optional(),
})
export const item = z.looseObject({
  ...stored,
  Name: z.string(),
  Active: z.boolean().optional(),
  Type: z.string().optional(),
  Taxable: z.boolean().optional(),
  IncomeAccountRef: ref.optional(),
})
export const account = z.looseObject({
  ...stored,
  Name: z.string(),
  Active: z.boolean().optional(),
  AccountType: z.string().optional(),
})
export const term = z.looseObject({
  ...stored,
  Name: z.string(),
  Active: z.boolean().optional(),
  Type: z.string().optional(),
  DueDays: decimal.optional(),
  DayOfMonthDue: decimal.optional(),
  DueNextMonthDays: decimal.optional(),
})
export const taxCode = z.looseObject({
  ...stored,
  Name: z.string(),
  Description: z.string().optional(),
  Active: z.boolean().optional(),
})
const named = z.looseObject({ ...stored, Name: z.string(), Active: z.boolean().optional() })
/** A line of an estimate; a group holds lines of its own. */
export const estimateLine = z.looseObject({
  ...salesLine.shape,
  GroupLineDetail: z
    .looseObject({ GroupItemRef: ref.optional(), Quantity: decimal.optional(), Line: z.array(salesLine) })
    .optional(),
})
export const estimate = z.looseObject({
  ...stored,
  DocNumber: z.string().optional(),
  TxnDate: z.string().optional(),
  TxnStatus: z.string().optional(),
  ExpirationDate: z.string().optional(),
  AcceptedDate: z.string().optional(),
  CustomerRef: ref,
  CurrencyRef: ref.optional(),
  SalesTermRef: ref.optional(),
  ClassRef: ref.optional(),
  DepartmentRef: ref.optional(),
  CustomerMemo: z.looseObject({ value: z.string().optional() }).optional(),
  TxnTaxDetail: z.looseObject({ TotalTax: decimal.optional() }).optional(),
  Line: z.array(estimateLine),
  LinkedTxn: z.array(link).optional(),
  TotalAmt: decimal,
})
export const attachable = z.looseObject({
  Id: z.string(),
  SyncToken: z.string(),
  FileName: z.string().optional(),
  Note: z.string().optional(),
})
export const companyInfo = z.looseObject({
  Id: z.string(),
  CompanyName: z.string(),
  Country: z.string().optional(),
  DefaultTimeZone: z.string().optional(),
})
export const preferences = z.looseObject({
  SalesFormsPrefs: z.looseObject({ CustomTxnNumbers: z.boolean().optional() }).optional(),
  AccountingInfoPrefs: z.looseObject({ BookCloseDate: z.string().optional() }).optional(),
  CurrencyPrefs: z
    .looseObject({ MultiCurrencyEnabled: z.boolean().optional(), HomeCurrency: ref.optional() })
    .optional(),
  TaxPrefs: z
    .looseObject({ UsingSalesTax: z.boolean().optional(), PartnerTaxEnabled: z.boolean().optional() })
    .optional(),
})

/** Work of an employee or a vendor: hours and minutes, or from when to when less a break. */
export const timeActivity = z.looseObject({
  ...stored,
  TxnDate: z.string().optional(),
  NameOf: z.string().optional(),
  EmployeeRef: ref.optional(),
  VendorRef: ref.optional(),
  CustomerRef: ref.optional(),
  ProjectRef: ref.optional(),
  ItemRef: ref.optional(),
  ClassRef: ref.optional(),
  BillableStatus: z.string().optional(),
  HourlyRate: decimal.optional(),
  Hours: decimal.optional(),
  Minutes: decimal.optional(),
  BreakHours: decimal.optional(),
  BreakMinutes: decimal.optional(),
  StartTime: z.string().optional(),
  EndTime: z.string().optional(),
  Description: z.string().optional(),
})
/** Somebody whose time is kept: an employee, or a vendor. */
export const person = z.looseObject({
  ...stored,
  DisplayName: z.string(),
  Active: z.boolean().optional(),
})
const spentOn = z.looseObject({
  CustomerRef: ref.optional(),
  ClassRef: ref.optional(),
  ItemRef: ref.optional(),
  BillableStatus: z.string().optional(),
})
/** A line of a bill or a purchase: what was bought, and for which customer. */
export const expenseLine = z.looseObject({
  Id: z.string().optional(),
  Description: z.string().optional(),
  Amount: decimal.optional(),
  DetailType: z.string().optional(),
  ProjectRef: ref.optional(),
  AccountBasedExpenseLineDetail: spentOn.optional(),
  ItemBasedExpenseLineDetail: spentOn.optional(),
})
const expense = {
  ...stored,
  DocNumber: z.string().optional(),
  TxnDate: z.string().optional(),
  CurrencyRef: ref.optional(),
  Line: z.array(expenseLine),
  TotalAmt: decimal.optional(),
}
export const bill = z.looseObject({ ...expense, VendorRef: ref })
export const purchase = z.looseObject({
  ...expense,
  PaymentType: z.string().optional(),
  AccountRef: ref.optional(),
  EntityRef: ref.optional(),
})

/** Every entity the connector can parse, by QuickBooks' name for it. */
export const entitySchemas = {
  Invoice: invoice,
  Payment: payment,
  CreditMemo: creditMemo,
  RefundReceipt: refundReceipt,
  Customer: customer,
  Item: item,
  Account: account,
  Term: term,
  TaxCode: taxCode,
  Class: named,
  Department: named,
  Estimate: estimate,
  TimeActivity: timeActivity,
  Employee: person,
  Vendor: person,
  Bill: bill,
  Purchase: purchase,
  Attachable: attachable,
  CompanyInfo: companyInfo,
  Preferences: preferences,
} as const

export type EntityName = keyof typeof entitySchemas
export type Entities = { [E in EntityName]: z.infer<(typeof entitySchemas)[E]> }

/** The kinds that change data capture is asked for. */
export const changedEntities = [
  'Invoice',
  'Payment',
  'CreditMemo',
  'RefundReceipt',
  'Customer',
  'Estimate',
] as const
export type ChangedEntity = (typeof changedEntities)[number]
