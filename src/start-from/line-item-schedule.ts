import { limits } from '../../config/limits'
import type { CrmRecord } from '../../connectors/hubspot/objects'
import { formatAmount, formatMoney, type Money, money } from '../money/money'
import { type LineItem, lineItemFrom } from './line-item'
import type { Question, StagedMilestone, StagedSchedule, Understood } from './staged-schedule'

/** What is known beside the line items. */
export interface OfferGround {
  /** Of the deal, or of the quote where it says its own. */
  readonly currency: string
  readonly dealAmount: Money | null
  readonly company: string | null
  /** QuickBooks' active customers of the company's name. */
  readonly customers: readonly { readonly quickbooksId: string; readonly name: string }[]
  /** The workspace's day. */
  readonly today: string
}

const LONGEST_NAME = 200
const LONGEST_DESCRIPTION = 2000

/** A deal's line items as a plan to look at: a milestone each, the contract is worth what they come to. */
export function stageLineItems(items: readonly CrmRecord[], ground: OfferGround): StagedSchedule {
  const source = { kind: 'line_items', id: null, label: null } as const
  const staged = stageItems(items, ground)
  const { total } = staged
  const notes = [...staged.notes]
  if (total && ground.dealAmount && !sameMoney(total, ground.dealAmount)) {
    notes.push(
      `The line items come to ${formatMoney(total)}; the deal says ${formatMoney(ground.dealAmount)}. The plan follows the line items.`,
    )
  }
  return {
    draft: { ...staged.draft, source },
    understood: staged.understood,
    questions: staged.questions,
    rowErrors: [],
    notes,
    source,
  }
}

const sameMoney = (a: Money, b: Money): boolean => a.currency === b.currency && a.minor === b.minor

/**
 * Line items of a deal or a quote as milestones, with what they come to: null while anything is in doubt. The contract
 * value of the draft is what is known of it, so that a person sees what their answer changes.
 */
export function stageItems(items: readonly CrmRecord[], ground: OfferGround) {
  const { currency } = ground
  const milestones: StagedMilestone[] = []
  const understood: Understood[] = []
  const questions: Question[] = []
  const notes: string[] = []
  let sum: bigint | null = 0n
  let inDoubt = items.length === 0
  if (items.length === 0) {
    questions.push({
      pointer: '/milestones',
      question: 'HubSpot has no line items here. Add some there, or start from something else.',
    })
  }
  for (const [at, record] of [...items].sort(asOffered).entries()) {
    const item = lineItemFrom(record, currency)
    const words = item.name ?? `Line item ${at + 1}`
    const place = milestones.length
    const ask = (field: string, question: string) =>
      questions.push({ pointer: `/milestones/${place}/${field}`, question: `${words}: ${question}` })
    if (item.name === null) ask('name', 'it has no name in HubSpot. What is delivered?')
    if (item.doubt !== null) ask('amount', item.doubt)
    if (item.recurs?.doubt) ask('amount', item.recurs.doubt)
    const made = milestonesOf(item, currency)
    milestones.push(...made)
    understood.push({
      text: `${words}: ${[item.reckoning, item.recurs?.words].filter(Boolean).join(', ')}`,
      meaning: meaningOf(item, made.length),
      pointer: `/milestones/${place}`,
    })
    if ((item.name?.length ?? 0) > LONGEST_NAME || (item.description?.length ?? 0) > LONGEST_DESCRIPTION) {
      notes.push(
        `The words of “${words.slice(0, 40)}…” are longer than a milestone keeps; the end is left out.`,
      )
    }
    inDoubt ||= item.doubt !== null || Boolean(item.recurs?.doubt)
    sum =
      sum === null || item.price === null || item.price.minor < 0n
        ? null
        : sum + item.price.minor * BigInt(made.length)
  }
  if (milestones.length > limits.milestonesPerSchedule) {
    questions.push({
      pointer: '/milestones',
      question: `These are ${milestones.length} milestones; a plan has at most ${limits.milestonesPerSchedule}. Which belong to it?`,
    })
    milestones.length = limits.milestonesPerSchedule
  }
  const customer = customerOf(ground)
  return {
    total: sum === null || inDoubt ? null : money(sum, currency),
    understood: [...understood, ...customer.understood],
    questions,
    notes: [...notes, ...customer.notes],
    draft: {
      billingType: 'fixed' as const,
      ...(sum !== null &&
        items.length > 0 && { contractValue: { amount: formatAmount(money(sum, currency)), currency } }),
      ...customer.draft,
      milestones,
    },
  }
}

/** As the editor in HubSpot shows them. */
function asOffered(a: CrmRecord, b: CrmRecord): number {
  const place = ({ properties }: CrmRecord) => {
    const text = properties['hs_position_on_quote'] ?? ''
    return /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
  }
  const [first, second] = [place(a), place(b)]
  if (first !== second) return first < second ? -1 : 1
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1)
}

function milestonesOf(item: LineItem, currency: string): StagedMilestone[] {
  const times = item.recurs?.times ?? 1
  const suffix = (at: number) => (times === 1 ? '' : ` (${at + 1} of ${times})`)
  return Array.from({ length: times }, (_, at) => {
    const day = item.recurs?.days[at]
    const name = item.name?.slice(0, LONGEST_NAME - suffix(at).length).trim()
    return {
      ...(name && { name: `${name}${suffix(at)}` }),
      ...(item.description !== null && {
        description: item.description.slice(0, LONGEST_DESCRIPTION).trim(),
      }),
      ...(item.price !== null &&
        item.price.minor >= 0n && { amount: { amount: formatAmount(item.price), currency } }),
      ...(day !== undefined && { plannedOn: day }),
    }
  })
}

function meaningOf(item: LineItem, count: number): string {
  const price = item.price === null ? 'a price to be said' : formatMoney(item.price)
  return count === 1 ? `A milestone of ${price}` : `${count} milestones of ${price}`
}

/** The customer of the deal's company's name, when there is exactly one. */
function customerOf({ company, customers }: OfferGround) {
  const [first, second] = customers
  if (company === null || !first) return { draft: {}, understood: [], notes: [] }
  if (second) {
    const note = `QuickBooks has ${customers.length} customers named “${company}”: choose who is billed.`
    return { draft: {}, understood: [], notes: [note] }
  }
  return {
    draft: { customer: { quickbooksId: first.quickbooksId } },
    understood: [{ text: company, meaning: `Billed to ${first.name} in QuickBooks`, pointer: '/customer' }],
    notes: [],
  }
}
