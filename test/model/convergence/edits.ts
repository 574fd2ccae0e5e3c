import fc from 'fast-check'
import { at, type Edit, edit, NOTHING, place } from './edit'
import { cents, type Entry, entries, isVoid, mergeCustomers, sales, send, write } from './ledger'
import { mergeDeals } from './selling'
import type { Job } from './side'

const standing = async (job: Job) => (await entries(job, 'Invoice')).filter((each) => !isVoid(each))
const dollars = (minor: number) => Number((minor / 100).toFixed(2))

/** What somebody does to the n-th document of a kind. */
const toEach = (
  words: string,
  find: (job: Job) => Promise<Entry[]>,
  act: (job: Job, entry: Entry) => Promise<unknown>,
): fc.Arbitrary<Edit> =>
  place.map((which) =>
    edit(`${words} ${which}`, async (job) => {
      const entry = at(await find(job), which)
      return entry === undefined ? NOTHING : act(job, entry)
    }),
  )

const payment = (customerId: string, minor: number, lines: readonly (readonly [string, number])[]) => ({
  CustomerRef: { value: customerId },
  TotalAmt: dollars(minor),
  Line: lines.map(([id, part]) => ({
    Amount: dollars(part),
    LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }],
  })),
})

const pay = (words: string, part: (balance: number) => number, over = 0) =>
  toEach(words, standing, async (job, { Id, Balance = 0, CustomerRef }) => {
    const minor = part(cents(Balance))
    if (minor <= 0) return NOTHING
    return write(job, 'Payment', payment(CustomerRef.value, minor + over, [[Id, minor]]))
  })

const payAll = fc.constant(
  edit('pay everything with one payment', async (job) => {
    const open = (await standing(job)).filter(({ Balance = 0 }) => Balance > 0)
    const own = open.filter(({ CustomerRef }) => CustomerRef.value === open[0]?.CustomerRef.value)
    if (own.length === 0) return NOTHING
    const lines = own.map(({ Id, Balance = 0 }) => [Id, cents(Balance)] as const)
    const minor = lines.reduce((sum, [, part]) => sum + part, 0)
    return write(job, 'Payment', payment(own[0]?.CustomerRef.value ?? '', minor, lines))
  }),
)

const prepay = fc.constant(
  edit('receive money that is for nothing yet', (job) =>
    write(job, 'Payment', payment(job.customerIds[0] ?? '', 12_345, [])),
  ),
)

const payments = (job: Job) => entries(job, 'Payment')
const movePayment = fc.tuple(place, place).map(([which, target]) =>
  edit(`move payment ${which} to invoice ${target}`, async (job) => {
    const moved = at(await payments(job), which)
    const invoice = at(await standing(job), target)
    if (!moved || !invoice || cents(moved.TotalAmt) === 0) return NOTHING
    const minor = Math.min(cents(moved.TotalAmt), cents(invoice.Balance ?? 0))
    return write(job, 'Payment', {
      Id: moved.Id,
      SyncToken: moved.SyncToken,
      ...payment(moved.CustomerRef.value, cents(moved.TotalAmt), minor > 0 ? [[invoice.Id, minor]] : []),
    })
  }),
)
const halvePayment = toEach('halve payment', payments, async (job, { Id, SyncToken, ...held }) => {
  const half = Math.floor(cents(held.TotalAmt) / 2)
  if (half === 0) return NOTHING
  const links = held.Line.flatMap((line) => line.LinkedTxn?.map(({ TxnId }) => TxnId) ?? [])
  const lines = links.slice(0, 1).map((id) => [id, half] as const)
  return write(job, 'Payment', { Id, SyncToken, ...payment(held.CustomerRef.value, half, lines) })
})
const deletePayment = toEach('delete payment', payments, (job, { Id, SyncToken }) =>
  write(job, 'Payment', { Id, SyncToken }, '&operation=delete'),
)
const voidPayment = toEach('void payment', payments, (job, { Id, SyncToken }) =>
  write(job, 'Payment', { Id, SyncToken, sparse: true }, '&operation=update&include=void'),
)

const voiding = toEach('void invoice', standing, (job, { Id, SyncToken }) =>
  write(job, 'Invoice', { Id, SyncToken }, '&operation=void'),
)
const deleting = toEach(
  'delete invoice',
  (job) => entries(job, 'Invoice'),
  (job, { Id, SyncToken }) => write(job, 'Invoice', { Id, SyncToken }, '&operation=delete'),
)

/** The whole set of lines is sent again, as it must be. */
const change = (words: string, of: (entry: Entry) => object | null) =>
  toEach(words, standing, async (job, entry) => {
    const changed = of(entry)
    if (changed === null) return NOTHING
    const { Id, SyncToken, CustomerRef } = entry
    return write(job, 'Invoice', { Id, SyncToken, sparse: true, CustomerRef, ...changed })
  })
const line = (amount: number, more: object = {}) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
  ...more,
})
const reprice = (percent: number) =>
  change(`set the first line to ${percent} % of invoice`, (entry) => {
    const [first, ...others] = sales(entry)
    if (!first || first.Amount === 0) return null
    const amount = dollars(Math.floor((cents(first.Amount) * percent) / 100))
    const { UnitPrice: _, Qty: __, ...detail } = { ...first.SalesItemLineDetail } as Record<string, unknown>
    return { Line: [{ ...first, Amount: amount, SalesItemLineDetail: detail }, ...others] }
  })
const addLine = change('add a line to invoice', (entry) => ({
  Line: [...sales(entry), line(50, { Description: 'Travel' })],
}))
const discount = change('give a discount on invoice', (entry) => ({
  Line: [
    ...sales(entry),
    { Amount: 10, DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: false } },
  ],
}))
const eraseMark = change('erase our mark on invoice', () => ({ PrivateNote: 'Thank you' }))
const dueLater = change('give more time for invoice', () => ({ DueDate: '2099-01-31' }))
const sending = toEach('send invoice', standing, send)
const copying = toEach('copy invoice', standing, (job, entry) =>
  write(job, 'Invoice', {
    CustomerRef: entry.CustomerRef,
    TxnDate: entry.TxnDate,
    PrivateNote: entry.PrivateNote ?? '',
    Line: sales(entry).map(({ Id: _, ...kept }) => kept),
  }),
)

const credit = (words: string, part: (balance: number) => number) =>
  toEach(words, standing, async (job, { Id, Balance = 0, CustomerRef }) => {
    const minor = part(cents(Balance))
    if (minor <= 0) return NOTHING
    const { CreditMemo } = await write<{ CreditMemo: Entry }>(job, 'CreditMemo', {
      CustomerRef,
      Line: [line(dollars(minor))],
    })
    const link = (TxnId: string, TxnType: string) => ({
      Amount: dollars(minor),
      LinkedTxn: [{ TxnId, TxnType }],
    })
    return write(job, 'Payment', {
      CustomerRef,
      TotalAmt: 0,
      Line: [link(Id, 'Invoice'), link(CreditMemo.Id, 'CreditMemo')],
    })
  })
const posting = (PostingType: string, account: string, Amount: number, entity: object = {}) => ({
  Amount,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType, AccountRef: { value: account }, ...entity },
})
const writeOff = toEach('write off a quarter of', standing, async (job, { Id, Balance = 0, CustomerRef }) => {
  const amount = dollars(Math.floor(cents(Balance) / 4))
  if (amount <= 0) return NOTHING
  const Entity = { Type: 'Customer', EntityRef: CustomerRef }
  const { JournalEntry } = await write<{ JournalEntry: Entry }>(job, 'JournalEntry', {
    Line: [posting('Debit', '6', amount), posting('Credit', '84', amount, { Entity })],
  })
  const link = (TxnId: string, TxnType: string) => ({ Amount: amount, LinkedTxn: [{ TxnId, TxnType }] })
  return write(job, 'Payment', {
    CustomerRef,
    TotalAmt: 0,
    Line: [link(Id, 'Invoice'), link(JournalEntry.Id, 'JournalEntry')],
  })
})
const byHand = fc.constantFrom('Middle', 'End').map((of) =>
  edit(`make an invoice by hand for “${of}”`, (job) =>
    write(job, 'Invoice', {
      CustomerRef: { value: job.customerIds[0] ?? '' },
      Line: [line(1_000, { Description: `${of} of ${job.name}` })],
    }),
  ),
)
const dropMemo = toEach(
  'delete credit memo',
  (job) => entries(job, 'CreditMemo'),
  (job, { Id, SyncToken }) => write(job, 'CreditMemo', { Id, SyncToken }, '&operation=delete'),
)
const refund = toEach('refund a tenth of invoice', standing, (job, { CustomerRef, TotalAmt }) =>
  write(job, 'RefundReceipt', {
    CustomerRef,
    DepositToAccountRef: { value: '35' },
    Line: [line(dollars(Math.floor(cents(TotalAmt) / 10)))],
  }),
)

const merge = fc.boolean().map((back) =>
  edit(`merge the ${back ? 'second customer into the first' : 'first customer into the second'}`, (job) => {
    const [first = '', second = ''] = job.customerIds
    return back ? mergeCustomers(job, second, first) : mergeCustomers(job, first, second)
  }),
)

const payWhole = pay('pay all of', (balance) => balance)
const overpay = pay('pay too much for', (balance) => balance, 1_000)
const creditQuarter = credit('credit a quarter of', (balance) => Math.floor(balance / 4))

/** What bookkeepers do; what happens most is offered most. */
export const bookkeeping: readonly fc.Arbitrary<Edit>[] = [
  payWhole,
  pay('pay a third of', (balance) => Math.floor(balance / 3)),
  overpay,
  payAll,
  prepay,
  movePayment,
  movePayment,
  halvePayment,
  deletePayment,
  voidPayment,
  voiding,
  deleting,
  reprice(50),
  reprice(130),
  reprice(0),
  addLine,
  discount,
  eraseMark,
  dueLater,
  sending,
  copying,
  credit('credit all of', (balance) => balance),
  creditQuarter,
  dropMemo,
  writeOff,
  byHand,
  refund,
  merge,
]

/** Small parts of it, in which a planted fault is found soon. */
export const fewEdits = {
  deleting: [payWhole, deletePayment, deleting],
  moving: [payWhole, movePayment],
  merging: [mergeDeals],
  chains: [mergeDeals, mergeDeals, payWhole],
  paying: [payWhole],
  overpaying: [overpay],
  crediting: [creditQuarter],
}
