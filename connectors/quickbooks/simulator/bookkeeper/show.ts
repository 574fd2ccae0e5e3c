import type { CompanyProfile } from '../company-books'
import { amountOf, digitsOf, printFixed } from '../decimal'
import { type Html, html, page } from '../page'
import { type Entity, parts, refId, text, type Value } from '../value'

/** `1,234.50`, with a real minus. */
export function amountText(value: Value | undefined, currency: string): string {
  const digits = digitsOf(currency)
  const minor = amountOf(value, digits) ?? 0n
  const [whole = '', fraction] = printFixed(minor < 0n ? -minor : minor, digits).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${minor < 0n ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

export const currencyOf = (entity: Entity, company: CompanyProfile): string =>
  refId(entity, 'CurrencyRef') ?? company.currency

/** A table whose last columns are amounts; rows come as cells. */
export function table(heads: readonly string[], amounts: number, rows: readonly (readonly Html[])[]): Html {
  if (rows.length === 0) return html`<p class="muted">Nothing here yet.</p>`
  const isAmount = (at: number): boolean => at >= heads.length - amounts
  const cell = (name: string, at: number, content: Html): Html => {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(content.html)
    const className = isAmount(at) ? html` class="amount"` : isDay ? html` class="day"` : html``
    return name === 'th'
      ? html`<th scope="col"${className}>${content}</th>`
      : html`<td${className}>${content}</td>`
  }
  return html`<div class="wide"><table><thead><tr>${heads.map((head, at) => cell('th', at, html`${head}`))}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((content, at) => cell('td', at, content))}</tr>`)}</tbody></table></div>`
}

/** One act: a small form with a button that says what it does. */
export function act(action: string, title: string, fields: readonly Html[], button: string): Html {
  return html`<form class="act" method="post" action="${action}"><h3>${title}</h3>${fields}<button>${button}</button></form>`
}

export function field(name: string, label: string, value: string, hint = ''): Html {
  return html`<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}" autocomplete="off"> <span class="muted">${hint}</span>`
}

/** A page of one company, with the way to its other pages and what was just done or refused. */
export function companyPage(
  company: CompanyProfile,
  title: string,
  notice: string | null,
  body: Html,
): string {
  const at = `/books/${company.realmId}`
  const said = notice === null ? html`` : html`<p class="note" role="status">${notice}</p>`
  return page(
    `${title} · ${company.name}`,
    html`<nav aria-label="Company"><strong>${company.name}</strong> ·
<a href="${at}">Invoices</a> · <a href="${at}/customers">Customers</a> · <a href="${at}/payments">Payments</a> · <a href="${at}/credits">Credits and refunds</a></nav>
${said}<h1>${title}</h1>${body}`,
  )
}

export const nameIn = (entity: Entity, reference: string): string => {
  const value = entity[reference]
  return typeof value === 'object' && value !== null && 'name' in value && typeof value['name'] === 'string'
    ? value['name']
    : ''
}

/** Paid, open, overdue, voided: said in words, from what the document itself says. */
export function stateOf(invoice: Entity, today: string): string {
  const total = amountOf(invoice['TotalAmt']) ?? 0n
  const balance = amountOf(invoice['Balance']) ?? 0n
  // No field says so, and the memo's word is of the company's language.
  const isZeroed = parts(invoice, 'Line').every((line) => (amountOf(line['Amount']) ?? 0n) === 0n)
  if (total === 0n && isZeroed) return 'voided'
  if (balance === 0n) return 'paid'
  const late = (text(invoice, 'DueDate') ?? today) < today ? ', overdue' : ''
  return balance < total ? `partly paid${late}` : `open${late}`
}
