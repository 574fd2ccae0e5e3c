import type {
  CatchUpInput,
  CatchUpView,
  FoundInvoiceView,
  ProposalView,
} from '../../../http/contract/catch-up'
import { dayText } from '../../parts/day-text'
import { figureText } from '../../parts/money-text'

type Links = CatchUpInput['links']
type OpenMilestone = CatchUpView['milestones'][number]

/** One milestone beside the invoice that is chosen for it. */
export interface LinkRow {
  /** The milestone's id; numbered where several payers' invoices are proposed for it. */
  readonly key: string
  readonly milestone: OpenMilestone
  readonly invoiceId: string | null
  readonly ticked: boolean
  /** What was proposed, while nobody chose otherwise. */
  readonly proposal: ProposalView | null
}

/** What a person changed of a row. */
export interface LinkChoice {
  readonly invoiceId: string | null
  readonly ticked: boolean
}

/** A row for each milestone that takes an invoice, as proposed or as a person chose since. */
export function linkRows(view: CatchUpView, choices: ReadonlyMap<string, LinkChoice>): LinkRow[] {
  const linkable = new Set(view.invoices.filter((each) => each.whyNot === null).map((each) => each.invoiceId))
  return view.milestones
    .filter((milestone) => milestone.whyNot === null)
    .flatMap((milestone) => {
      const proposals = view.proposals.filter((each) => each.milestoneIds.includes(milestone.id))
      const slots: (ProposalView | null)[] = proposals.length > 0 ? proposals : [null]
      return slots.map((proposal, at): LinkRow => {
        const key = at === 0 ? milestone.id : `${milestone.id} ${at + 1}`
        const choice = choices.get(key)
        const proposed = proposal?.invoiceId ?? null
        const chosen = choice === undefined ? proposed : choice.invoiceId
        // An invoice that was linked meanwhile, by a colleague say, is no choice any more.
        const invoiceId = chosen !== null && linkable.has(chosen) ? chosen : null
        return {
          key,
          milestone,
          invoiceId,
          ticked: invoiceId !== null && (choice?.ticked ?? isSure(proposal)),
          proposal: invoiceId === proposed ? proposal : null,
        }
      })
    })
}

/** What is only possible waits for a person to tick it. */
const isSure = (proposal: ProposalView | null): boolean =>
  proposal !== null && proposal.confidence !== 'possible'

/** The ticked rows as links: rows with the same invoice are one link with several milestones. */
export function linksOf(rows: readonly LinkRow[]): Links {
  const links = new Map<string, string[]>()
  for (const { ticked, invoiceId, milestone } of rows) {
    if (!ticked || invoiceId === null) continue
    const ids = links.get(invoiceId) ?? []
    if (!ids.includes(milestone.id)) links.set(invoiceId, [...ids, milestone.id])
  }
  return [...links].map(([invoiceId, milestoneIds]) => ({ invoiceId, milestoneIds }))
}

/** "1042 · 12 Mar · $15,000.00": an invoice in a list to choose from; the amount is without tax. */
export const invoiceLabel = (invoice: FoundInvoiceView): string =>
  [
    invoice.docNumber ?? `no. ${invoice.invoiceId}`,
    invoice.issuedOn === null ? null : dayText(invoice.issuedOn),
    figureText(invoice.net),
  ]
    .filter((part) => part !== null)
    .join(' · ')

/** "3 invoices", "1 invoice". */
export const invoicesText = (count: number): string => `${count} ${count === 1 ? 'invoice' : 'invoices'}`

/** How many milestones will be taken as completed, in a sentence; nothing where all are. */
export function completesText(rows: readonly LinkRow[]): string {
  const open = new Set(
    rows
      .filter((row) => row.ticked && row.milestone.workStatus !== 'completed')
      .map((row) => row.milestone.id),
  ).size
  if (open === 0) return ''
  return open === 1
    ? 'One milestone will be marked completed.'
    : `${open} milestones will be marked completed.`
}
