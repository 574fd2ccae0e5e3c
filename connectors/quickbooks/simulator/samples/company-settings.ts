import type { CompanyProfile } from '../company-books'
import { currencyReference } from '../settings-of-company'
import { type Entity, number } from '../value'
import type { Sample } from './sample'

/** What the company says of itself. */
export function companyInfo(company: CompanyProfile, sample: Sample): Entity {
  const [line, city, region, postal] = sample.address
  const address = {
    Id: '1',
    Line1: line,
    City: city,
    CountrySubDivisionCode: region,
    PostalCode: postal,
    Country: company.country,
  }
  return {
    CompanyName: company.name,
    LegalName: company.name,
    CompanyAddr: address,
    CustomerCommunicationAddr: address,
    LegalAddr: address,
    CompanyStartDate: '2015-06-05',
    FiscalYearStartMonth: 'January',
    Country: company.country,
    SupportedLanguages: 'en',
    DefaultTimeZone: company.zone,
    Email: { Address: sample.email },
    WebAddr: {},
    PrimaryPhone: {},
    NameValue: [
      { Name: 'NeoEnabled', Value: 'true' },
      { Name: 'SubscriptionStatus', Value: 'PAID' },
      { Name: 'OfferingSku', Value: 'QuickBooks Online Plus' },
    ],
  }
}

const flagField = (name: string, value: boolean): Entity => ({
  Name: name,
  Type: 'BooleanType',
  BooleanValue: value,
})

/** The settings it begins with: plain numbering, no closing date, credits applied by hand. */
export function preferences(company: CompanyProfile, sample: Sample): Entity {
  const names =
    sample.customField === null
      ? []
      : [{ Name: 'SalesFormsPrefs.SalesCustomName1', Type: 'StringType', StringValue: sample.customField }]
  const uses = [1, 2, 3].map((at) => flagField(`SalesFormsPrefs.UseSalesCustom${at}`, at <= names.length))
  return {
    AccountingInfoPrefs: {
      UseAccountNumbers: false,
      TrackDepartments: true,
      ClassTrackingPerTxn: false,
      ClassTrackingPerTxnLine: true,
      CustomerTerminology: 'Customers',
    },
    ProductAndServicesPrefs: {
      ForSales: true,
      ForPurchase: true,
      QuantityWithPriceAndRate: true,
      QuantityOnHand: true,
    },
    SalesFormsPrefs: {
      CustomField: [{ CustomField: uses }, ...(names.length === 0 ? [] : [{ CustomField: names }])],
      CustomTxnNumbers: false,
      AllowDeposit: true,
      AllowDiscount: true,
      AllowEstimates: true,
      AllowServiceDate: false,
      AllowShipping: false,
      AutoApplyCredit: false,
      AutoApplyPayments: false,
      EmailCopyToCompany: false,
      ETransactionEnabledStatus: 'Enabled',
      ETransactionAttachPDF: false,
      ETransactionPaymentEnabled: true,
      IPNSupportEnabled: false,
      UsingPriceLevels: false,
      UsingProgressInvoicing: false,
      DefaultCustomerMessage: 'Thank you for your business and have a great day!',
    },
    VendorAndPurchasesPrefs: { BillableExpenseTracking: true, TrackingByCustomer: true },
    TimeTrackingPrefs: {
      UseServices: true,
      BillCustomers: true,
      ShowBillRateToAll: false,
      WorkWeekStartDate: 'Monday',
      MarkTimeEntriesBillable: true,
    },
    TaxPrefs:
      company.country === 'US'
        ? { UsingSalesTax: true, PartnerTaxEnabled: false, TaxGroupCodeRef: { value: '2' } }
        : { UsingSalesTax: true },
    CurrencyPrefs: {
      MultiCurrencyEnabled: sample.manyCurrencies,
      HomeCurrency: currencyReference(company.currency),
    },
    ReportPrefs: { ReportBasis: 'Accrual', CalcAgingReportFromTxnDate: false },
    OtherPrefs: {
      NameValue: [
        { Name: 'ProjectsEnabled', Value: 'true' },
        { Name: 'VendorAndPurchasesPrefs.UseCustomTxnNumbers', Value: 'false' },
      ],
    },
    EmailMessagesPrefs: { InvoiceMessage: { Subject: 'Invoice', Message: 'Your invoice is attached.' } },
    FinanceChargesPrefs: { AnnualInterestRate: number(0) },
  }
}
