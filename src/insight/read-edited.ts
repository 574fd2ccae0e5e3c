import { type AcceptingOrder, readOrdersAccepting } from '../change-orders/change-order-table'
import { readDeal } from '../deals/deal-table'
import { netOf } from '../invoices/books/document'
import { milestoneChanges, restoredNet } from '../invoices/edited/edit'
import { type EditedInvoice, readEdit } from '../invoices/edited/read-edit'
import { readIntent } from '../invoices/intent-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { readMilestones } from '../schedules/milestone-table'
import { readSchedule } from '../schedules/schedule-table'
import { conflict, notFound } from '../tenants/refusal'

/** What was edited of an invoice, with what each answer would come to. */
export interface EditedPage {
  readonly edited: EditedInvoice
  readonly milestones: ReadonlyMap<string, Milestone>
  /** Lines that are none of ours, net; null is unknown. Minor units. */
  readonly othersMinor: bigint | null
  /** All that is on it without tax, now and once it is put back; null is unknown. */
  readonly netMinor: bigint | null
  readonly restoredMinor: bigint | null
  readonly contracts: readonly {
    readonly dealId: string
    readonly dealName: string
    readonly beforeMinor: bigint
    readonly afterMinor: bigint
  }[]
  readonly orders: readonly AcceptingOrder[]
}

/** Refuses not_found; edit_gone for an invoice that says what was decided, or does not count any more. */
export async function readEditedPage(sql: Sql, intentId: string): Promise<EditedPage> {
  const intent = await readIntent(sql, intentId)
  if (!intent) throw notFound('invoice')
  const edited = await readEdit(sql, intent)
  if (edited === null) {
    throw conflict('edit_gone', 'The invoice says what was decided, or does not count any more. Look again.')
  }
  const changes = milestoneChanges(edited.edit)
  const scheduleIds = [...new Set(edited.parts.map(({ scheduleId }) => scheduleId))]
  const milestones = new Map(
    (await readMilestones(sql, scheduleIds)).map((milestone) => [milestone.milestoneId, milestone]),
  )
  const contracts: EditedPage['contracts'][number][] = []
  for (const scheduleId of scheduleIds) {
    const own = changes.filter((change) => change.scheduleId === scheduleId)
    const schedule = await readSchedule(sql, scheduleId)
    if (!schedule || own.length === 0) continue
    contracts.push({
      dealId: schedule.dealId,
      dealName: (await readDeal(sql, schedule.dealId))?.name ?? '',
      beforeMinor: schedule.contractMinor,
      afterMinor: own.reduce((sum, { byMinor }) => sum + byMinor, schedule.contractMinor),
    })
  }
  const net = netOf(edited.facts)
  const { nowMinor } = edited.edit
  return {
    edited,
    milestones,
    contracts,
    netMinor: net,
    restoredMinor: restoredNet(edited.facts, edited.edit),
    othersMinor: net === null || nowMinor === null ? null : net - nowMinor,
    orders: await readOrdersAccepting(sql, intentId),
  }
}
