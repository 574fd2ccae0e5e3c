import type { Clock } from '../../clock/clock'
import { readGone } from '../../deals/deal-table'
import { formatMoney, money, parseAmount } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { readBilledIntents } from '../books/read-billed-intents'
import { type Headroom, headroom } from '../cap'
import { composeInvoice } from '../composing/compose-invoice'
import { headOf } from '../composing/invoice-head'
import { netOfLines } from '../composing/invoice-line'
import type { InvoiceAhead } from '../composing/look-ahead'
import { readBillingFacts } from '../composing/read-billing-facts'
import { type Check, preflight } from '../preflight/preflight'
import { type Extra, type ExtraKind, isExtra } from './extra-line'

/** What billing hours or costs would do, without doing it. */
export interface ExtrasOutlook {
  readonly kind: ExtraKind
  /** One for each who pays; none where there is nothing to bill. */
  readonly invoices: readonly InvoiceAhead[]
  readonly askedMinor: bigint
  /** The room under the not-to-exceed; null where none is agreed. */
  readonly room: Headroom | null
  readonly limitMinor: bigint | null
  readonly checks: readonly Check[]
  readonly delivery: 'send' | 'post' | 'prepare'
}

/** The room that the not-to-exceed leaves for hours and costs together; null where none is agreed. */
export async function readExtraRoom(sql: Sql, schedule: Schedule): Promise<Headroom | null> {
  const limit = limitOf(schedule)
  if (limit === null) return null
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  return headroom(limit, '0', billed, schedule.currency, isExtra)
}

/** The most that hours and costs of a schedule may come to; null where nothing is agreed. */
export function limitOf({ terms: { notToExceed } }: Schedule): bigint | null {
  return notToExceed === null ? null : (parseAmount(notToExceed.amount, notToExceed.currency)?.minor ?? null)
}

/** Looks at the invoices that these lines would make: one for each customer, whose hours or costs they are. */
export async function lookAtExtras(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  kind: ExtraKind,
  extras: readonly Extra[],
): Promise<ExtrasOutlook> {
  const { settings } = await readWorkspace(sql)
  const { terms } = schedule
  const [itemId, taxCode] =
    kind === 'hours'
      ? [settings.hoursItemId, settings.hoursTaxCode]
      : [settings.costsItemId, settings.costsTaxCode]
  const billedAs = {
    ...schedule,
    terms: { ...terms, itemId: itemId ?? terms.itemId, taxCode: taxCode ?? terms.taxCode },
  }
  const customerIds = [...new Set(extras.map((extra) => extra.customerId))]
  const everyone = await readBillingFacts(sql, billedAs, customerIds)
  const invoices = customerIds.flatMap((customerId, place): InvoiceAhead[] => {
    const facts = everyone[place]
    if (!facts) return []
    const lines = extras
      .filter((extra) => extra.customerId === customerId)
      .map((extra) => extra.lineFor(facts))
    const amountMinor = netOfLines(lines)
    const part = { customerId, share: null, amountMinor, partKey: lines[0]?.partKey ?? '' }
    const head = headOf(schedule, facts, part)
    return [{ part, facts, head, lines, composed: composeInvoice(head, lines, facts, clock.now(), null) }]
  })
  const askedMinor = invoices.reduce((sum, { part }) => sum + part.amountMinor, 0n)
  const room = await readExtraRoom(sql, schedule)
  const delivery = terms.delivery ?? settings.delivery
  const gone = await readGone(sql, schedule.dealId)
  const [first, ...others] = invoices
  const asked = { schedule, milestone: null, room: null, askedMinor, delivery, ...gone }
  return {
    kind,
    invoices,
    askedMinor,
    room,
    limitMinor: limitOf(schedule),
    delivery,
    checks: [
      ...(first ? preflight({ ...asked, invoices: [first, ...others] }) : []),
      ...(room === null ? [] : [limitCheck(schedule, room, askedMinor)]),
    ],
  }
}

function limitCheck(schedule: Schedule, room: Headroom, askedMinor: bigint): Check {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const { remainingMinor } = room
  if (remainingMinor === null) {
    return {
      check: 'headroom',
      ok: false,
      detail: 'An invoice of this deal could not be read, so what is left for hours and costs is unknown.',
      mend: { label: 'Check now', href: '/connections' },
    }
  }
  const ok = askedMinor <= remainingMinor
  return {
    check: 'headroom',
    ok,
    detail: ok
      ? `${text(remainingMinor - askedMinor)} stays below the limit for hours and costs.`
      : `${text(askedMinor)} is more than the ${text(remainingMinor)} that the limit for hours and costs leaves.`,
    mend: ok ? null : { label: 'Change the schedule', href: `/deals/${schedule.dealId}/plan` },
  }
}
