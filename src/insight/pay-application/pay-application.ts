import { billsMilestone } from '../../invoices/composing/invoice-line'
import { claimInKey } from '../../invoices/composing/payer-part'
import type { BillingPart } from '../../invoices/intent'
import { fixedMinor, retainageOf, withheldOf } from '../../invoices/retainage/withheld'
import type { Tracker } from '../../reconcile/read-trackers'
import { decidedOfCredits } from '../../schedules/claim'
import { codeOf, type Milestone } from '../../schedules/milestone'
import { type Certificate, type CertifiedLine, certificatesOf } from './certificate'

/** One row of the continuation sheet, in minor units. */
export interface PayRow {
  /** Null for what is no milestone. */
  readonly milestone: Milestone | null
  readonly code: string | null
  readonly name: string
  readonly scheduledMinor: bigint
  readonly previousMinor: bigint
  readonly thisPeriodMinor: bigint
  readonly retainageMinor: bigint
}

/** An application for payment, in minor units, net of tax. */
export interface PayApplication {
  readonly number: number
  /** How many there are as of its day. */
  readonly of: number
  readonly originalMinor: bigint
  readonly changeOrdersMinor: bigint
  readonly contractMinor: bigint
  /** Work done and billed up to this application, and in the newest one what is done and not billed. */
  readonly completedMinor: bigint
  /** Held back of it and not released. */
  readonly retainageMinor: bigint
  /** Certified by the applications before: work less what was held back, and releases. */
  readonly previousMinor: bigint
  /** Numbers of its invoices; none while it is not billed. */
  readonly invoices: readonly string[]
  readonly rows: readonly PayRow[]
}

/**
 * The application for payment of this number as of a day, or the newest one. Each moment of billing is one; work that is
 * completed and not billed makes one more, which is what will be asked for next. `unknown` where an invoice could not be
 * read: a sum with an unknown part is unknown. `none` where there is no application of that number.
 */
export function derivePayApplication(
  tracker: Pick<Tracker, 'schedule' | 'milestones' | 'intents'>,
  dayOf: (moment: Date) => string,
  through: string,
  asked: number | null,
): PayApplication | 'unknown' | 'none' {
  const { schedule } = tracker
  const all = certificatesOf(tracker.intents, schedule.currency)
  if (all.some(({ lines }) => lines === null)) return 'unknown'
  const certificates = all.filter(({ on }) => on <= through)
  const billed = certificates.flatMap(({ lines }) => lines ?? [])
  const done = tracker.milestones
    .map(({ milestone }) => milestone)
    .filter(({ workStatus }) => workStatus === 'completed')
    .filter(({ completedAt }) => completedAt !== null && dayOf(completedAt) <= through)
    .sort((a, b) => (a.completedAt?.getTime() ?? 0) - (b.completedAt?.getTime() ?? 0))
  const ahead = linesAhead(tracker, done, billed)
  const of = (certificates.at(-1)?.number ?? 0) + (ahead.length > 0 || certificates.length === 0 ? 1 : 0)
  const number = asked ?? of
  if (number > of) return 'none'
  const before = linesUpTo(certificates, number - 1)
  const own = certificates.find((each) => each.number === number)
  const now = own ? (own.lines ?? []) : ahead
  return {
    number,
    of,
    originalMinor: schedule.originalMinor,
    changeOrdersMinor: schedule.contractMinor - schedule.originalMinor,
    contractMinor: schedule.contractMinor,
    completedMinor: sumOf([...before, ...now], billsMilestone),
    retainageMinor: heldIn([...before, ...now]),
    previousMinor: sumOf(before, () => true),
    invoices: own?.invoices ?? [],
    rows: rowsOf(tracker, before, now),
  }
}

const linesUpTo = (certificates: readonly Certificate[], number: number): CertifiedLine[] =>
  certificates.filter((each) => each.number <= number).flatMap(({ lines }) => lines ?? [])

const sumOf = (lines: readonly CertifiedLine[], which: (part: BillingPart) => boolean): bigint =>
  lines.filter(({ part }) => which(part)).reduce((sum, { minor }) => sum + minor, 0n)

/** Held back less what is released. */
const heldIn = (lines: readonly CertifiedLine[]): bigint => -sumOf(lines, (part) => !billsMilestone(part))

/** Work that is done and not billed, with what would be held back of it: as it would be billed, in the order it was done. */
function linesAhead(
  { schedule }: Pick<Tracker, 'schedule'>,
  done: readonly Milestone[],
  billed: readonly CertifiedLine[],
): CertifiedLine[] {
  const lines: CertifiedLine[] = []
  for (const milestone of done) {
    const { milestoneId } = milestone
    const earlier = [...billed, ...lines].filter(({ part }) => part.milestoneId !== milestoneId)
    const own = sumOf(
      billed.filter(({ part, credit }) => part.milestoneId === milestoneId && !credit),
      billsMilestone,
    )
    const again = decidedOfCredits(milestone, 'again')
    const minor = milestone.amountMinor + again - own
    if (minor <= 0n) continue
    const part = partOf(schedule.scheduleId, milestoneId, 'work', minor)
    lines.push({ part, minor })
    const retainage = retainageOf(schedule, milestone)
    if (retainage === null) continue
    const againBilled = sumOf(
      billed.filter(
        ({ part }) => part.milestoneId === milestoneId && claimInKey(part.partKey).startsWith('k'),
      ),
      billsMilestone,
    )
    const againLeft = again - againBilled
    // What was held back of work that a credit took is held still, but for what a credit memo gave back of it.
    const both =
      heldAgain(billed, milestoneId, againLeft) +
      withheldOf(retainage, minor - againLeft, {
        contractMinor: schedule.contractMinor,
        grossMinor: sumOf(earlier, billsMilestone),
        withheldMinor: -sumOf(earlier, ({ kind }) => kind === 'retainage'),
      }).minor
    const left =
      'fixed' in retainage
        ? fixedMinor(retainage.fixed) + sumOf([...billed, ...lines], ({ kind }) => kind === 'retainage')
        : both
    const withheld = both < left ? both : left
    if (withheld > 0n) {
      lines.push({ part: partOf(schedule.scheduleId, milestoneId, 'retainage', -withheld), minor: -withheld })
    }
  }
  return lines
}

/** What will be held back once more of a milestone's work that is billed again: what was given back, and is not held since. */
function heldAgain(billed: readonly CertifiedLine[], milestoneId: string, againMinor: bigint): bigint {
  const held = billed.filter(
    ({ part, credit }) =>
      part.milestoneId === milestoneId &&
      part.kind === 'retainage' &&
      (credit === true || claimInKey(part.partKey).startsWith('k')),
  )
  const left = sumOf(held, () => true)
  const most = againMinor > 0n ? againMinor : 0n
  return left <= 0n ? 0n : left < most ? left : most
}

const partOf = (
  scheduleId: string,
  milestoneId: string,
  kind: 'work' | 'retainage',
  amountMinor: bigint,
): BillingPart => ({
  intentId: '',
  partKey: '',
  scheduleId,
  milestoneId,
  kind,
  amountMinor,
  reads: { text: [], itemId: null, taxCode: null, serviceOn: null },
  lineId: null,
  live: false,
  movedMinor: null,
})

/** A row for each milestone that counts, one for what no milestone is planned for, and one for what was released. */
function rowsOf(
  { schedule, milestones }: Pick<Tracker, 'schedule' | 'milestones'>,
  before: readonly CertifiedLine[],
  now: readonly CertifiedLine[],
): PayRow[] {
  const of = (lines: readonly CertifiedLine[], id: string) =>
    lines.filter(({ part }) => part.milestoneId === id)
  const rows = milestones.flatMap(({ milestone }): PayRow[] => {
    const { milestoneId } = milestone
    const previousMinor = sumOf(of(before, milestoneId), billsMilestone)
    const thisPeriodMinor = sumOf(of(now, milestoneId), billsMilestone)
    const retainageMinor = heldIn([...of(before, milestoneId), ...of(now, milestoneId)])
    const gone = milestone.workStatus === 'cancelled'
    if (gone && previousMinor === 0n && thisPeriodMinor === 0n) return []
    return [
      {
        milestone,
        code: codeOf(milestone),
        name: milestone.name,
        scheduledMinor: gone ? previousMinor + thisPeriodMinor : milestone.amountMinor,
        previousMinor,
        thisPeriodMinor,
        retainageMinor,
      },
    ]
  })
  const scheduled = rows.reduce((sum, row) => sum + row.scheduledMinor, 0n)
  const open = schedule.contractMinor - scheduled
  const other = (name: string, scheduledMinor: bigint, retainageMinor: bigint): PayRow => ({
    milestone: null,
    code: null,
    name,
    scheduledMinor,
    previousMinor: 0n,
    thisPeriodMinor: 0n,
    retainageMinor,
  })
  const released = sumOf([...before, ...now], ({ kind }) => kind === 'retainage_release')
  return [
    ...rows,
    ...(open > 0n ? [other('Not planned yet', open, 0n)] : []),
    ...(open < 0n ? [other('Planned past the contract', open, 0n)] : []),
    ...(released > 0n ? [other('Retainage released', 0n, -released)] : []),
  ]
}

/** A part of a whole in percent with two decimals, rounded down: "67.84"; null of nothing. */
export function percentOf(part: bigint, whole: bigint): string | null {
  if (whole <= 0n) return null
  const hundredths = (part * 10_000n) / whole
  const text = String(hundredths < 0n ? 0n : hundredths).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`.replace(/\.?0+$/, '')
}
