import type { IdentityId, TieOutSectionView, TieOutStateView } from '../../../http/contract/tie-out'

/** What is held against what. */
export const identityTitles: Readonly<Record<IdentityId, string>> = {
  A: 'The contract',
  B: 'What was invoiced',
  C: 'How it was settled',
  D: 'Credit memos',
  E: 'Payments',
}

/** How a deal stands, as a word with its meaning. */
export const stateLooks: Readonly<
  Record<TieOutStateView, { readonly word: string; readonly meaning: 'paid' | 'risk' | 'waiting' }>
> = {
  holds: { word: 'Ties out', meaning: 'paid' },
  differs: { word: 'Differs', meaning: 'risk' },
  unknown: { word: 'Not known', meaning: 'waiting' },
}

/** "1 deal", "12 deals". */
export const many = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`

/** One sentence about a currency: all of it ties out, or how many deals do not, and what waits. */
export function sectionWords({ deals, holds, differs, unknown, open, taken }: TieOutSectionView): string {
  if (holds === deals)
    return deals === 1 ? 'Everything ties out, in 1 deal.' : `Everything ties out, in all ${deals} deals.`
  const parts = [
    differs > 0 ? many(differs, 'deal differs', 'deals differ') : null,
    unknown > 0 ? many(unknown, 'deal is not known', 'deals are not known') : null,
    holds > 0 ? many(holds, 'ties out', 'tie out') : null,
  ]
  const nobody = open - taken
  const waits =
    open === 0
      ? ''
      : ` ${many(open, 'difference is open', 'differences are open')}${
          nobody === 0
            ? open === 1
              ? ', and somebody looks into it'
              : ', and each has somebody who looks into it'
            : nobody === open
              ? `, and nobody looks into ${open === 1 ? 'it' : 'them'} yet`
              : `, ${nobody} of them with nobody who looks into ${nobody === 1 ? 'it' : 'them'}`
        }.`
  return `${parts.filter((part) => part !== null).join(', ')}.${waits}`
}

/** The page's headline: of all currencies. */
export function headline(currencies: readonly TieOutSectionView[]): string {
  const sum = (of: (section: TieOutSectionView) => number) =>
    currencies.reduce((all, section) => all + of(section), 0)
  const [deals, holds, differs] = [
    sum((each) => each.deals),
    sum((each) => each.holds),
    sum((each) => each.differs),
  ]
  if (deals === 0) return 'Nothing to reconcile yet'
  if (holds === deals) return 'Everything ties out'
  return differs === 0
    ? many(deals - holds, 'deal is not known', 'deals are not known')
    : many(differs, 'deal differs', 'deals differ')
}

/** What a reading brought, with the sums before and after it. */
export interface Checked {
  readonly read: { readonly documents: number; readonly deals: number }
  readonly before: readonly TieOutSectionView[]
  readonly after: readonly TieOutSectionView[]
}

/** "Both were read: 3 documents had changed. 1 difference less than before." */
export function checkedWords({ read, before, after }: Checked): string {
  const nothing = read.documents + read.deals === 0
  const what = nothing
    ? 'nothing had changed'
    : `${[
        read.documents > 0 ? many(read.documents, 'document', 'documents') : null,
        read.deals > 0 ? many(read.deals, 'deal', 'deals') : null,
      ]
        .filter((part) => part !== null)
        .join(' and ')} had changed`
  const open = (list: readonly TieOutSectionView[]) => list.reduce((sum, each) => sum + each.open, 0)
  const apart = open(after) - open(before)
  const then =
    apart === 0
      ? open(after) === 0
        ? 'There is no open difference.'
        : 'As many differences are open as before.'
      : apart < 0
        ? `${many(-apart, 'difference', 'differences')} less than before.`
        : `${many(apart, 'difference', 'differences')} more than before.`
  return `QuickBooks and HubSpot were read: ${what}. ${then}`
}
