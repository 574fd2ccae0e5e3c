/**
 * The properties QuickBooks knows of each entity, by the names of Intuit's public Finance.xsd: `Name`, or
 * `Name:Type` where the value has properties of its own, `any` where anything goes, `<Base` what it extends.
 */
export const KNOWN_ENTITIES: Readonly<Record<string, string>> = {
  Invoice: `
    <SalesTransaction Deposit AllowIPNPayment AllowOnlinePayment AllowOnlineCreditCardPayment
    AllowOnlineACHPayment AllowOnlinePayPalPayment AllowOnlineAffirmPayment EInvoiceStatus
    ECloudStatusTimeStamp CfdiUse Exportation GlobalInfo:any invoiceStatus callToAction
    invoiceStatusLog:StatusInfo InvoiceEx:any LessCIS InvoiceLink PaymentDetailsMessage
    ConvenienceFeeDetail:any EnabledSurchargeInfo:any InvoiceLinkSecurityCode InvoiceLinkExpiryDate
    AutoPayEligible SchedulePayEligible ScheduledPaymentId GratuityEnabled FinancingProductType
    SubscriptionPaymentsSetting TxnRetainageDetail:TxnRetainageDetail`,
  Estimate: '<SalesTransaction ExpirationDate AcceptedBy AcceptedDate EstimateEx:any',
  CreditMemo: '<SalesTransaction RemainingCredit InvoiceRef:ReferenceType CreditMemoEx:any',
  RefundReceipt: '<SalesTransaction RemainingCredit RefundReceiptEx:any',
  SalesReceipt: '<SalesTransaction SalesReceiptEx:any LessCIS',
  Payment: `
    <Transaction CustomerRef:ReferenceType RemitToRef:ReferenceType ARAccountRef:ReferenceType
    DepositToAccountRef:ReferenceType PaymentMethodRef:ReferenceType PaymentRefNum PaymentType
    CheckPayment:CheckPayment CreditCardPayment:CreditCardPayment TotalAmt UnappliedAmt ProcessPayment
    PaymentExtendedType PaymentEx:any`,
  Deposit: `
    <Transaction DepositToAccountRef:ReferenceType CashBack:CashBackInfo GlobalTaxCalculation TotalAmt
    HomeTotalAmt DepositEx:any`,
  Bill: `
    <PurchaseByVendor PayerRef:ReferenceType SalesTermRef:ReferenceType DueDate
    RemitToAddr:PhysicalAddress ShipAddr:PhysicalAddress VendorAddr:PhysicalAddress Balance HomeBalance
    BillEx:any LessCIS IncludeInAnnualTPAR`,
  Purchase: `
    <Transaction AccountRef:ReferenceType PaymentMethodRef:ReferenceType PaymentRefNum PaymentType
    CheckPayment:CheckPayment CreditCardPayment:CreditCardPayment EntityRef:ReferenceType Credit
    RemitToAddr:PhysicalAddress TotalAmt Memo PrintStatus GlobalTaxCalculation PurchaseEx:any LessCIS
    IncludeInAnnualTPAR`,
  JournalEntry: `
    <Transaction Adjustment HomeCurrencyAdjustment EnteredInHomeCurrency GlobalTaxCalculation TotalAmt
    HomeTotalAmt JournalEntryEx:any`,
  TimeActivity: `
    <IntuitEntity TimeZone TxnDate NameOf EmployeeRef:ReferenceType VendorRef:ReferenceType
    OtherNameRef:ReferenceType CustomerRef:ReferenceType DepartmentRef:ReferenceType
    ItemRef:ReferenceType ClassRef:ReferenceType PayrollItemRef:ReferenceType ProjectRef:ReferenceType
    TimeChargeId BillableStatus Taxable HourlyRate CostRate Hours Minutes Seconds BreakHours
    BreakMinutes BreakSeconds StartTime EndTime Description TimeActivityEx:any HoursInEmployeeTimeZone`,
  Customer: `
    <NameBase Taxable BillAddr:PhysicalAddress ShipAddr:PhysicalAddress OtherAddr:PhysicalAddress
    ContactName AltContactName Notes Job BillWithParent RootCustomerRef:ReferenceType
    ParentRef:ReferenceType Level CustomerTypeRef:ReferenceType SalesTermRef:ReferenceType
    SalesRepRef:ReferenceType TaxGroupCodeRef:ReferenceType TaxRateRef:ReferenceType
    PaymentMethodRef:ReferenceType CCDetail:any PriceLevelRef:ReferenceType Balance OpenBalanceDate
    BalanceWithJobs CreditLimit AcctNum CurrencyRef:ReferenceType OverDueBalance TotalRevenue
    TotalExpense PreferredDeliveryMethod ResaleNum JobInfo:any TDSEnabled CustomerEx:any
    SecondaryTaxIdentifier ARAccountRef:ReferenceType PrimaryTaxIdentifier TaxExemptionReasonId
    IsProject BusinessNumber GSTIN GSTRegistrationType IsCISContractor ClientCompanyId ClientEntityId
    Source TaxRegime`,
  Vendor: `
    <NameBase ContactName AltContactName Notes BillAddr:PhysicalAddress ShipAddr:PhysicalAddress
    OtherAddr:PhysicalAddress TaxCountry TaxIdentifier TaxIdEffectiveDate BusinessNumber
    ParentRef:ReferenceType VendorTypeRef:ReferenceType TermRef:ReferenceType
    PrefillAccountRef:ReferenceType Balance BillRate OpenBalanceDate CreditLimit AcctNum Vendor1099
    T4AEligible T5018Eligible CurrencyRef:ReferenceType TDSEnabled TDSEntityTypeId TDSSectionTypeId
    TDSOverrideThreshold TaxReportingBasis APAccountRef:ReferenceType VendorEx:any GSTIN
    GSTRegistrationType IsSubContractor SubcontractorType CISRate HasTPAR
    VendorPaymentBankDetail:VendorBankAccountDetail Source CostRate AgencyVerificationStatus
    AgencyVerificationStatusMsg AgencyVerificationTSUTC CompanyRegistrationNumber`,
  Employee: `
    <NameBase EmployeeType EmployeeNumber SSN PrimaryAddr:PhysicalAddress OtherAddr:PhysicalAddress
    BillableTime BillRate BirthDate Gender HiredDate ReleasedDate UseTimeEntry EmployeeEx:any CostRate
    Notes`,
  Item: `
    <IntuitEntity Name Sku Description Active SubItem ParentRef:ReferenceType Level FullyQualifiedName
    Taxable SalesTaxIncluded PercentBased UnitPrice RatePercent Type PaymentMethodRef:ReferenceType
    UOMSetRef:ReferenceType IncomeAccountRef:ReferenceType PurchaseDesc PurchaseTaxIncluded PurchaseCost
    ExpenseAccountRef:ReferenceType COGSAccountRef:ReferenceType AssetAccountRef:ReferenceType
    PrefVendorRef:ReferenceType AvgCost TrackQtyOnHand QtyOnHand QtyOnPurchaseOrder QtyOnSalesOrder
    ReorderPoint ManPartNum DepositToAccountRef:ReferenceType SalesTaxCodeRef:ReferenceType
    PurchaseTaxCodeRef:ReferenceType InvStartDate BuildPoint PrintGroupedItems SpecialItem
    SpecialItemType ItemGroupDetail:ItemGroupDetail ItemAssemblyDetail:ItemAssemblyDetail AbatementRate
    ReverseChargeRate ServiceType ItemCategoryType ItemEx:any TaxClassificationRef:ReferenceType
    UQCDisplayText UQCId ClassRef:ReferenceType Source DeferredRevenue CustomExtensions:any`,
  Account: `
    <IntuitEntity Name SubAccount ParentRef:ReferenceType Description FullyQualifiedName AccountAlias
    TxnLocationType Active Classification AccountType AccountSubType AccountPurposes:ReferenceType
    AcctNum AcctNumExtn BankNum OpeningBalance OpeningBalanceDate CurrentBalance
    CurrentBalanceWithSubAccounts CurrencyRef:ReferenceType TaxAccount TaxCodeRef:ReferenceType
    OnlineBankingEnabled FIName JournalCodeRef:ReferenceType AccountEx:any`,
  Term: `
    <IntuitEntity Name Active Type DiscountPercent DueDays DiscountDays DayOfMonthDue DueNextMonthDays
    DiscountDayOfMonth SalesTermEx:any`,
  Class: '<IntuitEntity Name SubClass ParentRef:ReferenceType FullyQualifiedName Active ClassEx:any',
  Department: `
    <IntuitEntity Name SubDepartment ParentRef:ReferenceType FullyQualifiedName Active DepartmentEx:any
    Address:PhysicalAddress`,
  TaxCode: `
    <IntuitEntity Name Description Active Hidden Taxable TaxGroup SalesTaxRateList:TaxRateList
    PurchaseTaxRateList:TaxRateList AdjustmentTaxRateList:TaxRateList TaxCodeEx:any TaxCodeConfigType`,
  TaxRate: `
    <IntuitEntity Name Description Active RateValue AgencyRef:ReferenceType
    TaxReturnLineRef:ReferenceType EffectiveTaxRate:EffectiveTaxRate SpecialTaxType DisplayType
    TaxRateEx:any OriginalTaxRate:ReferenceType`,
  Attachable: `
    <IntuitEntity FileName FileAccessUri TempDownloadUri Size ContentType Category Lat Long PlaceName
    Note Tag ThumbnailFileAccessUri ThumbnailTempDownloadUri AttachableEx:any documentId`,
  CompanyInfo: `
    <IntuitEntity CompanyName LegalName CompanyAddr:PhysicalAddress
    CustomerCommunicationAddr:PhysicalAddress LegalAddr:PhysicalAddress CompanyEmailAddr:EmailAddress
    CustomerCommunicationEmailAddr:EmailAddress CompanyURL:WebSiteAddress PrimaryPhone:TelephoneNumber
    OtherContactInfo:ContactInfo CompanyFileName FlavorStratum SampleFile CompanyUserId
    CompanyUserAdminEmail CompanyStartDate EmployerId FiscalYearStartMonth TaxYearStartMonth QBVersion
    Country ShipAddr:PhysicalAddress OtherAddr:PhysicalAddress Mobile:TelephoneNumber
    Fax:TelephoneNumber Email:EmailAddress WebAddr:WebSiteAddress LastImportedTime LastSyncTime
    SupportedLanguages DefaultTimeZone MultiByteCharsSupported NameValue:NameValue FifoCalculationStatus
    CompanyInfoEx:any`,
  Preferences: `
    <IntuitEntity AccountingInfoPrefs:any AdvancedInventoryPrefs:any ProductAndServicesPrefs:any
    SalesFormsPrefs:any EmailMessagesPrefs:any PrintDocumentPrefs:any VendorAndPurchasesPrefs:any
    TimeTrackingPrefs:any TaxPrefs:any FinanceChargesPrefs:any CurrencyPrefs:any ReportPrefs:any
    OtherPrefs:any`,
  PaymentMethod: '<IntuitEntity Name Active Type PaymentMethodEx:any',
  SalesTransaction: `
    <Transaction AutoDocNumber CustomerRef:ReferenceType CustomerMemo:MemoRef BillAddr:PhysicalAddress
    ShipAddr:PhysicalAddress FreeFormAddress ShipFromAddr:PhysicalAddress RemitToRef:ReferenceType
    ClassRef:ReferenceType SalesTermRef:ReferenceType DueDate SalesRepRef:ReferenceType PONumber FOB
    ShipMethodRef:ReferenceType ShipDate TrackingNum GlobalTaxCalculation TotalAmt HomeTotalAmt
    ApplyTaxAfterDiscount ShippingTaxIncludedInTotalTax TemplateRef:ReferenceType PrintStatus
    EmailStatus BillEmail:EmailAddress BillEmailCc:EmailAddress BillEmailBcc:EmailAddress
    ARAccountRef:ReferenceType Balance HomeBalance FinanceCharge PaymentMethodRef:ReferenceType
    PaymentRefNum PaymentType CheckPayment:CheckPayment CreditCardPayment:CreditCardPayment
    DepositToAccountRef:ReferenceType DeliveryInfo:TransactionDeliveryInfo DiscountRate DiscountAmt
    GovtTxnRefIdentifier TaxExemptionRef:ReferenceType`,
  Transaction: `
    <IntuitEntity DocNumber TxnDate TxnSubType DepartmentRef:ReferenceType CurrencyRef:ReferenceType
    ExchangeRate PrivateNote TxnStatus LinkedTxn:LinkedTxn Line:Line TxnTaxDetail:TxnTaxDetail TxnSource
    TaxFormType TaxFormNum TransactionLocationType Tag:any TxnApprovalInfo:any
    RecurDataRef:ReferenceType RecurringInfo:any ProjectRef:ReferenceType TotalCostAmount
    HomeTotalCostAmount`,
  PurchaseByVendor: `
    <Transaction VendorRef:ReferenceType APAccountRef:ReferenceType TotalAmt BillEmail:EmailAddress
    ReplyEmail:EmailAddress Memo GlobalTaxCalculation`,
  IntuitEntity: `
    Id SyncToken MetaData:ModificationMetaData CustomField:CustomField AttachableRef:AttachableRef
    domain status sparse`,
  NameBase: `
    <IntuitEntity IntuitId Organization Title GivenName MiddleName FamilyName Suffix FullyQualifiedName
    CompanyName DisplayName PrintOnCheckName UserId Active V4IDPseudonym PrimaryPhone:TelephoneNumber
    AlternatePhone:TelephoneNumber Mobile:TelephoneNumber Fax:TelephoneNumber
    PrimaryEmailAddr:EmailAddress WebAddr:WebSiteAddress OtherContactInfo:ContactInfo
    DefaultTaxCodeRef:ReferenceType`,
}
