import type { Happening } from '../history/history-table'
import { formatAmount, formatMoney, money, parseAmount } from '../money/money'

/** What one payment does to one invoice: cash, and credits that came with it. Minor units. */
export interface Receipt {
  readonly cash: bigint
  readonly credit: bigint
  /** The day on the payment; null where it was not read. */
  readonly on: string | null
  /** The number on the cheque or of the transfer, where there is one. */
  readonly number?: string | undefined
}

/** An invoice of ours as QuickBooks has it now; null numbers are unknown, and are not told of. */
export interface SeenInvoice {
  readonly number: string
  readonly currency: string
  /** What it bills of the milestones, net. */
  readonly net: bigint | null
  readonly total: bigint | null
  readonly balance: bigint | null
  readonly dueOn: string | null
  /** Whose it is: the customer who stands for whom it names, where those were merged. Left out, nobody can tell. */
  readonly customer?: { readonly id: string; readonly nameOf: (id: string) => string }
  /** E-mailed by a person there, not by us. */
  readonly sentThere: boolean
  readonly gone: boolean
  /** By the payment's id. Null while one that it names has not been read. */
  readonly receipts: ReadonlyMap<string, Receipt> | null
  /** Payments that are deleted, not only taken off this invoice. */
  readonly deletedPayments: ReadonlySet<string>
  /** What settled it beside payments and credits, in words: "a journal entry". */
  readonly otherwiseBy?: readonly string[]
  /** Refunds that a person said are for it, by their id. */
  readonly refunds?: ReadonlyMap<string, { readonly number: string | null; readonly minor: bigint | null }>
}

/** What the history has told of an invoice. Amounts are decimal text; null was never told. */
export interface ToldInvoice {
  readonly number: string | null
  readonly net: string | null
  readonly total: string | null
  readonly dueOn: string | null
  /** Whose it was, by QuickBooks' id; left out where that was never told. */
  readonly customer?: string
  readonly sentThere: boolean
  readonly receipts: Readonly<Record<string, { readonly cash: string; readonly credit: string }>>
  /** What neither payments nor credits account for. */
  readonly otherwise: string
  /** What refunds come to, by their id; left out where there never was one. */
  readonly refunds?: Readonly<Record<string, string>>
}

/** Of an invoice that was only created: `net` is what we billed. */
export const untold = (billed: bigint, currency: string): ToldInvoice => ({
  number: null,
  net: formatAmount(money(billed, currency)),
  total: null,
  dueOn: null,
  sentThere: false,
  receipts: {},
  otherwise: formatAmount(money(0n, currency)),
})

/**
 * What changed in QuickBooks since it was last told, as people read it, and what is told with that. The same reading
 * again tells nothing. That an invoice went or came back is told by who frees and bills its milestones.
 */
export function invoiceStory(
  told: ToldInvoice,
  seen: SeenInvoice,
): { happenings: Pick<Happening, 'what' | 'before' | 'after'>[]; told: ToldInvoice } {
  const happenings = [
    ...sendings(told, seen),
    ...edits(told, seen),
    ...givings(told, seen),
    ...receipts(told, seen),
    ...refunds(told, seen),
  ]
  const otherwise = settledOtherwise(seen)
  const text = (minor: bigint) => formatMoney(money(minor, seen.currency))
  const before = minorOf(told.otherwise, seen.currency)
  if (otherwise !== null && otherwise !== before) {
    happenings.push({
      what: `Invoice ${seen.number} was settled in QuickBooks by ${otherwiseWords(seen)}`,
      before: { settledOtherwise: text(before) },
      after: { settledOtherwise: text(otherwise), ...balanceOf(seen) },
    })
  }
  const decimal = (minor: bigint | null, old: string | null) =>
    minor === null || seen.gone ? old : formatAmount(money(minor, seen.currency))
  return {
    happenings,
    told: {
      number: seen.gone ? told.number : seen.number,
      net: decimal(seen.net, told.net),
      total: decimal(seen.total, told.total),
      dueOn: seen.gone ? told.dueOn : seen.dueOn,
      ...customerText(told, seen),
      sentThere: told.sentThere || seen.sentThere,
      receipts: seen.receipts === null ? told.receipts : receiptTexts(seen.receipts, seen.currency),
      otherwise: decimal(otherwise, told.otherwise) ?? told.otherwise,
      ...refundTexts(told, seen),
    },
  }
}

function sendings(told: ToldInvoice, seen: SeenInvoice) {
  return seen.sentThere && !told.sentThere && !seen.gone
    ? [{ what: `Invoice ${seen.number} was e-mailed from QuickBooks` }]
    : []
}

function edits(told: ToldInvoice, seen: SeenInvoice) {
  if (seen.gone) return []
  const before: Record<string, string> = {}
  const after: Record<string, string> = {}
  const compare = (field: string, old: string | null, now: string | null, show: (text: string) => string) => {
    if (old === null || now === null || old === now) return
    before[field] = show(old)
    after[field] = show(now)
  }
  const amount = (text: string) => formatMoney(money(minorOf(text, seen.currency), seen.currency))
  const decimal = (minor: bigint | null) =>
    minor === null ? null : formatAmount(money(minor, seen.currency))
  const same = (text: string) => text
  compare('number', told.number, seen.number, same)
  compare('billed', told.net, decimal(seen.net), amount)
  compare('total', told.total, decimal(seen.total), amount)
  compare('due', told.dueOn, seen.dueOn, same)
  if (Object.keys(after).length === 0) return []
  return [{ what: `Invoice ${told.number ?? seen.number} was edited in QuickBooks`, before, after }]
}

/** Another customer has it now. */
function givings(told: ToldInvoice, { customer, number, gone }: SeenInvoice) {
  if (gone || customer === undefined || told.customer === undefined || told.customer === customer.id)
    return []
  const [was, is] = [customer.nameOf(told.customer), customer.nameOf(customer.id)]
  return [
    {
      what: `Invoice ${number} was given to another customer in QuickBooks: from “${was}” to “${is}”`,
      before: { customer: was },
      after: { customer: is },
    },
  ]
}

function customerText(
  { customer: told }: ToldInvoice,
  { customer, gone }: SeenInvoice,
): Pick<ToldInvoice, 'customer'> {
  const id = gone ? told : (customer?.id ?? told)
  return id === undefined ? {} : { customer: id }
}

function receipts(told: ToldInvoice, seen: SeenInvoice) {
  if (seen.receipts === null) return []
  const happenings: Pick<Happening, 'what' | 'before' | 'after'>[] = []
  const { number, currency } = seen
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  for (const id of new Set([...Object.keys(told.receipts), ...seen.receipts.keys()])) {
    const old = told.receipts[id]
    const now = seen.receipts.get(id)
    const tell = (kind: 'cash' | 'credit', noun: string, came: string) => {
      const was = old === undefined ? 0n : minorOf(old[kind], currency)
      const is = now?.[kind] ?? 0n
      if (was === is) return
      const on = { ...(now?.on && { on: now.on }), ...(now?.number && { number: now.number }) }
      if (was === 0n) {
        happenings.push({
          what: `${noun} of ${text(is)} ${came} invoice ${number}`,
          after: { ...on, ...balanceOf(seen) },
        })
      } else if (is === 0n) {
        const how = seen.deletedPayments.has(id) ? 'was deleted in QuickBooks' : 'was taken off in QuickBooks'
        happenings.push({
          what: `${noun} of ${text(was)} on invoice ${number} ${how}`,
          before: { amount: text(was) },
          after: { amount: text(0n), ...balanceOf(seen) },
        })
      } else {
        happenings.push({
          what: `${noun} on invoice ${number} was changed in QuickBooks`,
          before: { amount: text(was) },
          after: { amount: text(is), ...on, ...balanceOf(seen) },
        })
      }
    }
    tell('cash', 'A payment', 'was received on')
    tell('credit', 'A credit', 'was applied to')
  }
  return happenings
}

const otherwiseWords = ({ otherwiseBy = [] }: SeenInvoice): string =>
  otherwiseBy.length === 0
    ? 'something other than a payment'
    : `${otherwiseBy.join(' and ')}, not by a payment`

/** What became of refunds since a person said that they are for it: that they were made, that person's word told. */
function refunds(told: ToldInvoice, seen: SeenInvoice) {
  const text = (minor: bigint) => formatMoney(money(minor, seen.currency))
  return [...(seen.refunds ?? [])].flatMap(([id, { number, minor }]) => {
    const old = told.refunds?.[id]
    const was = old === undefined ? null : minorOf(old, seen.currency)
    if (minor === null || minor === was || (was === null && minor !== 0n)) return []
    const name = `Refund ${number ?? id} on invoice ${seen.number}`
    const before = was === null ? {} : { before: { refunded: text(was) } }
    const after = { refunded: text(minor) }
    return [
      minor === 0n
        ? { what: `${name} was voided or deleted in QuickBooks`, ...before, after }
        : { what: `${name} was changed in QuickBooks`, ...before, after },
    ]
  })
}

function refundTexts(told: ToldInvoice, seen: SeenInvoice): Pick<ToldInvoice, 'refunds'> {
  if (seen.refunds === undefined || (seen.refunds.size === 0 && told.refunds === undefined)) return {}
  const texts = [...seen.refunds].map(([id, { minor }]) => [
    id,
    minor === null ? told.refunds?.[id] : formatAmount(money(minor, seen.currency)),
  ])
  return { refunds: Object.fromEntries(texts.filter(([, text]) => text !== undefined)) }
}

/** What took the balance down beside payments and credits; null where something of it is unknown. */
function settledOtherwise(seen: SeenInvoice): bigint | null {
  if (seen.gone || seen.receipts === null || seen.total === null || seen.balance === null) return null
  let rest = seen.total - seen.balance
  for (const receipt of seen.receipts.values()) rest -= receipt.cash + receipt.credit
  return rest
}

const balanceOf = (seen: SeenInvoice) =>
  seen.balance === null || seen.gone ? {} : { balance: formatMoney(money(seen.balance, seen.currency)) }

const receiptTexts = (seen: ReadonlyMap<string, Receipt>, currency: string): ToldInvoice['receipts'] =>
  Object.fromEntries(
    [...seen].map(([id, receipt]) => [
      id,
      {
        cash: formatAmount(money(receipt.cash, currency)),
        credit: formatAmount(money(receipt.credit, currency)),
      },
    ]),
  )

function minorOf(text: string, currency: string): bigint {
  const amount = parseAmount(text, currency)
  if (amount === null) throw new Error(`${text} is no amount of ${currency}`)
  return amount.minor
}
