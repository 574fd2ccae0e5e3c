import type { SummedIdentity } from '../../insight/tie-out/summed-identity'
import { invoiceIdsOf, type OwnedDifference, type TieOutRow } from '../../insight/tie-out/tie-out-row'
import type { TieOutSection } from '../../insight/tie-out/tie-out-section'
import { sumOrUnknown } from '../../money/money'
import { type TieOut, tieOutState, tiesOut } from '../../reconcile/tie-out'
import type { Contribution, DocumentRef } from '../../reconcile/tie-out-invoice'
import type { Actor } from '../../tenants/actor'
import type { OpenDifferenceView, TieOutRowView, TieOutSectionView, TieOutView } from '../contract/tie-out'
import { moneyView } from './money-view'
import type { VendorLinks } from './vendor-links'

/** Where documents are opened: QuickBooks' pages, and ours of invoices that we know by these ids. */
interface Places {
  readonly links: VendorLinks
  readonly invoiceIds: ReadonlyMap<string, string>
}

/** A tie-out on the wire: the sums, the identities, what is open, and the invoices that they come from. */
export function tieOutView(
  tieOut: TieOut,
  differences: readonly OwnedDifference[],
  actor: Actor,
  links: VendorLinks,
): TieOutView {
  const { currency } = tieOut
  const places: Places = { links, invoiceIds: invoiceIdsOf(tieOut) }
  const view = (minor: bigint | null) => moneyView(minor, currency)
  const added = (documents: readonly Contribution[]) =>
    documents.map(({ document, minor }) => ({
      document: documentView(document, places),
      amount: view(minor),
    }))
  return {
    currency,
    state: tieOutState(tieOut),
    holds: tiesOut(tieOut),
    sums: Object.fromEntries(Object.entries(tieOut.sums).map(([name, minor]) => [name, view(minor)])),
    identities: tieOut.identities.map(({ id, document, left, right, difference, items }) => ({
      id,
      document: document && documentView(document, places),
      left: { name: left.name, amount: view(left.minor), documents: added(left.documents) },
      right: right.map(({ name, minor, documents }) => ({
        name,
        amount: view(minor),
        documents: added(documents),
      })),
      difference: view(difference),
      holds: difference === 0n,
      items: items.map(({ what, minor, document: about, standing }) => ({
        what,
        amount: view(minor),
        document: about && documentView(about, places),
        state: standing.state,
      })),
    })),
    differences: differences.map((each) => differenceView(each, currency, actor, places)),
    invoices: tieOut.invoices.map((row) => ({
      document: documentView(row.document, places),
      gone: row.gone,
      total: view(row.totalMinor),
      tax: view(row.taxMinor),
      balance: view(row.balanceMinor),
      paid: view(row.paidMinor),
      credited: view(row.creditedMinor),
      settledOtherwise: view(otherwiseOf(row)),
      lines: row.lines.map(({ what, minor }) => ({ what, amount: view(minor) })),
    })),
  }
}

const otherwiseOf = ({ settled }: TieOut['invoices'][number]): bigint | null =>
  settled === null
    ? null
    : sumOrUnknown(settled.filter(({ how }) => how === 'otherwise').map(({ minor }) => minor))

/** A row of the workspace's tie-out on the wire. */
export function tieOutRowView(row: TieOutRow, actor: Actor, links: VendorLinks): TieOutRowView {
  const { deal, currency, state, identities, differences, invoiceIds } = row
  return {
    deal: { id: deal.dealId, name: deal.name, company: deal.company, archived: deal.archived },
    currency,
    state,
    identities: identities.map((each) => summedView(each, currency)),
    differences: differences.map((each) => differenceView(each, currency, actor, { links, invoiceIds })),
  }
}

/** A currency of the workspace's tie-out on the wire. */
export const sectionView = (section: TieOutSection): TieOutSectionView => ({
  currency: section.currency,
  deals: section.deals,
  ...section.states,
  open: section.open,
  taken: section.taken,
  oldest: section.oldest?.toISOString() ?? null,
  identities: section.identities.map((each) => summedView(each, section.currency)),
})

const summedView = ({ id, left, right, difference }: SummedIdentity, currency: string) => ({
  id,
  left: { name: left.name, amount: moneyView(left.minor, currency) },
  right: right.map(({ name, minor }) => ({ name, amount: moneyView(minor, currency) })),
  difference: moneyView(difference, currency),
  holds: difference === 0n,
})

function differenceView(
  { key, identity, what, minor, document, since, owner }: OwnedDifference,
  currency: string,
  actor: Actor,
  places: Places,
): OpenDifferenceView {
  return {
    key,
    identity,
    what,
    amount: moneyView(minor, currency),
    document: document && documentView(document, places),
    since: since?.toISOString() ?? null,
    owner: owner && {
      who: owner.who,
      since: owner.at.toISOString(),
      note: owner.note,
      amount: moneyView(owner.amountMinor, currency),
      mine: owner.personId === null ? owner.who === actor.who : owner.personId === actor.personId,
    },
  }
}

const documentView = ({ kind, quickbooksId, number, on }: DocumentRef, { links, invoiceIds }: Places) => ({
  kind,
  quickbooksId,
  number,
  on,
  invoiceId: kind === 'Invoice' ? (invoiceIds.get(quickbooksId) ?? null) : null,
  link: links.document(kind, quickbooksId),
})
