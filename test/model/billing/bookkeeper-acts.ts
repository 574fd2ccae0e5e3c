import fc from 'fast-check'
import { cents } from '../books'
import { act, at } from './act'
import { linesAsSent } from './check-always'
import type { Ledger } from './ledger'
import { answersOf, type Paper, papersOf } from './paper'
import type { Site } from './site'

const place = fc.nat({ max: 3 })

/** What a bookkeeper does with the n-th standing invoice of ours, if there is one. QuickBooks may refuse it. */
const bookkeeper = (words: string, run: (ledger: Ledger, site: Site, paper: Paper) => Promise<void>) =>
  place.map((which) =>
    act(`${words} ${which}`, async (ledger, site) => {
      const papers = await papersOf(site)
      const paper = at(
        papers.filter(({ ours, effective }) => ours && effective),
        which,
      )
      if (paper) await run(ledger, site, paper)
    }),
  )

const pay = (words: string, part: (balance: bigint) => bigint) =>
  bookkeeper(words, async (_, site, { book, balanceMinor }) => {
    const minor = part(balanceMinor)
    if (minor > 0n) await site.books.pay(book, minor)
  })

/** What it billed is free when the program knows it as its own; else it may be sent once more. */
async function taken(ledger: Ledger, site: Site, paper: Paper): Promise<void> {
  const pages = await Promise.all(site.dealIds.map((dealId) => site.page(dealId)))
  const known = pages.some((page) => page.invoices.some(({ quickbooksId }) => quickbooksId === paper.id))
  for (const line of linesAsSent(ledger, paper)) {
    if (line.isDeposit || line.sort === 'withheld' || line.sort === 'released') ledger.loose = true
    if (line.work === null) continue
    const works = ledger.works.filter((work) => work.name === line.work)
    // Of a split milestone the part that is done was billed.
    const work = works.find(({ due }) => due >= line.minor) ?? works[0]
    if (!work) continue
    work.due = work.due > line.minor ? work.due - line.minor : 0n
    work.freed += line.minor
    if (!known) work.unsure += line.minor
  }
}

const voiding = bookkeeper('void', async (ledger, site, paper) => {
  await taken(ledger, site, paper)
  await site.books.void(paper.book)
})

const deleting = bookkeeper('delete', async (ledger, site, paper) => {
  if (paper.balanceMinor !== paper.totalMinor) return
  await taken(ledger, site, paper)
  await site.books.delete(paper.book)
})

const editing = fc.constantFrom(50n, 120n).chain((percent) =>
  bookkeeper(`edit to ${percent} %`, async (ledger, site, paper) => {
    const [first] = paper.lines
    if (!first || first.minor <= 0n || paper.balanceMinor !== paper.totalMinor) return
    const minor = (first.minor * percent) / 100n
    // Lines that are set to nothing are a void, and less than nothing no invoice takes.
    if (minor === 0n || paper.totalMinor - first.minor + minor <= 0n) return
    if (!ledger.touched.has(paper.id)) ledger.touched.set(paper.id, paper.lines)
    await site.books.edit(paper.book, minor)
  }),
)

const copying = bookkeeper('copy', (_, site, { book }) => site.books.copy(book))

interface Applied {
  readonly paymentId: string
  readonly invoiceId: string
  readonly whole: boolean
}
const credits = new WeakMap<Site, Applied[]>()

/** A credit memo, applied by a payment of nothing. Only where an invoice bills one milestone, less what is held back or drawn. */
const credit = (words: string, part: (total: bigint) => bigint) =>
  bookkeeper(words, async (ledger, site, paper) => {
    const { stage } = site.world
    const [line, ...others] = paper.lines
    const minor = part(paper.balanceMinor)
    if (line?.sort !== 'work' || line.isDeposit || minor <= 0n) return
    if (others.some(({ sort }) => sort !== 'withheld' && sort !== 'drawn')) return
    const write = <T>(kind: string, body: object) =>
      stage.quickbooks.api<T>('POST', `/v3/company/${stage.realmId}/${kind}?minorversion=75`, body)
    const amount = Number(minor) / 100
    const CustomerRef = { value: paper.customerId }
    const SalesItemLineDetail = { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } }
    const { CreditMemo } = await write<{ CreditMemo: { Id: string } }>('creditmemo', {
      CustomerRef,
      Line: [{ Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail }],
    })
    const link = (TxnId: string, TxnType: string) => ({ Amount: amount, LinkedTxn: [{ TxnId, TxnType }] })
    const { Payment } = await write<{ Payment: { Id: string } }>('payment', {
      CustomerRef,
      TotalAmt: 0,
      Line: [link(paper.id, 'Invoice'), link(CreditMemo.Id, 'CreditMemo')],
    })
    // The last of several credits takes what they left; where one was answered, the rest is asked about like that one.
    const isAnswered = (answersOf(site).get(paper.id) ?? 0n) > 0n
    const whole = minor + paper.creditedMinor === paper.totalMinor && !isAnswered
    if (whole) await taken(ledger, site, paper)
    credits.set(site, [...(credits.get(site) ?? []), { paymentId: Payment.Id, invoiceId: paper.id, whole }])
  })

/**
 * A person answered about a credit on an invoice, or took an answer back: one that is credited as a whole meanwhile counts
 * while any answer stands, and no longer.
 */
export async function noteAnswer(
  ledger: Ledger,
  site: Site,
  invoiceId: string,
  minor: bigint,
): Promise<void> {
  const find = async () => (await papersOf(site)).find(({ id }) => id === invoiceId)
  const before = await find()
  answersOf(site).set(invoiceId, (answersOf(site).get(invoiceId) ?? 0n) + minor)
  const now = await find()
  if (!before || !now || before.effective === now.effective) return
  const own = (credits.get(site) ?? []).map((each) =>
    each.invoiceId === invoiceId ? { ...each, whole: !now.effective } : each,
  )
  credits.set(site, own)
  if (!now.effective) return taken(ledger, site, now)
  for (const line of linesAsSent(ledger, now)) {
    const work = ledger.works.find(({ name, freed }) => name === line.work && freed >= line.minor)
    if (work) work.freed -= line.minor
  }
}

/** The payment that applied a credit is deleted: what it took is owed again, wherever it was billed meanwhile. */
const uncredit = place.map((which) =>
  act(`unapply credit ${which}`, async (ledger, site) => {
    const { stage } = site.world
    const all = credits.get(site) ?? []
    const chosen = at(all, which)
    if (!chosen) return
    const path = `/v3/company/${stage.realmId}/payment`
    const { Payment } = await stage.quickbooks.api<{ Payment: { Id: string; SyncToken: string } }>(
      'GET',
      `${path}/${chosen.paymentId}?minorversion=75`,
    )
    const { Id, SyncToken } = Payment
    await stage.quickbooks.api('POST', `${path}?minorversion=75&operation=delete`, { Id, SyncToken })
    credits.set(
      site,
      all.filter((each) => each !== chosen),
    )
    ledger.loose = true
    const paper = (await papersOf(site)).find(({ id }) => id === chosen.invoiceId)
    const wasGone = all.some(({ invoiceId, whole }) => invoiceId === chosen.invoiceId && whole)
    if (paper && wasGone) ledger.touched.set(paper.id, [])
  }),
)

const moving = bookkeeper('take the payments away from', async (_, site, paper) => {
  const { stage } = site.world
  for (const { TxnId, TxnType } of paper.book.LinkedTxn ?? []) {
    if (TxnType !== 'Payment') continue
    const path = `/v3/company/${stage.realmId}/payment`
    const { Payment } = await stage.quickbooks.api<{ Payment: { SyncToken: string; TotalAmt: number } }>(
      'GET',
      `${path}/${TxnId}?minorversion=75`,
    )
    // A payment of nothing applies a credit: that is another story.
    if (cents(Payment.TotalAmt) === 0n) continue
    await stage.quickbooks.api('POST', `${path}?minorversion=75&operation=delete`, {
      Id: TxnId,
      SyncToken: Payment.SyncToken,
    })
  }
})

export const bookkeeperActs = {
  payAll: pay('pay all of', (balance) => balance),
  payThird: pay('pay a third of', (balance) => balance / 3n),
  moving,
  voiding,
  deleting,
  editing,
  copying,
  creditAll: credit('credit all of', (balance) => balance),
  creditSome: credit('credit a quarter of', (balance) => balance / 4n),
  uncredit,
}
