import type { InvoicePageData } from '../../insight/read-invoice-page'
import { textAt } from '../../invoices/books/difference'
import type { InvoiceLine } from '../../invoices/composing/invoice-line'
import { whyNotThere } from '../../invoices/hand-over/invoice-there'
import { isUnchanged } from '../../invoices/prepared/invoice-changes'
import { type Actor, mayAct, type Role } from '../../tenants/actor'
import type { InvoicePageView } from '../contract/invoice'
import { attachmentView } from './attachment-view'
import { invoiceView } from './invoice-view'
import { moneyView } from './money-view'
import { aheadView } from './preview-view'
import { settledByView } from './settled-by-view'
import { unappliedView } from './unapplied-view'
import type { VendorLinks } from './vendor-links'

/**
 * One invoice's page; `delivery` is how a prepared one would be handed over, `booksKeptBy` the least role that keeps the books.
 */
export function invoicePageView(
  data: InvoicePageData,
  actor: Actor,
  booksKeptBy: Role,
  links: VendorLinks,
  delivery: 'send' | 'post',
): InvoicePageView {
  const { billed, intent, prepared } = data
  const { invoice } = billed
  const { currency, changes } = intent
  const lines: readonly InvoiceLine[] = prepared?.ahead.lines ?? billed.parts
  const { quantities = {}, ...rest } = changes
  return {
    invoice: invoiceView(data, billed, data.dealName, links),
    version: intent.version,
    paper:
      prepared === null
        ? paperOf(data)
        : aheadView(prepared.schedule, prepared.ahead, delivery, intent.marker),
    tax: moneyView(invoice?.taxMinor ?? null, currency),
    total: moneyView(invoice?.totalMinor ?? null, currency),
    paid: invoice === null ? null : moneyView(billed.paidMinor, currency),
    money: data.money === null ? null : settledByView(data.money, currency, links),
    unapplied: unappliedView(data.unapplied, links),
    lines: lines.map((line) => lineView(data, line)),
    changes: isUnchanged(changes)
      ? null
      : { ...rest, lines: Object.entries(quantities).map(([id, quantity]) => ({ id, ...quantity })) },
    checks: [...(prepared?.checks ?? [])],
    outdated: data.outdated,
    differences: data.differences.map(({ what, sent, now }) => ({ what, sent, now })),
    filesAhead: data.filesAhead.map(({ file, leftOutBecause }) => ({
      fileId: file.fileId,
      name: file.name,
      kind: file.kind,
      size: file.size,
      leftOutBecause,
    })),
    files: data.files.map(attachmentView),
    timeline: timelineOf(data),
    actions: actionsOf(data, actor, booksKeptBy),
  }
}

function lineView(
  { items, taxCodes, names, intent }: InvoicePageData,
  { partKey, kind, reads, amountMinor, milestoneId }: InvoiceLine,
): InvoicePageView['lines'][number] {
  return {
    id: partKey,
    kind,
    text: [...reads.text],
    item: nameIn(items, reads.itemId, 'Item') ?? 'No item chosen',
    taxCode: nameIn(taxCodes, reads.taxCode, ''),
    quantity: reads.quantity ?? null,
    unitPrice: reads.unitPrice ?? null,
    amount: moneyView(amountMinor, intent.currency),
    milestone: milestoneId === null ? null : { id: milestoneId, name: names.get(milestoneId) ?? '' },
  }
}

const nameIn = (names: ReadonlyMap<string, string>, id: string | null, else_: string): string | null =>
  id === null ? null : (names.get(id) ?? `${else_} ${id}`.trim())

/** As it was sent; one that a person made in QuickBooks, as it is there. */
function paperOf(data: InvoicePageData): InvoicePageView['paper'] {
  const { billed, intent, document } = data
  const { invoice } = billed
  const { currency } = intent
  const body: unknown = intent.body === '' ? document : JSON.parse(intent.body)
  const own = billed.parts.map((part) => ({
    text: [...part.reads.text],
    item: nameIn(data.items, part.reads.itemId, 'Item') ?? '',
    ...(part.reads.quantity !== undefined && {
      priced: `${part.reads.quantity} × ${part.reads.unitPrice}`,
    }),
    amount: moneyView(part.amountMinor, currency),
  }))
  const tax = invoice?.taxMinor ?? null
  return {
    customer: invoice?.customer ?? data.customers.get(intent.customerId) ?? `Customer ${intent.customerId}`,
    email: textAt(body, 'BillEmail', 'Address'),
    issuedOn: textAt(body, 'TxnDate') ?? intent.issuedOn,
    dueOn: textAt(body, 'DueDate') ?? invoice?.dueOn ?? null,
    terms: nameIn(data.terms, textAt(body, 'SalesTermRef', 'value'), 'Terms'),
    // What was billed before lines were kept, and what people made, is read from the document.
    lines: own.some(({ text }) => text.length > 0) ? own : linesOfDocument(data),
    subtotal: moneyView(intent.amountMinor, currency),
    taxNote:
      tax === null
        ? 'QuickBooks adds the tax'
        : tax === 0n
          ? 'No tax'
          : 'QuickBooks added the tax; the total is below.',
    memo: textAt(body, 'CustomerMemo', 'value'),
    delivery: intent.delivery === 'send' ? 'Created in QuickBooks and e-mailed' : 'Created in QuickBooks',
    marker: intent.marker,
    body: intent.body === '' ? null : body,
  }
}

const linesOfDocument = ({ billed, intent }: InvoicePageData): InvoicePageView['paper']['lines'] =>
  (billed.invoice?.lines ?? []).map((line) => ({
    text: (line.Description ?? 'No description').split(/\r?\n/),
    item: '',
    amount: { amount: line.Amount ?? '0', currency: intent.currency },
  }))

function timelineOf({ billed, intent, document }: InvoicePageData): InvoicePageView['timeline'] {
  const { invoice } = billed
  const first =
    intent.origin === 'linked'
      ? 'Linked'
      : intent.state === 'prepared' || intent.generated !== null
        ? 'Prepared'
        : 'Decided'
  const story: InvoicePageView['timeline'] = [
    { what: first, at: intent.createdAt.toISOString(), by: intent.createdBy },
  ]
  const { generated, delivered } = intent
  if (generated) story.push({ what: 'Generated', at: generated.at.toISOString(), by: generated.by })
  const created = textAt(document, 'MetaData', 'CreateTime')
  if (created !== null)
    story.push({ what: 'Created in QuickBooks', at: new Date(created).toISOString(), by: null })
  if (invoice?.sentOn) story.push({ what: 'E-mailed', at: new Date(invoice.sentOn).toISOString(), by: null })
  if (delivered) story.push({ what: 'Handed over on paper', at: delivered.on, by: delivered.by })
  return story
}

function actionsOf(
  { billed, intent, outdated, unapplied }: InvoicePageData,
  actor: Actor,
  booksKeptBy: Role,
): InvoicePageView['actions'] {
  const { invoice } = billed
  const bookkeeper = mayAct(actor, booksKeptBy)
  if (intent.state === 'prepared') return bookkeeper && outdated === null ? ['edit', 'post', 'send'] : []
  const actions: InvoicePageView['actions'] = []
  if (whyNotThere(intent, invoice) === null) {
    const sendable = intent.origin === 'milepost' && intent.sendState === 'none' && invoice?.sent === false
    if (bookkeeper && sendable) actions.push('send')
    if (bookkeeper && intent.delivered === null && invoice?.sent === false) actions.push('mark_delivered')
    if (mayAct(actor, 'member') && invoice?.balanceMinor !== 0n) actions.push('pay_link')
    if (bookkeeper && unapplied.some(({ kind }) => kind === 'credit_memo')) actions.push('assign_credit')
  }
  if (invoice !== null && invoice.gone !== 'deleted') actions.push('pdf')
  return actions
}
