import type { Clock } from '../../clock/clock'
import type { Happening } from '../../history/history-table'
import { survivorOf } from '../../masters/customer-merge-table'
import { formatAmount, formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict, Refusal } from '../../tenants/refusal'
import { type InvoiceLine, netOfLines } from '../composing/invoice-line'
import { decideInvoice } from '../decide-invoice'
import { noticeSetAside } from '../notice-set-aside'
import { releasableTo } from './held'
import { lookAtRelease, type ReleaseOutlook } from './look-at-release'
import { readHeld } from './read-held'

/**
 * Releases what is held back, in the caller's transaction, under the schedule's lock: an invoice of its own for each who
 * pays, all of them or none. `amountMinor` null is all that may be released; never more than that. It takes nothing of
 * the contract: the work was billed when it was held back. Answers what to record.
 * Refuses: over_release, retainage_unknown, preflight_failed.
 */
export async function releaseRetainage(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  amountMinor: bigint | null,
): Promise<{ readonly outlook: ReleaseOutlook; readonly happenings: readonly Happening[] }> {
  const outlook = await lookAtRelease(sql, clock, schedule, amountMinor)
  const { mostMinor, askedMinor, number, delivery } = outlook
  if (mostMinor === null) throw unknownHeld()
  if (askedMinor > mostMinor || askedMinor === 0n) throw overRelease(schedule, outlook, mostMinor)
  const failed = outlook.checks.filter((check) => !check.ok)
  if (failed.length > 0) {
    throw new Refusal(409, 'preflight_failed', failed.map((check) => check.detail).join(' '), {
      checks: failed,
    })
  }
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const happenings: Happening[] = []
  for (const { part, facts, head, lines, composed } of outlook.invoices) {
    const { marker } = await decideInvoice(sql, actor, clock, {
      schedule,
      head,
      lines,
      facts,
      delivery,
      markOf: 'R',
      keyParts: [part.partKey],
      generation: 1,
    })
    happenings.push({
      what: `Decided to release ${text(part.amountMinor)} of what is held back from ${facts.customer?.name ?? 'the customer'}`,
      dealId: schedule.dealId,
      before: { heldBack: text(mostMinor) },
      after: {
        heldBack: text(mostMinor - askedMinor),
        release: number,
        delivery,
        customer: facts.customer?.name,
        marker,
        dueOn: composed.dueOn,
      },
    })
  }
  // Asked of a plan that a merge set aside: it holds that much less.
  await noticeSetAside(sql, [schedule.scheduleId])
  await markDirty(sql, [schedule.dealId])
  return { outlook, happenings }
}

/**
 * Before a release that QuickBooks refused is decided on again: it may still be released. Nothing for other lines.
 * Refuses: over_release, retainage_unknown.
 */
export async function refuseOverRelease(
  sql: Sql,
  schedule: Schedule,
  customerId: string,
  lines: readonly Pick<InvoiceLine, 'kind' | 'amountMinor'>[],
): Promise<void> {
  const own = lines.filter(({ kind }) => kind === 'retainage_release')
  if (own.length === 0) return
  const { held } = await readHeld(sql, schedule)
  const standing = await survivorOf(sql, customerId)
  const from = held.find((each) => each.customerId === standing)
  const mostMinor = from ? releasableTo(from) : 0n
  if (mostMinor === null) throw unknownHeld()
  const askedMinor = netOfLines(own)
  if (askedMinor > mostMinor) {
    throw overRelease(schedule, { held, askedMinor }, mostMinor < 0n ? 0n : mostMinor)
  }
}

/** What a sum with an unknown part is. */
const unknownHeld = (): Refusal =>
  conflict(
    'retainage_unknown',
    'An invoice of this deal could not be read, so how much is held back is unknown. Check now under Connections, then ' +
      'release it. Nothing was changed.',
  )

/** The problem that releasing more than is held answers with: the numbers a person needs to decide. */
function overRelease(
  schedule: Schedule,
  { held, askedMinor }: Pick<ReleaseOutlook, 'held' | 'askedMinor'>,
  mostMinor: bigint,
): Refusal {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const plain = (minor: bigint) => formatAmount(money(minor, schedule.currency))
  const releasing = held.reduce((sum, each) => sum + each.releasing, 0n)
  const onItsWay = releasing > 0n ? ` ${text(releasing)} is being released already.` : ''
  return conflict(
    'over_release',
    mostMinor === 0n
      ? `Nothing is held back on invoices in QuickBooks that could be released.${onItsWay}`
      : `${text(askedMinor)} can't be released: ${text(mostMinor)} is held back.${onItsWay} Nothing was changed.`,
    { remaining: plain(mostMinor), attempted: plain(askedMinor), currency: schedule.currency },
  )
}
