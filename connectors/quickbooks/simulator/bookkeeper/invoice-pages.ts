import type { CompanyProfile } from '../company-books'
import { type Html, html } from '../page'
import { type Entity, part, parts, text } from '../value'
import { act, amountText, companyPage, currencyOf, field, nameIn, stateOf, table } from './show'

const path = (company: CompanyProfile, id: string): string => `/books/${company.realmId}/invoices/${id}`

export function invoiceRows(company: CompanyProfile, invoices: readonly Entity[], today: string): Html {
  return table(
    ['Number', 'Date', 'Due', 'Customer', 'State', 'Total', 'Open'],
    2,
    invoices.map((invoice) => {
      const id = text(invoice, 'Id') ?? ''
      const currency = currencyOf(invoice, company)
      return [
        html`<a href="${path(company, id)}">${text(invoice, 'DocNumber') ?? `id ${id}`}</a>`,
        html`${text(invoice, 'TxnDate') ?? ''}`,
        html`${text(invoice, 'DueDate') ?? ''}`,
        html`${nameIn(invoice, 'CustomerRef')}`,
        html`${stateOf(invoice, today)}`,
        html`${amountText(invoice['TotalAmt'], currency)} ${currency}`,
        html`${amountText(invoice['Balance'], currency)}`,
      ]
    }),
  )
}

export function invoicesPage(
  company: CompanyProfile,
  invoices: readonly Entity[],
  today: string,
  notice: string | null,
): string {
  return companyPage(company, 'Invoices', notice, invoiceRows(company, invoices, today))
}

/** One invoice, and everything a bookkeeper can do to it. */
export function invoicePage(
  company: CompanyProfile,
  invoice: Entity,
  today: string,
  notice: string | null,
): string {
  const id = text(invoice, 'Id') ?? ''
  const at = path(company, id)
  const currency = currencyOf(invoice, company)
  const lines = parts(invoice, 'Line').filter((line) => text(line, 'DetailType') === 'SalesItemLineDetail')
  const open = amountText(invoice['Balance'], currency).replace(/,/g, '')
  const links = parts(invoice, 'LinkedTxn').map(
    (one) => `${text(one, 'TxnType') ?? ''} ${text(one, 'TxnId') ?? ''}`,
  )
  const token = html`<input type="hidden" name="token" value="${text(invoice, 'SyncToken') ?? ''}">`
  const amounts = lines.map((line) => {
    const said = text(line, 'Description') ?? `Line ${text(line, 'LineNum') ?? ''}`
    return field(
      `line-${text(line, 'Id') ?? ''}`,
      said,
      amountText(line['Amount'], currency).replace(/,/g, ''),
    )
  })
  const title = `Invoice ${text(invoice, 'DocNumber') ?? id}`
  return companyPage(
    company,
    title,
    notice,
    html`<p>${nameIn(invoice, 'CustomerRef')} · dated ${text(invoice, 'TxnDate') ?? ''} · due ${text(invoice, 'DueDate') ?? ''} · ${stateOf(invoice, today)}</p>
${table(
  ['Line', 'Amount'],
  1,
  lines.map((line) => [
    html`${text(line, 'Description') ?? nameIn(part(line, 'SalesItemLineDetail'), 'ItemRef')}`,
    html`${amountText(line['Amount'], currency)}`,
  ]),
)}
<p>Total <strong>${amountText(invoice['TotalAmt'], currency)} ${currency}</strong>, open ${amountText(invoice['Balance'], currency)}.
${links.length === 0 ? '' : `Linked with ${links.join(', ')}.`} Mail: ${text(invoice, 'EmailStatus') ?? ''}.</p>
<p class="muted">${text(invoice, 'PrivateNote') ?? ''}</p>
<h2>What to do</h2><div class="acts">
${act(`${at}/pay`, 'Receive a payment', [field('amount', 'Amount', open, currency)], 'Receive')}
${act(`${at}/edit`, 'Change the amounts', [token, ...amounts], 'Save')}
${act(`${at}/credit`, 'Give credit and apply it here', [field('credit', 'Amount', '', currency)], 'Make credit memo')}
${act(`${at}/apply`, 'Apply a credit memo that is there', [field('memo', 'Id of the credit memo', '', 'from Credits and refunds'), field('applied', 'Amount', '', currency)], 'Apply')}
${act(`${at}/writeoff`, 'Write a part off', [field('writeoff', 'Amount', '', `${currency}; by a journal entry`)], 'Write off')}
${act(`${at}/send`, 'E-mail it', [field('to', 'To', '', 'left empty: the address on the invoice')], 'Send')}
${act(`${at}/copy`, 'Make a copy', [html`<p class="muted">A new invoice of today with the same lines and memo.</p>`], 'Copy')}
${act(`${at}/void`, 'Void it', [token, html`<p class="muted">All amounts become zero; the number stays.</p>`], 'Void')}
${act(`${at}/delete`, 'Delete it', [token, html`<p class="muted">It is gone for good.</p>`], 'Delete')}</div>`,
  )
}
