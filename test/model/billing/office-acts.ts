import fc from 'fast-check'
import type { BillingRunView } from '../../../src/http/contract/billing-run'
import type { InvoicePageView } from '../../../src/http/contract/invoice'
import { promise } from '../model'
import { act, at, least, onDeal, onWork, place, wasDone } from './act'
import { noteAnswer } from './bookkeeper-acts'
import { decided, goesByItself, minorOf, sum } from './ledger'
import { type Site, usd } from './site'

/** What is completed is billed as the policy says; what a person took away before is asked about. */
const complete = place.map((which) =>
  act(
    `complete ${which}`,
    onWork(which, async (work, ledger, site) => {
      const done = wasDone(await site.ask('POST', `/milestones/${work.milestoneId}/complete`, {}), 'complete')
      if (!done || work.done) return
      work.done = true
      if (goesByItself(ledger) && work.freed === 0n) decided(work)
    }),
  ),
)

const completeAll = fc.constant(
  act('everyone completes everything at once, twice', async (ledger, site) => {
    const everything = [...ledger.works, ...ledger.works]
    const ends = await Promise.all(
      everything.map(({ milestoneId }) => site.ask('POST', `/milestones/${milestoneId}/complete`, {})),
    )
    for (const [index, answer] of ends.entries()) {
      const work = everything[index]
      if (!work || !wasDone(answer, 'complete') || work.done) continue
      work.done = true
      if (goesByItself(ledger) && work.freed === 0n) decided(work)
    }
  }),
)

/** Half a cent rounds up, as everywhere. */
const percentOf = (minor: bigint, percent: bigint): bigint => (minor * percent * 2n + 100n) / 200n

/** A person who claims has started the work. Of two who claim the same at once one comes too late. */
const claim = fc
  .tuple(place, fc.constantFrom(10n, 33n, 50n, 75n), fc.boolean())
  .map(([which, percent, twice]) =>
    act(
      `claim ${percent} % of ${which}${twice ? ', twice at once' : ''}`,
      onWork(which, async (work, ledger, site) => {
        const path = `/milestones/${work.milestoneId}`
        if (!wasDone(await site.ask('POST', `${path}/start`, {}), 'start')) return
        const ask = () => site.ask('POST', `${path}/progress`, { percent: String(percent) })
        const ends = await Promise.all(twice ? [ask(), ask()] : [ask()])
        const done = ends.filter((end) => wasDone(end, 'claim'))
        if (done.length === 0) return
        promise(done.length === 1, 'the same progress is claimed once', () => `${percent} % of ${work.name}`)
        const minor = percentOf(work.amount, percent) - sum(work.claims)
        work.claims.push(minor)
        if (goesByItself(ledger)) work.due += minor
      }),
    ),
  )

const withdrawClaim = place.map((which) =>
  act(
    `withdraw the last claim of ${which}`,
    onWork(which, async (work, _, site) => {
      const path = `/milestones/${work.milestoneId}/progress/withdraw`
      if (!wasDone(await site.ask('POST', path, {}), 'withdraw')) return
      const minor = work.claims.pop() ?? 0n
      work.due -= least(work.due, minor)
      work.freed -= least(work.freed, minor)
    }),
  ),
)

const billAgain = fc.tuple(place, fc.boolean()).map(([which, twice]) =>
  act(
    `bill ${which} again${twice ? ', twice at once' : ''}`,
    onWork(which, async (work, ledger, site) => {
      const ask = () => site.ask('POST', `/milestones/${work.milestoneId}/bill`, { again: true })
      const ends = (await Promise.all(twice ? [ask(), ask()] : [ask()])).filter((end) => wasDone(end, 'bill'))
      if (ends.length === 0) return
      promise(
        ends.length === 1 || ledger.terms.delivery === 'prepare',
        'only what was freed is billed again, and once',
        () => `${ends.length} of two who asked at once`,
      )
      work.freed = 0n
      if (ledger.terms.delivery === 'post') decided(work)
    }),
  ),
)

async function prepared(site: Site): Promise<string[]> {
  const pages = await Promise.all(site.dealIds.map((dealId) => site.page(dealId)))
  const ids = pages.flatMap((page) =>
    page.invoices.filter(({ status }) => status === 'prepared').map(({ id }) => id),
  )
  return [...new Set(ids)].sort()
}
const invoicePage = async (site: Site, id: string) =>
  (await site.ask('GET', `/invoices/${id}`)).body as unknown as InvoicePageView

const generate = fc.tuple(place, fc.boolean()).map(([which, twice]) =>
  act(`generate prepared invoice ${which}${twice ? ', twice at once' : ''}`, async (ledger, site) => {
    const id = at(await prepared(site), which)
    if (id === undefined) return
    const { lines } = await invoicePage(site, id)
    const ask = () => site.ask('POST', `/invoices/${id}/post`, {})
    const ends = await Promise.all(twice ? [ask(), ask()] : [ask()])
    if (!ends.map((end) => wasDone(end, 'generate')).includes(true)) return
    for (const { milestone, kind, amount } of lines) {
      const work = ledger.works.find(({ milestoneId }) => milestoneId === milestone?.id)
      if (work && (kind === 'work' || kind === 'deposit')) work.due += minorOf(amount)
    }
  }),
)

const changePrepared = place.map((which) =>
  act(`change prepared invoice ${which}`, async (_, site) => {
    const id = at(await prepared(site), which)
    if (id === undefined) return
    const lines = (await invoicePage(site, id)).lines.flatMap(({ id: lineId, kind, amount }) => {
      const minor = minorOf(amount)
      return kind === 'work' && minor % 4n === 0n
        ? [{ id: lineId, quantity: { quantity: '4', unitPrice: usd(minor / 4n).amount } }]
        : []
    })
    wasDone(await site.ask('PATCH', `/invoices/${id}`, { memo: 'Thank you', lines }), 'change')
  }),
)

const together = async (times: number, site: Site, path: string, body: object) => {
  const ends = await Promise.all(Array.from({ length: times }, () => site.ask('POST', path, body)))
  return ends.filter((end) => wasDone(end, path)).length
}

/** Nothing is left for the second of two, and nothing can have come between. */
const release = fc.tuple(fc.nat({ max: 1 }), fc.boolean()).map(([which, twice]) =>
  act(`release what is held back${twice ? ', twice at once' : ''}, deal ${which}`, async (_, site) => {
    const dealId = site.dealIds[which % site.dealIds.length] ?? ''
    const done = await together(twice ? 2 : 1, site, `/deals/${dealId}/retainage/release`, {})
    promise(done <= 1, 'what is held back is released once', () => `${done} of two who asked at once`)
  }),
)
const releaseSome = onDeal('release a dollar', async (dealId, _, __, site) => {
  await together(1, site, `/deals/${dealId}/retainage/release`, { amount: usd(100n) })
})
const billDeposit = onDeal('bill the deposit, twice at once', async (dealId, _, ledger, site) => {
  if (ledger.terms.deposit?.mode === 'advance') await together(2, site, `/deals/${dealId}/deposit/bill`, {})
})

/** What waits for the invoice of a month is billed now, by two who press at once. */
const runMonth = fc.constant(
  act('run the month, twice at once', async (ledger, site) => {
    const through = site.world.stage.clock.now().toISOString().slice(0, 10)
    const ask = () => site.ask('POST', '/billing-runs', { through })
    const ends = await Promise.all([ask(), ask()])
    if (!ends.every((end) => wasDone(end, 'the month'))) return
    if (ledger.terms.cadence.on !== 'monthly' || ledger.terms.delivery !== 'post') return
    const left = ends.flatMap(({ body }) => (body as unknown as BillingRunView).leftOut)
    for (const work of ledger.works)
      if (
        work.freed === 0n &&
        work.again === 0n &&
        !left.some(({ milestoneId }) => milestoneId === work.milestoneId)
      )
        decided(work)
  }),
)

let days = 0
/** Hours that somebody keeps in QuickBooks, billed here by two at once. */
const hours = onDeal(
  'work an hour and a third, and bill the hours twice at once',
  async (dealId, _, ledger, site) => {
    if (!ledger.terms.hourly) return
    const { stage } = site.world
    days += 1
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/timeactivity?minorversion=75`, {
      TxnDate: `2026-01-${String(1 + (days % 28)).padStart(2, '0')}`,
      NameOf: 'Employee',
      EmployeeRef: { value: '54' },
      CustomerRef: { value: site.books.customerIds[0] },
      Hours: 1,
      Minutes: 20,
      BillableStatus: 'Billable',
      HourlyRate: 1,
    })
    await site.ask('GET', `/deals/${dealId}/time?again=true`)
    await together(2, site, `/deals/${dealId}/time/bill`, {})
  },
)

/** A person answers what is asked about credits. */
const answerCredit = fc
  .tuple(place, fc.constantFrom('rebill', 'close_difference', 'take_answer_back'))
  .map(([which, action]) =>
    act(`answer question ${which} with ${action}`, async (ledger, site) => {
      const pages = await Promise.all(site.dealIds.map((dealId) => site.page(dealId)))
      const asked = pages
        .flatMap((page) => page.attention)
        .filter(({ actions }) => actions.some((offered) => offered.action === action))
      const item = at(asked, which)
      if (!item) return
      if (!wasDone(await site.ask('POST', `/attention/${item.id}/settle`, { action }), action)) return
      const minor = item.money ? minorOf(item.money) : 0n
      const invoice = pages.flatMap((page) => page.invoices).find(({ id }) => id === item.invoiceId)
      if (invoice?.quickbooksId)
        await noteAnswer(ledger, site, invoice.quickbooksId, action === 'take_answer_back' ? -minor : minor)
      const work = ledger.works.find(({ milestoneId }) => milestoneId === item.milestoneId)
      // What is taken back may be billed no more, or was: at most stays at most.
      if (work && action === 'rebill') work.again += minor
    }),
  )
const tryNow = fc.constant(
  act('press "try now"', async (_, site) => {
    const { items } = (await site.ask('GET', '/owed?limit=50')).body as unknown as {
      items: readonly { id: string; vendor: string; state: string }[]
    }
    for (const { id, vendor, state } of items)
      if (vendor === 'quickbooks' && state !== 'refused') await site.ask('POST', `/owed/${id}/retry`, {})
  }),
)

export const officeActs = {
  complete,
  completeAll,
  claim,
  withdrawClaim,
  billAgain,
  generate,
  changePrepared,
  release,
  releaseSome,
  billDeposit,
  runMonth,
  hours,
  answerCredit,
  tryNow,
}
