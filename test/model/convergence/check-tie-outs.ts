import type { AttentionKind } from '../../../src/attention/attention-table'
import { listTieOuts } from '../../../src/insight/tie-out/list-tie-outs'
import type { TieOutRow } from '../../../src/insight/tie-out/tie-out-row'
import { sumOrUnknown } from '../../../src/money/money'
import { readTieOuts } from '../../../src/reconcile/read-tie-out'
import type { TieOut } from '../../../src/reconcile/tie-out'
import { type Identity, less } from '../../../src/reconcile/tie-out-identity'
import type { NamedItem } from '../../../src/reconcile/tie-out-invoice'
import { must } from '../../fixtures/must'
import { checkRow, checkSections, promise } from '../model'
import { cents, type Entry, type EntryKind, entries } from './ledger'
import type { Job } from './side'

/** A question that is open about a deal, and of which invoice it is. */
interface Asked {
  readonly deal_id: string
  readonly kind: AttentionKind
  readonly intent_id: string | null
  readonly amount_minor: bigint | null
}

/** What waits for a decision is asked about: by what a named item is, the question. */
const QUESTIONS: Readonly<Record<string, AttentionKind>> = {
  credited: 'credited',
  edited: 'edited',
  undone: 'credit_undone',
  free: 'credit_undone',
}
/** What of a contract is open by name, and which question about which invoices that is. */
interface OpenOf {
  readonly kind: AttentionKind | undefined
  readonly intentIds: readonly string[]
  readonly minor: bigint
}
/** What is only planned or decided here comes from no document. */
const PLANNED = new Set(['Contract sum', 'On its way', 'Still to bill', 'Not scheduled'])

/**
 * A to E come out to the cent, for every deal of the workspace and for all of them together: what differs of a contract is
 * named, closed by somebody or asked about, in just that sum. Only what can't be read is unknown, and is asked about on that
 * deal. What adds up is what the books say of the job's documents.
 */
export async function checkTieOuts(job: Job): Promise<void> {
  const { stage } = job.side
  const [workspace, tieOuts, asked] = await stage.database.inSnapshot(stage.workspaceId, async (sql) => {
    const listed = await listTieOuts(sql, stage.clock, { limit: 10_000, offset: 0 })
    const ids = listed.rows.map(({ deal }) => deal.dealId)
    const open = await sql<Asked>(
      'select deal_id, kind, intent_id, amount_minor from attention where settled_at is null and deal_id is not null',
    )
    return [listed, await readTieOuts(sql, stage.clock, ids), open] as const
  })
  for (const [dealId, tieOut] of tieOuts) {
    const own = asked.filter(({ deal_id }) => deal_id === dealId)
    for (const each of tieOut.identities) checkIdentity(each, own)
    checkAsked(tieOut, own)
    checkRow(workspace, dealId, tieOut)
  }
  checkSections(workspace)
  checkTogether(workspace.rows, workspace.currencies, [...tieOuts.values()])
  const own = new Set([...job.dealIds, ...job.merged.values()])
  await checkBooks(
    job,
    [...tieOuts].flatMap(([dealId, tieOut]) => (own.has(dealId) ? tieOut : [])),
  )
}

const sum = (list: readonly { readonly minor: bigint | null }[]) =>
  sumOrUnknown(list.map(({ minor }) => minor))
const inState = (items: readonly NamedItem[], state: NamedItem['standing']['state']) =>
  items.filter(({ standing }) => standing.state === state)
const wordsOf = ({ left, right, difference, items }: Identity): string =>
  [
    `${left.name} ${left.minor} is ${right.map(({ name, minor }) => `${name} ${minor}`).join(' + ')}`,
    `${difference} apart`,
    ...items.map(({ what, minor, standing }) => `${what} (${minor}, ${standing.state})`),
  ].join('; ')

/** One of A to E of a deal. */
function checkIdentity(each: Identity, asked: readonly Asked[]): void {
  const { id, left, right, difference, items } = each
  const words = () => wordsOf(each)
  const isUnknown = difference === null
  promise(
    isUnknown === items.some(({ minor }) => minor === null),
    `I4 the tie-out names what is unknown: ${id}`,
    words,
  )
  // What can't be read here are invoices: of one that is left out no payment or credit memo is asked what it settled.
  const isUnread = id < 'D' && asked.some(({ kind }) => kind === 'poison')
  promise(
    isUnknown === isUnread,
    `I4 the tie-out is unknown while something can’t be read, and only then: ${id}`,
    words,
  )
  const apart = sumOrUnknown([left.minor, less(sum(right))])
  promise(isUnknown || (difference === 0n && apart === 0n), `I4 the tie-out comes out: ${id}`, words)
  const named = (name: string, state: 'part' | 'open' | 'closed') => {
    const minor = right.find((term) => term.name === name)?.minor
    promise(minor === sum(inState(items, state)), `I4 “${name}” is what it names, to the cent: ${id}`, words)
  }
  if (id === 'A') {
    named('Open differences', 'open')
    named('Closed differences', 'closed')
  } else if (!isUnknown) {
    promise(inState(items, 'open').length === 0, `I4 nothing is open of what comes out: ${id}`, words)
    if (id === 'B') named('Extras', 'part')
    if (id === 'C') named('Settled otherwise', 'part')
  }
  for (const { name, minor, documents } of [left, ...right]) {
    const isOfNone = name === 'Open differences' || name === 'Closed differences' || PLANNED.has(name)
    promise(
      isOfNone || minor === null || minor === sum(documents),
      `I4 “${name}” is the sum of its documents: ${id}`,
      words,
    )
  }
}

/**
 * What of a contract waits for a decision is what people are asked about each invoice, to the cent. One that counts beside
 * another for the same work is asked about as such alone, whatever its lines bill.
 */
function checkAsked({ identities, invoices }: TieOut, asked: readonly Asked[]): void {
  const contract = must(identities.find(({ id }) => id === 'A'))
  const twice = asked.filter(({ kind }) => kind === 'copied_document').map((each) => each.intent_id)
  const open = contract.items.flatMap(({ standing, minor, document }): OpenOf[] => {
    if (standing.state !== 'open' || minor === null) return []
    const [sort = '', about = ''] = standing.key.split(':')
    const size = minor < 0n ? -minor : minor
    if (sort === 'over') {
      const billing = invoices
        .filter(({ billed }) => billed.parts.some(({ milestoneId }) => milestoneId === about))
        .map(({ billed }) => billed.intent.intentId)
      return [{ kind: 'copied_document', intentIds: billing, minor: size }]
    }
    const intentId = sort === 'free' ? about : intentOf(invoices, document?.quickbooksId ?? '')
    return sort === 'edited' && twice.includes(intentId)
      ? []
      : [{ kind: QUESTIONS[sort], intentIds: [intentId], minor: size }]
  })
  for (const { kind, intentIds } of open) {
    const isOf = (intentId: string | null) => intentIds.includes(intentId ?? '')
    const own = asked.filter((each) => each.kind === kind && isOf(each.intent_id))
    const named = open.filter((each) => each.kind === kind && each.intentIds.some(isOf))
    promise(
      own.length > 0 && sum(named) === sum(own.map(({ amount_minor: minor }) => ({ minor }))),
      'I4 what is open of a contract is asked about, to the cent',
      () => `${own.map((each) => `${each.kind} ${each.amount_minor}`).join(', ')}; ${wordsOf(contract)}`,
    )
  }
}

const intentOf = (invoices: TieOut['invoices'], quickbooksId: string) =>
  invoices.find(({ document }) => document.quickbooksId === quickbooksId)?.billed.intent.intentId ?? ''

/** What deals share is there once in the workspace's sums, and they come out where all of their deals do. */
function checkTogether(
  rows: readonly TieOutRow[],
  currencies: readonly { readonly currency: string; readonly identities: TieOutRow['identities'] }[],
  tieOuts: readonly TieOut[],
): void {
  for (const { currency, identities } of currencies)
    for (const [at, { id, left, difference }] of identities.entries()) {
      const own = rows.filter((row) => row.currency === currency)
      const isKnown = own.every((row) => row.identities[at]?.difference === 0n)
      promise(
        difference === (isKnown ? 0n : null),
        `I4 the workspace comes out: ${id}`,
        () => `${difference} apart, and its deals ${isKnown ? 'come out' : 'are not all known'}`,
      )
      if (id !== 'D' && id !== 'E') continue
      const once = new Map(
        tieOuts
          .filter((tieOut) => tieOut.currency === currency)
          .flatMap((tieOut) => tieOut.identities.filter((each) => each.id === id))
          .map((each) => [each.document?.quickbooksId, each.left]),
      )
      const all = sum([...once.values()])
      promise(
        left.minor === all,
        `I4 what deals share counts once: ${id}`,
        () => `${left.minor}, and ${all} once`,
      )
    }
}

/** What the job's invoices, payments and credit memos come to, and what of them is left, is what QuickBooks says. */
async function checkBooks(job: Job, tieOuts: readonly TieOut[]): Promise<void> {
  const found = async (kind: EntryKind) => new Map((await entries(job, kind)).map((each) => [each.Id, each]))
  const [invoices, memos, payments] = await Promise.all([
    found('Invoice'),
    found('CreditMemo'),
    found('Payment'),
  ])
  const inCents = (amount: number | undefined) => (amount === undefined ? null : BigInt(cents(amount)))
  const said = (what: string, ours: bigint | null, entry: Entry | undefined, amount: number | undefined) =>
    promise(
      ours === null || (entry !== undefined && ours === inCents(amount)),
      'I4 what adds up is what QuickBooks says',
      () => `${what} is ${ours} here, and ${entry === undefined ? 'is not there' : amount} in QuickBooks`,
    )
  for (const { document, totalMinor, balanceMinor } of tieOuts.flatMap((tieOut) => tieOut.invoices)) {
    const entry = invoices.get(document.quickbooksId)
    said(`invoice ${document.quickbooksId}`, totalMinor, entry, entry?.TotalAmt)
    said(`what is open of invoice ${document.quickbooksId}`, balanceMinor, entry, entry?.Balance)
  }
  for (const { id, document, left, right } of tieOuts.flatMap(({ identities }) => identities)) {
    if (document === null) continue
    const entry = (id === 'D' ? memos : payments).get(document.quickbooksId)
    said(left.name, left.minor, entry, entry?.TotalAmt)
    const rest = id === 'D' ? (entry?.RemainingCredit ?? entry?.Balance) : entry?.UnappliedAmt
    said(`what is left of ${left.name}`, right[2]?.minor ?? null, entry, rest)
  }
}
