import { type Ratio, resolveShares, type Share, sumOfShares } from '../money/share'
import type { ApprovalDraft, MilestoneDraft, MoneyText, ScheduleDraft } from './draft'
import type { Milestone } from './milestone'
import type { Retainage } from './money-terms'
import type { ApprovalRule, BillingType, Delivery, Schedule, Terms } from './schedule'

/** A plan to start from: shares of whatever contract it is applied to, in days from whatever date it is agreed on. */
export interface Template {
  /** A word for a shipped one, a UUID for a workspace's own. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly milestones: readonly TemplateMilestone[]
  readonly defaults: TemplateDefaults
}

export interface TemplateMilestone {
  readonly name: string
  readonly share: Share
  readonly description: string | null
  readonly deliverable: string | null
  readonly criteria: readonly string[]
  readonly evidenceRequired: readonly string[]
  /** Planned so many days after the contract date; null plans no date. */
  readonly plannedAfterDays: number | null
  /** Null takes the schedule's. Approvers belong to a client and are not kept. */
  readonly approval: ApprovalDraft | null
}

/** What a schedule made from it begins with; a field left out takes the workspace's default. */
export interface TemplateDefaults {
  readonly billingType?: Exclude<BillingType, 'hourly'> | undefined
  readonly terms?: Terms | undefined
  readonly delivery?: Delivery | undefined
  readonly retainage?: { readonly percent: string } | undefined
  readonly approval?: ApprovalDraft | undefined
  readonly lateFee?: string | undefined
  readonly lateFeeAfterDays?: number | undefined
  readonly pauseWork?: string | undefined
  readonly pauseAfterDays?: number | undefined
}

const DAY_MS = 86_400_000
/** A percentage has four decimals: the whole in its smallest units. */
const WHOLE_PERCENT = 1_000_000n

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS
const daysAfter = (from: string, days: number): string =>
  new Date(Date.parse(from) + days * DAY_MS).toISOString().slice(0, 10)

/** The plan that a template makes of a contract. Shares stay shares: planning resolves them to the cent. */
export function draftFromTemplate(
  template: Template,
  contractValue: MoneyText,
  contractDate: string | null,
): ScheduleDraft {
  const { defaults } = template
  return {
    billingType: defaults.billingType ?? 'fixed',
    contractValue,
    contractDate,
    ...(defaults.terms && { terms: defaults.terms }),
    ...(defaults.delivery && { delivery: defaults.delivery }),
    ...(defaults.retainage && { retainage: defaults.retainage }),
    ...(defaults.approval && { approval: defaults.approval }),
    ...(defaults.lateFee && { lateFee: defaults.lateFee }),
    ...(defaults.lateFeeAfterDays && { lateFeeAfterDays: defaults.lateFeeAfterDays }),
    ...(defaults.pauseWork && { pauseWork: defaults.pauseWork }),
    ...(defaults.pauseAfterDays && { pauseAfterDays: defaults.pauseAfterDays }),
    milestones: template.milestones.map((milestone): MilestoneDraft => {
      const { description, deliverable, plannedAfterDays, approval } = milestone
      return {
        name: milestone.name,
        share: milestone.share,
        criteria: milestone.criteria,
        evidenceRequired: milestone.evidenceRequired,
        ...(description !== null && { description }),
        ...(deliverable !== null && { deliverable }),
        ...(plannedAfterDays !== null &&
          contractDate !== null && { plannedOn: daysAfter(contractDate, plannedAfterDays) }),
        ...(approval !== null && { approval }),
      }
    }),
  }
}

/**
 * What a schedule leaves behind as a template. Shares stay as they were typed; fixed amounts become percentages of the
 * contract, together, so that a fully scheduled plan of percentages sums to exactly 100 %.
 */
export function templateOf(
  schedule: Schedule,
  milestones: readonly Milestone[],
): Pick<Template, 'milestones' | 'defaults'> {
  const live = milestones.filter((milestone) => milestone.workStatus !== 'cancelled')
  const shares = sharesOf(schedule, live)
  const { terms } = schedule
  return {
    milestones: live.map(({ name, details, plannedOn }, index) => ({
      name,
      share: shares[index] ?? { percent: '0' },
      description: details.description,
      deliverable: details.deliverable,
      criteria: details.criteria,
      evidenceRequired: details.evidenceRequired,
      plannedAfterDays:
        plannedOn === null || terms.contractDate === null || plannedOn < terms.contractDate
          ? null
          : daysBetween(terms.contractDate, plannedOn),
      approval: details.approval && withoutApprovers(details.approval),
    })),
    defaults: {
      billingType: schedule.billingType === 'mixed' ? 'mixed' : 'fixed',
      terms: terms.terms ?? undefined,
      delivery: terms.delivery ?? undefined,
      retainage: percentHeld(terms.retainage),
      approval: terms.approval.required ? withoutApprovers(terms.approval) : undefined,
      lateFee: terms.lateFee ?? undefined,
      lateFeeAfterDays: terms.lateFeeAfterDays ?? undefined,
      pauseWork: terms.pauseWork ?? undefined,
      pauseAfterDays: terms.pauseAfterDays ?? undefined,
    },
  }
}

/** A share held back goes along; an amount held back belongs to its contract. */
function percentHeld(retainage: Retainage | null): { percent: string } | undefined {
  return retainage !== null && 'percent' in retainage ? { percent: retainage.percent } : undefined
}

const withoutApprovers = ({ required, windowDays, deemed }: ApprovalRule): ApprovalDraft => ({
  required,
  windowDays,
  deemed,
})

/** One share for each milestone, in the order given; ties in rounding go by creation order, as everywhere. */
function sharesOf(schedule: Schedule, milestones: readonly Milestone[]): Share[] {
  const base = schedule.originalMinor
  const fixed = milestones.filter((milestone) => milestone.share === null)
  const created = [...fixed].sort((a, b) => a.ordinal - b.ordinal)
  const percents = percentsOf(
    created.map((milestone) => milestone.amountMinor),
    base,
  )
  const byId = new Map(created.map((milestone, index) => [milestone.milestoneId, percents[index] ?? 0n]))
  return milestones.map(
    (milestone) => milestone.share ?? { percent: percentText(byId.get(milestone.milestoneId) ?? 0n) },
  )
}

/** Amounts as ten-thousandths of a percent of `base`, by largest remainder, ties to the later one. */
function percentsOf(amounts: readonly bigint[], base: bigint): bigint[] {
  if (base === 0n) return amounts.map(() => 0n)
  const total = amounts.reduce((sum, amount) => sum + amount, 0n)
  const whole = (2n * total * WHOLE_PERCENT + base) / (2n * base)
  const parts = amounts.map((amount, index) => ({
    index,
    units: (amount * WHOLE_PERCENT) / base,
    rest: (amount * WHOLE_PERCENT) % base,
  }))
  let left = whole - parts.reduce((sum, part) => sum + part.units, 0n)
  for (const part of [...parts].sort((a, b) =>
    a.rest === b.rest ? b.index - a.index : a.rest < b.rest ? 1 : -1,
  )) {
    if (left <= 0n) break
    part.units += 1n
    left -= 1n
  }
  return parts.map((part) => part.units)
}

/** "33.3333" of 333,333 ten-thousandths; no zeros at the end. */
function percentText(units: bigint): string {
  const decimals = (units % 10_000n).toString().padStart(4, '0').replace(/0+$/, '')
  return `${units / 10_000n}${decimals === '' ? '' : `.${decimals}`}`
}

/** How much of a contract the template plans: 1/1 is all of it. */
export const sumOfTemplate = (template: Pick<Template, 'milestones'>): Ratio =>
  sumOfShares(template.milestones.map((milestone) => milestone.share))

/** What each milestone would be of a contract, in minor units: the same arithmetic as planning. */
export const amountsOf = (template: Pick<Template, 'milestones'>, contractMinor: bigint): bigint[] =>
  resolveShares(
    contractMinor,
    template.milestones.map(({ share }) => ({ share })),
  )
