import type { CompanyProfile } from '../company-books'
import { amountOf } from '../decimal'
import { html } from '../page'
import { type Entity, text } from '../value'
import { invoiceRows } from './invoice-pages'
import { act, amountText, companyPage, currencyOf, field, table } from './show'

export function customersPage(
  company: CompanyProfile,
  customers: readonly Entity[],
  notice: string | null,
): string {
  const rows = customers.map((customer) => {
    const currency = currencyOf(customer, company)
    return [
      html`<a href="/books/${company.realmId}/customers/${text(customer, 'Id') ?? ''}">${text(customer, 'FullyQualifiedName') ?? ''}</a>`,
      html`${customer['Active'] === false ? 'inactive' : ''}`,
      html`${amountText(customer['Balance'], currency)} ${currency}`,
    ]
  })
  return companyPage(company, 'Customers', notice, table(['Name', '', 'Owes'], 1, rows))
}

/** One customer: what is open, a payment over several invoices, a credit memo. */
export function customerPage(
  company: CompanyProfile,
  customer: Entity,
  invoices: readonly Entity[],
  today: string,
  notice: string | null,
): string {
  const at = `/books/${company.realmId}/customers/${text(customer, 'Id') ?? ''}`
  const currency = currencyOf(customer, company)
  const open = invoices.filter((one) => (amountOf(one['Balance']) ?? 0n) > 0n)
  const shares = open.map((one) => {
    const label = `Of it for ${text(one, 'DocNumber') ?? `id ${text(one, 'Id') ?? ''}`}`
    return field(
      `invoice-${text(one, 'Id') ?? ''}`,
      label,
      '',
      `${amountText(one['Balance'], currency)} open`,
    )
  })
  return companyPage(
    company,
    text(customer, 'DisplayName') ?? '',
    notice,
    html`<p>Owes <strong>${amountText(customer['Balance'], currency)} ${currency}</strong>.</p>
${invoiceRows(company, invoices, today)}
<h2>What to do</h2><div class="acts">
${act(`${at}/pay`, 'Receive a payment', [field('amount', 'Amount', '', `${currency}; what is not shared out stays unapplied`), ...shares], 'Receive')}
${act(`${at}/credit`, 'Give credit', [field('credit', 'Amount', '', currency)], 'Make credit memo')}
${act(`${at}/refund`, 'Give money back', [field('refund', 'Amount', '', currency), field('note', 'Memo', '', 'a refund receipt names no invoice; say here which one')], 'Make refund receipt')}
${act(`${at}/merge`, 'Merge another into this one', [field('other', 'Id of the other customer', '')], 'Merge')}
${act(`${at}/active`, customer['Active'] === false ? 'Use again' : 'Stop using', [], customer['Active'] === false ? 'Make active' : 'Make inactive')}</div>`,
  )
}
