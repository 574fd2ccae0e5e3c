import fc from 'fast-check'
import type { MilestoneView } from '../../../src/http/contract/milestone'
import { promise } from '../model'
import { act, at, least, onDeal, onWork, place, wasDone } from './act'
import { decided, goesByItself, mayOf, workOf } from './ledger'
import { usd } from './site'

const takeBack = fc.tuple(place, fc.constantFrom('revoke', 'reopen')).map(([which, how]) =>
  act(
    `${how} ${which}`,
    onWork(which, async (work, _, site) => {
      const path = `/milestones/${work.milestoneId}/${how}`
      if (!wasDone(await site.ask('POST', path, { reason: 'by mistake' }), how) || !work.done) return
      work.done = false
      work.due = least(work.due, mayOf(work))
    }),
  ),
)

const split = place.map((which) =>
  act(
    `accept two fifths of ${which}`,
    onWork(which, async (work, ledger, site) => {
      const accepted = (work.amount * 2n) / 5n
      if (accepted === 0n || accepted === work.amount) return
      const body = { accepted: usd(accepted), reason: 'Two screens are missing' }
      const answer = await site.ask('POST', `/milestones/${work.milestoneId}/split`, body)
      if (!wasDone(answer, 'split')) return
      const parts = answer.body as unknown as { accepted: MilestoneView; remaining: MilestoneView }
      ledger.works.push(workOf(parts.remaining.id, work.name, work.deal, work.amount - accepted))
      work.amount = accepted
      work.done = parts.accepted.workStatus === 'completed'
      if (work.done && goesByItself(ledger) && work.freed === 0n) decided(work)
    }),
  ),
)

const accept = onDeal('the client accepts the plan', async (dealId, _, __, site) => {
  wasDone(
    await site.ask('POST', `/deals/${dealId}/schedule/accept`, { on: '2026-01-15', by: 'Amy' }),
    'accept',
  )
})

/** A change that the client approves: one milestone more, and another amount of one that is there. */
const changeOrder = fc.tuple(place, fc.nat({ max: 1 }), fc.boolean()).map(([which, dealAt, approve]) =>
  act(`${approve ? 'approve' : 'only draft'} a change order for ${which}`, async (ledger, site) => {
    const deal = dealAt % site.dealIds.length
    const own = ledger.works.filter((work) => work.deal === deal)
    const changed = at(own, which)
    const name = `Extra ${ledger.works.length} of ${site.name}`
    const lines = [
      { op: 'add', milestone: { name, amount: usd(5_001n) } },
      ...(changed
        ? [{ op: 'change', milestoneId: changed.milestoneId, set: { amount: usd(changed.amount + 101n) } }]
        : []),
    ]
    const dealId = site.dealIds[deal] ?? ''
    const drafted = await site.ask('POST', `/deals/${dealId}/change-orders`, { reason: 'More', lines })
    if (!wasDone(drafted, 'draft')) return
    const path = `/change-orders/${String(drafted.body['id'])}`
    if (!wasDone(await site.ask('POST', `${path}/send`, {}), 'send') || !approve) return
    if (!wasDone(await site.ask('POST', `${path}/approve`, {}), 'approve')) return
    ledger.contracts[deal] = (ledger.contracts[deal] ?? 0n) + 5_001n + (changed ? 101n : 0n)
    if (changed) changed.amount += 101n
    const added = (await site.page(dealId)).milestones.find((milestone) => milestone.name === name)
    promise(added !== undefined, 'an approved change order is carried out', () => name)
    if (added) ledger.works.push(workOf(added.id, name, deal, 5_001n))
  }),
)

/** Another amount for what is not begun, and sometimes back again. */
const replan = fc.tuple(place, fc.boolean()).map(([which, undo]) =>
  act(
    `plan a cent more for ${which}${undo ? ', and take it back' : ''}`,
    onWork(which, async (work, _, site) => {
      const amount = usd(work.amount + 1n)
      if (!wasDone(await site.ask('PATCH', `/milestones/${work.milestoneId}`, { amount }), 'plan')) return
      if (undo) {
        const dealId = site.dealIds[work.deal] ?? ''
        if (wasDone(await site.ask('POST', `/deals/${dealId}/undo`, {}), 'undo')) return
      }
      work.amount += 1n
    }),
  ),
)

/** How plans change while they are billed. */
export const planActs = { takeBack, split, accept, changeOrder, replan }
