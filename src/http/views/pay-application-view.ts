import { percentOf } from '../../insight/pay-application/pay-application'
import type { PayApplicationPage } from '../../insight/pay-application/read-pay-application'
import { retainageWords } from '../../invoices/retainage/withheld'
import type { PayApplicationView } from '../contract/retainage'
import { moneyView } from './money-view'

export function payApplicationView(page: PayApplicationPage): PayApplicationView {
  const { application, schedule, deal, owner, contractor, through } = page
  const { terms, currency } = schedule
  const view = (minor: bigint) => moneyView(minor, currency)
  const earned = application.completedMinor - application.retainageMinor
  return {
    number: application.number,
    of: application.of,
    through,
    project: deal.name,
    owner: [...owner],
    contractor,
    contractDate: terms.contractDate,
    contractReference: terms.contractReference,
    originalSum: view(application.originalMinor),
    changeOrders: view(application.changeOrdersMinor),
    contractSum: view(application.contractMinor),
    completed: view(application.completedMinor),
    retainageAgreed: terms.retainage === null ? null : retainageWords(terms.retainage),
    retainage: view(application.retainageMinor),
    earnedLessRetainage: view(earned),
    previousCertificates: view(application.previousMinor),
    due: view(earned - application.previousMinor),
    balanceToFinish: view(application.contractMinor - earned),
    invoices: [...application.invoices],
    rows: application.rows.map((row) => {
      const toDate = row.previousMinor + row.thisPeriodMinor
      return {
        code: row.code,
        name: row.name,
        scheduled: view(row.scheduledMinor),
        previous: view(row.previousMinor),
        thisPeriod: view(row.thisPeriodMinor),
        toDate: view(toDate),
        percent: percentOf(toDate, row.scheduledMinor),
        balance: view(row.scheduledMinor - toDate),
        retainage: view(row.retainageMinor),
      }
    }),
  }
}
