import { limits } from '../../config/limits'
import type { Entities } from '../../connectors/quickbooks/entities'
import { formatAmount, formatMoney, money, parseAmount } from '../money/money'
import { type OfferedLine, offeredLines } from './estimate-lines'
import type { Question, StagedMilestone, StagedSchedule, Understood } from './staged-schedule'

type Estimate = Entities['Estimate']

/** What is known beside the estimate. */
export interface EstimateGround {
  /** The company's own, which an estimate without a currency is in. */
  readonly homeCurrency: string
  /** The deal's, as HubSpot says. */
  readonly dealCurrency: string | null
  readonly company: string | null
  /** The customer that the deal's plan names already, if any. */
  readonly plannedCustomerId: string | null
  /** Other deals whose plans were started from this estimate, by name. */
  readonly usedBy: readonly string[]
  /** The workspace's day. */
  readonly today: string
}

/** An estimate of QuickBooks as a plan to look at: a milestone a line, and who is billed how, as the estimate says. */
export function stageEstimate(estimate: Estimate, ground: EstimateGround): StagedSchedule {
  const currency = estimate.CurrencyRef?.value ?? ground.homeCurrency
  const number = estimate.DocNumber?.trim() || null
  const label = `Estimate ${number ?? estimate.Id}`
  const source = { kind: 'estimate', id: estimate.Id, label } as const
  const { lines, discountMinor, doubts } = offeredLines(estimate, currency)
  const net = lines.reduce((sum, line) => sum + line.minor, 0n)
  const total = parseAmount(estimate.TotalAmt, currency)
  const memo = estimate.CustomerMemo?.value?.trim().slice(0, 1000) || null
  const questions: Question[] = [
    ...aboutState(estimate, label, ground),
    ...doubts.map((question) => ({ pointer: '/milestones', question })),
    ...lines.flatMap(({ name, minor }, at): Question[] =>
      minor > 0n
        ? []
        : [
            {
              pointer: `/milestones/${at}/amount`,
              question: `“${name}” comes to nothing. Leave it out, or keep it as a milestone of nothing.`,
            },
          ],
    ),
    ...aboutTotal(estimate, net, currency),
  ]
  if (lines.length === 0) {
    questions.push({ pointer: '/milestones', question: `${label} has no lines that could be milestones.` })
  }
  if (lines.length > limits.milestonesPerSchedule) {
    const question = `${label} has ${lines.length} lines; a plan has at most ${limits.milestonesPerSchedule} milestones.`
    questions.push({ pointer: '/milestones', question })
  }
  const amount = formatAmount(money(net, currency))
  const item = onlyOne(lines, 'itemId')
  const taxCode = onlyOne(lines, 'taxCode')
  const classId = estimate.ClassRef?.value ?? onlyOne(lines, 'classId')
  return {
    draft: {
      billingType: 'fixed',
      contractValue: { amount, currency },
      contractReference: label,
      ...(estimate.AcceptedDate && { contractDate: estimate.AcceptedDate.slice(0, 10) }),
      customer: { quickbooksId: estimate.CustomerRef.value },
      ...(item && { item: { quickbooksId: item } }),
      ...(taxCode && { taxCode }),
      ...(classId && { class: { quickbooksId: classId } }),
      ...(estimate.DepartmentRef && { location: { quickbooksId: estimate.DepartmentRef.value } }),
      ...(estimate.SalesTermRef && { terms: { quickbooksId: estimate.SalesTermRef.value } }),
      source: {
        kind: 'estimate',
        quickbooksId: estimate.Id,
        number,
        total: { amount: total === null ? amount : formatAmount(total), currency },
        memo,
      },
      milestones: lines
        .slice(0, limits.milestonesPerSchedule)
        .map((line): StagedMilestone => milestoneOf(line, currency, { item, taxCode })),
    },
    understood: understoodOf(estimate, label, lines, discountMinor, currency),
    questions,
    rowErrors: [],
    notes: notesOf(estimate, ground, currency),
    source,
  }
}

/** A line whose product or tax code is not everyone's names its own. */
const milestoneOf = (
  { name, description, minor, itemId, taxCode }: OfferedLine,
  currency: string,
  all: { readonly item: string | null; readonly taxCode: string | null },
): StagedMilestone => ({
  name,
  ...(description !== null && { description }),
  amount: { amount: formatAmount(money(minor, currency)), currency },
  ...(itemId !== null && itemId !== all.item && { item: { quickbooksId: itemId } }),
  ...(taxCode !== null && taxCode !== all.taxCode && { taxCode }),
})

/** What all lines say alike; null where they differ, or say nothing. */
function onlyOne(lines: readonly OfferedLine[], field: 'itemId' | 'taxCode' | 'classId'): string | null {
  const [first, ...others] = new Set(lines.map((line) => line[field]))
  return first === undefined || others.length > 0 ? null : first
}

function aboutState(estimate: Estimate, label: string, ground: EstimateGround): Question[] {
  const questions: Question[] = []
  const ask = (pointer: string, question: string) => questions.push({ pointer, question })
  if (estimate.TxnStatus === 'Rejected') {
    ask('/estimateId', `The client rejected ${label}. Choose another, or have it accepted in QuickBooks.`)
  }
  if (estimate.TxnStatus === 'Closed' || estimate.TxnStatus === 'Converted') {
    ask(
      '/estimateId',
      `${label} is closed in QuickBooks: an invoice bills it already. Link that invoice instead, or reopen the estimate there.`,
    )
  }
  if (ground.usedBy.length > 0) {
    ask(
      '/estimateId',
      `${label} is planned already, on ${ground.usedBy.join(', ')}. Billing it twice needs a plan by hand.`,
    )
  }
  if (ground.plannedCustomerId !== null && ground.plannedCustomerId !== estimate.CustomerRef.value) {
    ask(
      '/customer',
      `${label} is for ${estimate.CustomerRef.name ?? 'another customer'}; this plan bills another one.`,
    )
  }
  return questions
}

/** What the lines come to must be what QuickBooks says, less tax: otherwise we misread one. */
function aboutTotal(estimate: Estimate, net: bigint, currency: string): Question[] {
  const total = parseAmount(estimate.TotalAmt, currency)
  const tax = parseAmount(estimate.TxnTaxDetail?.TotalTax ?? '0', currency)
  if (total === null || tax === null || total.minor - tax.minor === net) return []
  const [summed, said] = [money(net, currency), money(total.minor - tax.minor, currency)].map((each) =>
    formatMoney(each),
  )
  const question = `Its lines come to ${summed}; before tax QuickBooks says ${said}. What is the contract worth?`
  return [{ pointer: '/contractValue', question, choices: [summed ?? '', said ?? ''] }]
}

function understoodOf(
  estimate: Estimate,
  label: string,
  lines: readonly OfferedLine[],
  discountMinor: bigint,
  currency: string,
): Understood[] {
  const customer = estimate.CustomerRef.name ?? `customer ${estimate.CustomerRef.value}`
  return [
    { text: label, meaning: 'The reference of the contract', pointer: '/contractReference' },
    { text: customer, meaning: 'Who is billed', pointer: '/customer' },
    ...lines.map(({ name, minor }, at) => ({
      text: name,
      meaning: `A milestone of ${formatMoney(money(minor, currency))}`,
      pointer: `/milestones/${at}`,
    })),
    ...(discountMinor > 0n
      ? [
          {
            text: `Discount of ${formatMoney(money(discountMinor, currency))}`,
            meaning: 'Taken off the milestones in proportion, to the cent',
            pointer: '/milestones',
          },
        ]
      : []),
  ]
}

function notesOf(estimate: Estimate, ground: EstimateGround, currency: string): string[] {
  const { name } = estimate.CustomerRef
  const expiresOn = estimate.ExpirationDate?.slice(0, 10)
  return [
    ...(expiresOn !== undefined && expiresOn < ground.today && estimate.TxnStatus !== 'Accepted'
      ? [`The estimate expired on ${expiresOn}.`]
      : []),
    ...(name !== undefined && ground.company !== null && name.toLowerCase() !== ground.company.toLowerCase()
      ? [`The estimate is for “${name}”; the deal's company is “${ground.company}”.`]
      : []),
    ...(ground.dealCurrency !== null && ground.dealCurrency !== currency
      ? [`The estimate is in ${currency}, the deal in ${ground.dealCurrency}.`]
      : []),
  ]
}
