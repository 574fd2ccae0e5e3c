import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import type { BilledIntent } from '../billing-status'
import { countedLines } from '../books/counted-lines'
import { composeInvoice } from '../composing/compose-invoice'
import { headOf } from '../composing/invoice-head'
import type { InvoiceLine } from '../composing/invoice-line'
import type { InvoiceAhead } from '../composing/look-ahead'
import { readBillingFacts } from '../composing/read-billing-facts'
import { type Check, preflight } from '../preflight/preflight'
import { contractWords, invoiceNumbers } from '../words/contract-words'
import { type Wording, wordingOf } from '../words/wording'
import { checkRetainage } from './check-retainage'
import { type HeldFrom, releasable, releaseShares } from './held'
import { readHeld } from './read-held'
import { readStopped } from './read-stopped'
import { nextReleaseOf, releaseKeyOf } from './release'
import { specialReading } from './retainage-line'

/** What a release would do, without doing it. */
export interface ReleaseOutlook {
  readonly held: readonly HeldFrom[]
  /** What may be released at most; null while it is unknown. */
  readonly mostMinor: bigint | null
  readonly askedMinor: bigint
  /** Which release of this schedule it is: the first is 1. */
  readonly number: number
  /** One for each who pays; none where there is nothing to release. */
  readonly invoices: readonly InvoiceAhead[]
  readonly checks: readonly Check[]
  readonly delivery: 'send' | 'post' | 'prepare'
}

/**
 * Looks at the invoices that a release would make: `amountMinor`, or all that may be released. More than that is shown
 * as the most, and refused where it is decided.
 */
export async function lookAtRelease(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  amountMinor: bigint | null,
): Promise<ReleaseOutlook> {
  const { billed, held } = await readHeld(sql, schedule)
  const { settings } = await readWorkspace(sql)
  const mostMinor = releasable(held)
  const most = mostMinor ?? 0n
  const askedMinor = amountMinor ?? most
  const number = nextReleaseOf(billed)
  const shares = releaseShares(held, askedMinor < most ? askedMinor : most)
  const { itemId, taxCode } = specialReading(settings, schedule.terms.taxCode)
  const releasedAs = { ...schedule, terms: { ...schedule.terms, itemId, taxCode } }
  const everyone = await readBillingFacts(
    sql,
    releasedAs,
    shares.map((share) => share.customerId),
  )
  const invoices = shares.flatMap((share, place): InvoiceAhead[] => {
    const facts = everyone[place]
    if (!facts) return []
    const { customerId } = share
    const line: InvoiceLine = {
      partKey: releaseKeyOf(schedule.scheduleId, customerId, number),
      scheduleId: schedule.scheduleId,
      milestoneId: null,
      kind: 'retainage_release',
      amountMinor: share.amountMinor,
      reads: {
        text: releaseText(schedule, billed, held, share, wordingOf(facts)),
        itemId,
        taxCode: facts.taxCode,
        serviceOn: null,
      },
    }
    const part = { ...share, share: null, partKey: line.partKey }
    const head = headOf(schedule, facts, part)
    const composed = composeInvoice(head, [line], facts, clock.now(), null)
    return [{ part, facts, head, lines: [line], composed }]
  })
  const delivery = schedule.terms.delivery ?? settings.delivery
  const [first, ...others] = invoices
  const gone = await readStopped(sql, schedule.dealId, first?.lines ?? [])
  return {
    held,
    mostMinor,
    askedMinor,
    number,
    invoices,
    delivery,
    checks: first
      ? [
          // The item is that of retainage, and so may the tax code be: what they need is said by a check of their own.
          ...preflight({
            schedule,
            milestone: null,
            room: null,
            askedMinor: 0n,
            invoices: [first, ...others],
            delivery,
            ...gone,
          }).filter(
            ({ check }) => check !== 'item' && !(check === 'tax_code' && settings.retainageTaxCode !== null),
          ),
          ...(await checkRetainage(sql, first.facts, first.lines)),
        ]
      : [],
  }
}

/** What was held back on which invoices, and how much of it this is. */
function releaseText(
  schedule: Schedule,
  billed: readonly BilledIntent[],
  held: readonly HeldFrom[],
  share: { readonly customerId: string; readonly amountMinor: bigint },
  wording: Wording,
): string[] {
  const text = (minor: bigint) => wording.money(minor, schedule.currency)
  const numbers = countedLines(billed, schedule.currency)
    .filter(({ part, inFlight }) => part.kind === 'retainage' && !inFlight)
    .filter(({ customerId }) => held.length === 1 || customerId === share.customerId)
    .flatMap(({ billed: { invoice } }) => invoice?.docNumber ?? [])
  const named = numbers.length > MOST_NAMED ? [] : [...new Set(numbers)]
  const whole = held.find((each) => each.customerId === share.customerId)
  const before = whole?.released ?? 0n
  return [
    wording.say('release', { contract: contractWords(schedule.terms, wording) }),
    wording.say('released', {
      amount: text(share.amountMinor),
      whole: text(whole?.withheld ?? share.amountMinor),
      invoices: invoiceNumbers(named, wording, 'join'),
    }),
    ...(before > 0n ? [wording.say('releasedBefore', { amount: text(before) })] : []),
  ]
}

/** More numbers than a client reads stand on no line. */
const MOST_NAMED = 20
