import { must } from '../fixtures/must'
import { type Model, promise } from './model'
import type { Job } from './world'

/** A person took this invoice away or lowered it: what draws of it, when it is a deposit's, may stay at home. */
export function noteLowered(model: Model, job: Job, index: number): void {
  const part = must(job.parts[index])
  if (part.milestone === 0) model.depositsLowered.add(part.customerId)
}

interface Withdrawn {
  intentId: string
  customerId: string
  milestoneId: string
  sent: boolean
  draws: boolean
  asked: boolean
}

/**
 * An invoice that draws of a deposit does not leave once the deposit was taken away or lowered: its part is free, and
 * somebody is asked. For any other reason none stays at home, and none that was sent.
 */
export async function noticeWithdrawn(model: Model, job: Job): Promise<void> {
  const found = await job.world.stage.within((sql) =>
    sql<Withdrawn>(
      `select i.intent_id as "intentId", i.customer_id as "customerId", p.milestone_id as "milestoneId",
        i.sent_at is not null as sent,
        exists (select from billing_part d where d.intent_id = i.intent_id and d.kind = 'draw') as draws,
        exists (select from attention a where a.cause = 'ready_to_bill:' || p.milestone_id
          and a.settled_at is null) as asked
      from billing_intent i join billing_part p on p.intent_id = i.intent_id and p.kind in ('work', 'deposit')
      where i.deal_id = $1 and i.state = 'cancelled'`,
      [job.dealId],
    ),
  )
  for (const { intentId, customerId, milestoneId, ...why } of found) {
    if (model.withdrawn.has(intentId)) continue
    model.withdrawn.add(intentId)
    const index = job.parts.findIndex(
      (part) => part.customerId === customerId && job.milestoneIds[part.milestone] === milestoneId,
    )
    promise(
      why.draws && !why.sent && why.asked && model.depositsLowered.has(customerId),
      'an invoice stays at home only for its deposit, before it was sent, and somebody is asked',
      () => `part ${index}: ${JSON.stringify(why)}`,
    )
    if (model.wishes[index] === 'wanted') model.wishes[index] = 'freed'
  }
}
