import { formatMoney, money } from '../../money/money'
import { assign, type Edge } from './assignment'
import { type HeldInvoice, inSentence } from './held-invoice'
import {
  type Confidence,
  confidenceOf,
  type Fit,
  fitOf,
  type Job,
  mayFit,
  type OpenMilestone,
  POINTS,
} from './likeness'
import { setsThatSum } from './sum-sets'

/** One invoice that probably bills these milestones. A person decides; nothing is linked by itself. */
export interface Proposal {
  readonly invoiceId: string
  readonly milestoneIds: readonly string[]
  /** The parts of those milestones, which are what is used once. */
  readonly partKeys: readonly string[]
  readonly confidence: Confidence
  readonly reasons: readonly string[]
}

/** Proposals, and of everything else why there is none. */
export interface Proposals {
  readonly proposals: readonly Proposal[]
  /** By QuickBooks id. */
  readonly invoiceNotes: ReadonlyMap<string, string>
  /** By part key. */
  readonly partNotes: ReadonlyMap<string, string>
}

/** Two matches closer than this can't be told apart by what is known. */
const TOO_CLOSE = 5
/** Weights are points in thousandths, so that the order of dates and positions can break ties. */
const FINE = 1_000
const MOST_COMPARED = 30

/**
 * Proposes which invoice bills which milestones. First invoices whose lines are each another milestone, then the best
 * one-to-one matching, then invoices whose amount is a sum of milestones that are left. No invoice and no milestone
 * is used twice; equal ones follow their dates and positions.
 */
export function proposeMatches(
  invoices: readonly HeldInvoice[],
  milestones: readonly OpenMilestone[],
  job: Job,
): Proposals {
  const inOrder = [...invoices].sort(byDate)
  const byPosition = [...milestones].sort((a, b) => a.position - b.position)
  const taken = new Set<string>()
  const proposals: Proposal[] = []
  const take = (proposal: Proposal) => {
    proposals.push(proposal)
    taken.add(proposal.invoiceId)
    for (const key of proposal.partKeys) taken.add(key)
  }
  const leftInvoices = () => inOrder.filter((invoice) => !taken.has(invoice.quickbooksId))
  const leftMilestones = () => byPosition.filter((milestone) => !taken.has(milestone.partKey))

  for (const invoice of inOrder) {
    const proposal = byLines(invoice, leftMilestones(), job)
    if (proposal) take(proposal)
  }
  for (const proposal of oneToOne(leftInvoices(), leftMilestones(), job)) take(proposal)
  for (const invoice of leftInvoices()) {
    const proposal = bySum(invoice, leftMilestones(), job)
    if (proposal) take(proposal)
  }
  const order = new Map(inOrder.map((invoice, index) => [invoice.quickbooksId, index]))
  const place = ({ invoiceId }: Proposal) => order.get(invoiceId) ?? 0
  return {
    proposals: proposals.sort((a, b) => place(a) - place(b)),
    invoiceNotes: invoiceNotes(leftInvoices(), byPosition, proposals, inOrder, job),
    partNotes: new Map(leftMilestones().map((each) => [each.partKey, 'No invoice here fits its amount.'])),
  }
}

const those = (milestones: readonly OpenMilestone[]) => ({
  milestoneIds: [...new Set(milestones.map((milestone) => milestone.milestoneId))],
  partKeys: milestones.map((milestone) => milestone.partKey),
})

const byDate = (a: HeldInvoice, b: HeldInvoice): number =>
  (a.issuedOn ?? '').localeCompare(b.issuedOn ?? '') ||
  a.quickbooksId.length - b.quickbooksId.length ||
  a.quickbooksId.localeCompare(b.quickbooksId)

/** An invoice of several lines, each the amount of another milestone, and nothing else on it. */
function byLines(invoice: HeldInvoice, milestones: readonly OpenMilestone[], job: Job): Proposal | null {
  const { lines, netMinor } = invoice
  if (lines.length < 2 || netMinor === null) return null
  const edges = lines.flatMap((line, row) =>
    milestones.flatMap((milestone, column): Edge[] => {
      if (line.id === null || line.amountMinor !== milestone.amountMinor) return []
      const fit = fitOf({ ...invoice, lines: [line], netMinor: milestone.amountMinor }, milestone, job)
      return fit ? [{ row, column, weight: fit.points * FINE - Math.abs(row - column) }] : []
    }),
  )
  const pairs = assign(edges)
  const matched = pairs.flatMap(({ column }) => milestones[column] ?? [])
  const sum = matched.reduce((all, milestone) => all + milestone.amountMinor, 0n)
  if (pairs.length !== lines.length || sum !== netMinor) return null
  const fits = pairs.flatMap(({ row, column }) => {
    const [line, milestone] = [lines[row], milestones[column]]
    const fit =
      line &&
      milestone &&
      fitOf({ ...invoice, lines: [line], netMinor: milestone.amountMinor }, milestone, job)
    return fit ? [fit] : []
  })
  const points = Math.min(...fits.map((fit) => fit.points))
  const confidence = confidenceOf({ points, exact: true })
  if (confidence === null) return null
  const named = fits.every((fit) => fit.reasons.some((reason) => reason.startsWith('name in line')))
  return {
    invoiceId: invoice.quickbooksId,
    ...those(matched),
    confidence,
    reasons: ['each line is the same amount', ...(named ? ['each name in its line'] : [])],
  }
}

function oneToOne(
  invoices: readonly HeldInvoice[],
  milestones: readonly OpenMilestone[],
  job: Job,
): Proposal[] {
  const fits = new Map<string, Fit>()
  const edges = invoices.flatMap((invoice, row) =>
    nearest(invoice, row / invoices.length, milestones).flatMap(({ milestone, column, drift }): Edge[] => {
      const fit = fitOf(invoice, milestone, job)
      if (fit === null || confidenceOf(fit) === null) return []
      fits.set(`${row} ${column}`, fit)
      return [{ row, column, weight: fit.points * FINE - drift * FINE }]
    }),
  )
  const besides = new Map<string, Edge[]>()
  for (const edge of edges)
    for (const key of [`row ${edge.row}`, `column ${edge.column}`]) {
      const beside = besides.get(key)
      if (beside) beside.push(edge)
      else besides.set(key, [edge])
    }
  return assign(edges).flatMap(({ row, column }) => {
    const [invoice, milestone, fit] = [invoices[row], milestones[column], fits.get(`${row} ${column}`)]
    const confidence = fit ? confidenceOf(fit) : null
    if (!invoice || !milestone || !fit || confidence === null) return []
    const others = [`row ${row}`, `column ${column}`].flatMap((key) => besides.get(key) ?? [])
    const rival = others.find(
      (edge) =>
        (edge.row !== row || edge.column !== column) &&
        fit.points - (fits.get(`${edge.row} ${edge.column}`)?.points ?? 0) < TOO_CLOSE,
    )
    const name = rival?.row === row ? milestones[rival.column]?.name : undefined
    const other = rival && rival.row !== row ? invoices[rival.row] : undefined
    return [
      {
        invoiceId: invoice.quickbooksId,
        ...those([milestone]),
        confidence: rival ? 'possible' : confidence,
        reasons: [
          ...fit.reasons,
          ...(name === undefined ? [] : [`“${name}” fits as well`]),
          ...(other ? [`${inSentence(other)} fits as well`] : []),
        ],
      },
    ]
  })
}

/**
 * The milestones whose amount may be the invoice's, each with how far out of order the pair would be (0 to 1, convex, so
 * that of equal pairs those in order win). Of very many equal ones only those nearest in order are looked at.
 */
function nearest(
  invoice: HeldInvoice,
  place: number,
  milestones: readonly OpenMilestone[],
): { milestone: OpenMilestone; column: number; drift: number }[] {
  const near = milestones.flatMap((milestone, column) => {
    if (!mayFit(invoice, milestone)) return []
    return [{ milestone, column, drift: (place - column / milestones.length) ** 2 }]
  })
  return near.length <= MOST_COMPARED ? near : near.sort((a, b) => a.drift - b.drift).slice(0, MOST_COMPARED)
}

/** An invoice that is the sum of some milestones. When several sums are possible, it says so. */
function bySum(invoice: HeldInvoice, milestones: readonly OpenMilestone[], job: Job): Proposal | null {
  const { netMinor } = invoice
  if (netMinor === null || netMinor <= 0n) return null
  const summands = milestones
    .filter((milestone) => milestone.amountMinor > 0n)
    .map((milestone) => ({ ...milestone, id: milestone.partKey }))
  const rated = setsThatSum(summands, netMinor)
    .map((set) => ({ set, fits: set.map((milestone) => signsBesideAmount(invoice, milestone, job)) }))
    .map((each) => ({ ...each, points: Math.min(...each.fits.map((fit) => fit.points)) + POINTS.amount }))
    .sort((a, b) => b.points - a.points)
  const [best, next] = rated
  const confidence = best ? confidenceOf({ points: best.points, exact: true }) : null
  if (!best || confidence === null) return null
  const ambiguous = next !== undefined && best.points - next.points < TOO_CLOSE
  const held = best.fits.map((fit) => new Set(fit.reasons))
  const common = [...(held[0] ?? [])].filter((reason) => held.every((reasons) => reasons.has(reason)))
  return {
    invoiceId: invoice.quickbooksId,
    ...those(best.set),
    confidence: ambiguous ? 'possible' : confidence,
    reasons: [
      'the amounts add up',
      ...common,
      ...(ambiguous ? ['other milestones add up to it as well'] : []),
    ],
  }
}

/** What speaks for a milestone in an invoice that bills more than it: everything but the amount. */
function signsBesideAmount(
  invoice: HeldInvoice,
  milestone: OpenMilestone,
  job: Job,
): Pick<Fit, 'points' | 'reasons'> {
  const fit = fitOf({ ...invoice, netMinor: milestone.amountMinor }, milestone, job)
  return { points: (fit?.points ?? POINTS.amount) - POINTS.amount, reasons: fit?.reasons.slice(1) ?? [] }
}

function invoiceNotes(
  left: readonly HeldInvoice[],
  milestones: readonly OpenMilestone[],
  proposals: readonly Proposal[],
  all: readonly HeldInvoice[],
  job: Job,
): Map<string, string> {
  const proposed = new Map(proposals.flatMap((each) => each.partKeys.map((key) => [key, each.invoiceId])))
  return new Map(
    left.map((invoice) => {
      const same = milestones.find((milestone) => milestone.amountMinor === invoice.netMinor)
      const rival = all.find((other) => other.quickbooksId === proposed.get(same?.partKey ?? ''))
      if (same && rival)
        return [
          invoice.quickbooksId,
          `“${same.name}” has this amount, and ${inSentence(rival)} fits it better.`,
        ]
      const amount = invoice.netMinor === null ? null : formatMoney(money(invoice.netMinor, job.currency))
      return [
        invoice.quickbooksId,
        amount === null ? 'Its amounts can’t be read.' : `No open milestone of ${amount} without tax.`,
      ]
    }),
  )
}
