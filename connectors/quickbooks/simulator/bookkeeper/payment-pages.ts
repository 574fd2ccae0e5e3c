import { type Applied, appliedLines } from '../application'
import type { CompanyProfile } from '../company-books'
import { amountOf, digitsOf } from '../decimal'
import { html } from '../page'
import { type Entity, parts, refId, text } from '../value'
import { act, amountText, companyPage, currencyOf, field, nameIn, table } from './show'

const quietButton = (action: string, entity: Entity, label: string) =>
  html`<form method="post" action="${action}"><input type="hidden" name="token" value="${text(entity, 'SyncToken') ?? ''}"><button class="quiet">${label}</button></form>`

/** What a payment is for: `Invoice 145, CreditMemo 12`. */
const subjectsOf = (payment: Entity): string =>
  parts(payment, 'Line')
    .flatMap((line) =>
      parts(line, 'LinkedTxn').map((link) => `${text(link, 'TxnType') ?? ''} ${text(link, 'TxnId') ?? ''}`),
    )
    .join(', ')

export function paymentsPage(
  company: CompanyProfile,
  payments: readonly Entity[],
  notice: string | null,
): string {
  const rows = payments.map((payment) => {
    const at = `/books/${company.realmId}/payments/${text(payment, 'Id') ?? ''}`
    const currency = currencyOf(payment, company)
    return [
      html`<a href="${at}">${text(payment, 'PaymentRefNum') ?? `id ${text(payment, 'Id') ?? ''}`}</a>`,
      html`${text(payment, 'TxnDate') ?? ''}`,
      html`${nameIn(payment, 'CustomerRef')}`,
      html`${subjectsOf(payment)}`,
      html`${quietButton(`${at}/void`, payment, 'Void')}${quietButton(`${at}/delete`, payment, 'Delete')}`,
      html`${amountText(payment['TotalAmt'], currency)} ${currency}`,
      html`${amountText(payment['UnappliedAmt'], currency)}`,
    ]
  })
  const heads = ['Payment', 'Date', 'Customer', 'For', 'What to do', 'Amount', 'Unapplied']
  return companyPage(company, 'Payments', notice, table(heads, 2, rows))
}

/** One payment: what it pays, and moving it to other invoices of the same customer. */
export function paymentPage(
  company: CompanyProfile,
  payment: Entity,
  invoices: readonly Entity[],
  notice: string | null,
): string {
  const id = text(payment, 'Id') ?? ''
  const at = `/books/${company.realmId}/payments/${id}`
  const currency = currencyOf(payment, company)
  const applied = appliedLines(payment, digitsOf(currency))
  const paidOf = (invoice: Entity): Applied | undefined =>
    applied.find((one) => one.type === 'Invoice' && one.id === text(invoice, 'Id'))
  const plain = (value: Entity[string] | undefined) => amountText(value, currency).replace(/,/g, '')
  const shares = invoices
    .filter((one) => (amountOf(one['Balance']) ?? 0n) > 0n || paidOf(one) !== undefined)
    .map((one) => {
      const line = parts(payment, 'Line').find((each) =>
        parts(each, 'LinkedTxn').some((link) => text(link, 'TxnId') === text(one, 'Id')),
      )
      return field(
        `invoice-${text(one, 'Id') ?? ''}`,
        `Of it for ${text(one, 'DocNumber') ?? `id ${text(one, 'Id') ?? ''}`}`,
        line === undefined ? '' : plain(line['Amount']),
        `${amountText(one['Balance'], currency)} open`,
      )
    })
  const token = html`<input type="hidden" name="token" value="${text(payment, 'SyncToken') ?? ''}">`
  return companyPage(
    company,
    `Payment ${text(payment, 'PaymentRefNum') ?? id}`,
    notice,
    html`<p>${nameIn(payment, 'CustomerRef')} · dated ${text(payment, 'TxnDate') ?? ''} · <strong>${amountText(payment['TotalAmt'], currency)} ${currency}</strong>, unapplied ${amountText(payment['UnappliedAmt'], currency)}.
${subjectsOf(payment) === '' ? 'It pays nothing yet.' : `It is for ${subjectsOf(payment)}.`}</p>
<p class="muted">${text(payment, 'PrivateNote') ?? ''}</p>
<h2>What to do</h2><div class="acts">
${act(`${at}/change`, 'Change it, or move it', [token, field('amount', 'Amount', plain(payment['TotalAmt']), `${currency}; what is not shared out stays unapplied`), ...shares], 'Save')}
${act(`${at}/void`, 'Void it', [token, html`<p class="muted">Its amount becomes zero; what it paid is open again.</p>`], 'Void')}
${act(`${at}/delete`, 'Delete it', [token, html`<p class="muted">It is gone for good.</p>`], 'Delete')}</div>`,
  )
}

/** Credit memos and refund receipts: what is left of them, and deleting one. */
export function creditsPage(
  company: CompanyProfile,
  credits: readonly Entity[],
  refunds: readonly Entity[],
  notice: string | null,
): string {
  const row = (list: 'credits' | 'refunds') => (one: Entity) => {
    const currency = currencyOf(one, company)
    const id = text(one, 'Id') ?? ''
    return [
      html`${list === 'credits' ? 'Credit memo' : 'Refund receipt'} ${text(one, 'DocNumber') ?? ''}`,
      html`${id}`,
      html`${text(one, 'TxnDate') ?? ''}`,
      html`<a href="/books/${company.realmId}/customers/${refId(one, 'CustomerRef') ?? ''}">${nameIn(one, 'CustomerRef')}</a>`,
      quietButton(`/books/${company.realmId}/${list}/${id}/delete`, one, 'Delete'),
      html`${amountText(one['TotalAmt'], currency)} ${currency}`,
      html`${list === 'credits' ? amountText(one['RemainingCredit'], currency) : ''}`,
    ]
  }
  const heads = ['What', 'Id', 'Date', 'Customer', 'What to do', 'Amount', 'Left']
  const rows = [...credits.map(row('credits')), ...refunds.map(row('refunds'))]
  return companyPage(company, 'Credits and refunds', notice, table(heads, 2, rows))
}
