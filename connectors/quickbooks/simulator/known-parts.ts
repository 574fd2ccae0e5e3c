/** The same as known-entities.ts, for the parts that entities are made of. */
export const KNOWN_PARTS: Readonly<Record<string, string>> = {
  StatusInfo: 'status statusDate callToAction',
  TxnRetainageDetail: 'RetainageAmount RetainageOpenBalance',
  ReferenceType: 'name type value',
  CheckPayment: 'CheckNum Status NameOnAcct AcctNum BankName CheckPaymentEx:any',
  CreditCardPayment: 'CreditChargeInfo:any CreditChargeResponse:any',
  CashBackInfo: 'AccountRef:ReferenceType Amount Memo',
  PhysicalAddress: `
    Id Line1 Line2 Line3 Line4 Line5 City Country CountryCode County CountrySubDivisionCode PostalCode
    PostalCodeSuffix Lat Long Tag Note`,
  VendorBankAccountDetail: 'BankBranchIdentifier BankAccountNumber BankAccountName StatementText',
  ItemGroupDetail: 'ItemGroupLine:ItemComponentLine',
  ItemAssemblyDetail: 'ItemAssemblyLine:ItemComponentLine',
  TaxRateList: 'TaxRateDetail:TaxRateDetail originatingGroupId',
  EffectiveTaxRate: 'RateValue EffectiveDate EndDate EffectiveTaxRateEx:any',
  EmailAddress: 'Id Address Default Tag',
  WebSiteAddress: 'Id URI Default Tag',
  TelephoneNumber: `
    Id DeviceType CountryCode AreaCode ExchangeCode Extension FreeFormNumber Default Tag`,
  ContactInfo: `
    Type Telephone:TelephoneNumber Email:EmailAddress WebSite:WebSiteAddress
    OtherContact:GenericContactType`,
  NameValue: 'Name Value',
  MemoRef: 'id value',
  TransactionDeliveryInfo: 'DeliveryType DeliveryTime DeliveryErrorType',
  LinkedTxn: 'TxnId TxnType TxnLineId',
  Line: `
    Id LineNum Description Amount Received LinkedTxn:LinkedTxn DetailType
    PaymentLineDetail:PaymentLineDetail DiscountLineDetail:DiscountLineDetail
    TaxLineDetail:TaxLineDetail SalesItemLineDetail:SalesItemLineDetail
    DescriptionLineDetail:DescriptionLineDetail ItemBasedExpenseLineDetail:ItemBasedExpenseLineDetail
    AccountBasedExpenseLineDetail:AccountBasedExpenseLineDetail ReimburseLineDetail:ReimburseLineDetail
    DepositLineDetail:DepositLineDetail PurchaseOrderItemLineDetail:any SalesOrderItemLineDetail:any
    ItemReceiptLineDetail:any JournalEntryLineDetail:JournalEntryLineDetail
    GroupLineDetail:GroupLineDetail SubTotalLineDetail:SubTotalLineDetail TDSLineDetail:any
    ItemAdjustmentLineDetail:any CustomField:CustomField LineEx:any ProjectRef:ReferenceType CostAmount
    HomeCostAmount CustomExtensions:any`,
  TxnTaxDetail: `
    DefaultTaxCodeRef:ReferenceType TxnTaxCodeRef:ReferenceType TotalTax TaxReviewStatus TaxLine:Line
    UseAutomatedSalesTax`,
  ModificationMetaData: `
    CreatedByRef:ReferenceType CreateTime LastModifiedByRef:ReferenceType LastUpdatedTime
    LastChangedInQB Synchronized`,
  CustomField: 'DefinitionId Name Type StringValue BooleanValue DateValue NumberValue',
  AttachableRef: `
    EntityRef:ReferenceType LineInfo IncludeOnSend CustomField:CustomField AttachableRefEx:any`,
  ItemComponentLine: 'ItemRef:ReferenceType Qty UOMRef:UOMRef',
  TaxRateDetail: 'TaxRateRef:ReferenceType TaxTypeApplicable TaxOrder TaxOnTaxOrder',
  GenericContactType: 'Id Name Value Type Default Tag',
  PaymentLineDetail: `
    ItemRef:ReferenceType ServiceDate ClassRef:ReferenceType Balance HomeBalance
    Discount:DiscountOverride PaymentLineEx:any`,
  DiscountLineDetail: `
    <DiscountOverride ServiceDate ClassRef:ReferenceType TaxCodeRef:ReferenceType
    DiscountLineDetailEx:any`,
  TaxLineDetail: `
    TaxRateRef:ReferenceType PercentBased TaxPercent NetAmountTaxable TaxInclusiveAmount
    OverrideDeltaAmount ServiceDate TaxLineDetailEx:any`,
  SalesItemLineDetail: `
    <ItemLineDetail ServiceDate TaxInclusiveAmt DiscountRate DiscountAmt DeferredRevenue RetainageAmount
    SalesItemLineDetailEx:any`,
  DescriptionLineDetail: 'ServiceDate TaxCodeRef:ReferenceType DescriptionLineDetailEx:any',
  ItemBasedExpenseLineDetail: `
    <ItemLineDetail CustomerRef:ReferenceType BillableStatus TaxInclusiveAmt
    ItemBasedExpenseLineDetailEx:any`,
  AccountBasedExpenseLineDetail: `
    CustomerRef:ReferenceType ClassRef:ReferenceType AccountRef:ReferenceType BillableStatus
    MarkupInfo:MarkupInfo TaxAmount TaxCodeRef:ReferenceType TaxInclusiveAmt
    ExpenseDetailLineDetailEx:any`,
  ReimburseLineDetail: '<ItemLineDetail',
  DepositLineDetail: `
    Entity:ReferenceType ClassRef:ReferenceType AccountRef:ReferenceType PaymentMethodRef:ReferenceType
    CheckNum TxnType TaxCodeRef:ReferenceType TaxApplicableOn DepositLineDetailEx:any`,
  JournalEntryLineDetail: `
    PostingType Entity:EntityTypeRef AccountRef:ReferenceType ClassRef:ReferenceType
    DepartmentRef:ReferenceType TaxCodeRef:ReferenceType TaxRateRef:ReferenceType TaxApplicableOn
    TaxAmount TaxInclusiveAmt BillableStatus JournalCodeRef:ReferenceType JournalEntryLineDetailEx:any`,
  GroupLineDetail: `
    GroupItemRef:ReferenceType Quantity UOMRef:UOMRef ServiceDate Line:Line GroupLineDetailEx:any`,
  SubTotalLineDetail: 'ItemRef:ReferenceType ServiceDate',
  UOMRef: 'Unit UOMSetRef:ReferenceType',
  DiscountOverride: `
    DiscountRef:ReferenceType PercentBased DiscountPercent DiscountAccountRef:ReferenceType`,
  ItemLineDetail: `
    ItemRef:ReferenceType ClassRef:ReferenceType UnitPrice UnitCostPrice RatePercent
    PriceLevelRef:ReferenceType MarkupInfo:MarkupInfo Qty UOMRef:UOMRef ItemAccountRef:ReferenceType
    InventorySiteRef:ReferenceType TaxCodeRef:ReferenceType TaxClassificationRef:ReferenceType`,
  MarkupInfo: `
    PercentBased Value Percent PriceLevelRef:ReferenceType MarkUpIncomeAccountRef:ReferenceType`,
  EntityTypeRef: 'Type EntityRef:ReferenceType',
}
