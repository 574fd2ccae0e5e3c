/** How a field's value is written, and so which operators make sense on it. */
export type FieldKind = 'id' | 'reference' | 'text' | 'date' | 'time' | 'decimal' | 'boolean'

const stamps = { 'MetaData.CreateTime': 'time', 'MetaData.LastUpdatedTime': 'time' } as const
const sale = {
  Id: 'id',
  CustomerRef: 'reference',
  ProjectRef: 'reference',
  TxnDate: 'date',
  ...stamps,
} as const
const master = { Id: 'id', Name: 'text', Active: 'boolean', ...stamps } as const

/**
 * What QuickBooks can filter by, from the marks in Intuit's API reference. PrivateNote, CustomField, LinkedTxn
 * and EmailStatus are not among them: our marker is looked for in the rows, never in the query.
 */
export const filterableFields = {
  Invoice: {
    ...sale,
    DocNumber: 'text',
    DueDate: 'date',
    SalesTermRef: 'reference',
    Balance: 'decimal',
  },
  Payment: { ...sale, TotalAmt: 'decimal', PaymentMethodRef: 'reference', PaymentRefNum: 'text' },
  CreditMemo: { ...sale, DocNumber: 'text', SalesTermRef: 'reference', Balance: 'decimal' },
  RefundReceipt: { ...sale, DocNumber: 'text', PaymentType: 'text', Balance: 'decimal' },
  Estimate: { ...sale, DocNumber: 'text', DueDate: 'date' },
  Customer: {
    Id: 'id',
    DisplayName: 'text',
    FullyQualifiedName: 'text',
    CompanyName: 'text',
    GivenName: 'text',
    MiddleName: 'text',
    FamilyName: 'text',
    PrintOnCheckName: 'text',
    PrimaryEmailAddr: 'text',
    Active: 'boolean',
    Balance: 'decimal',
    ...stamps,
  },
  Item: { ...master, FullyQualifiedName: 'text', Type: 'text', SubItem: 'boolean', Taxable: 'boolean' },
  Account: { ...master, FullyQualifiedName: 'text', AccountType: 'text' },
  Term: master,
  TaxCode: { ...master, Description: 'text' },
  Class: { ...master, FullyQualifiedName: 'text' },
  Department: { ...master, FullyQualifiedName: 'text' },
  /** Neither the customer nor the time of a change is marked as one that time can be looked for by. */
  TimeActivity: { Id: 'id', TxnDate: 'date', ProjectRef: 'reference', BillableStatus: 'text' },
  Employee: { Id: 'id', DisplayName: 'text', Active: 'boolean' },
  Vendor: { Id: 'id', DisplayName: 'text', Active: 'boolean' },
  Bill: { Id: 'id', VendorRef: 'reference', TxnDate: 'date', DueDate: 'date', DocNumber: 'text' },
  Purchase: { Id: 'id', TxnDate: 'date', DocNumber: 'text' },
  Attachable: {
    Id: 'id',
    FileName: 'text',
    Note: 'text',
    Category: 'text',
    ContentType: 'text',
    Tag: 'text',
    Size: 'decimal',
    'AttachableRef.EntityRef.Type': 'text',
    'AttachableRef.EntityRef.value': 'id',
    ...stamps,
  },
} as const satisfies Record<string, Readonly<Record<string, FieldKind>>>
