import type { DealPageView } from '../../../src/http/contract/deal'
import { must } from '../../fixtures/must'
import type { Job } from './side'

/** What no two programs have in common, or what only tells when they looked. */
const OWN = new Set(['since', 'at', 'updatedAt', 'version', 'undo', 'hash', 'timeline', 'readAt'])
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** First voided, then deleted: whoever saw both says the first. */
const GONE = / was (?:voided|deleted|credited) in QuickBooks/g
/** An invoice's mark is made of its workspace too. */
const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g
const MARK = /\b(Milepost [A-Z]\d*)-[0-9A-Z]{4,}\b/g

export type State = Readonly<Record<string, unknown>>

/**
 * Everything that people, QuickBooks' pages and HubSpot's can see of a job, in words that are the same for both programs:
 * figures, labels, documents, questions, the tie-out, and the properties of the deals.
 */
export async function stateOf(job: Job, before: ReadonlySet<string>): Promise<State> {
  const { api } = job.side
  const names = new Map(job.dealIds.map((id, index) => [id, `<deal ${index}>`]))
  const state: Record<string, unknown> = {}
  const invoiceIds = new Set<string>()
  const ids = new Map<string, string>()
  let lastNames: readonly string[] = []
  const looks = await Promise.all(
    job.dealIds.map(async (dealId) => ({
      ...(await api.ask('GET', `/deals/${dealId}`)),
      isGone: (job.merged.get(dealId) ?? dealId) !== dealId,
    })),
  )
  const parts: Promise<unknown>[] = []
  const look = async (name: string, looking: Promise<unknown>) => {
    state[name] = await looking
  }
  for (const [index, { status, body, isGone }] of looks.entries()) {
    const page = body as unknown as DealPageView
    if (isGone) lastNames = [...namesOf(job), ANOTHER_NAME]
    // What HubSpot last said of a deal that was merged away only those know who looked before.
    const said = isGone ? { ...page, deal: { id: page.deal?.id } } : page
    state[`deal ${index}`] = status === 200 ? said : status
    if (status !== 200) continue
    // A merge may have made one of them another deal.
    if (!names.has(page.deal.id)) names.set(page.deal.id, '<deal after the merge>')
    for (const milestone of page.milestones) ids.set(milestone.id, `<${milestone.name}>`)
    for (const invoice of page.invoices) {
      invoiceIds.add(invoice.id)
      ids.set(invoice.id, `<invoice ${invoice.quickbooksId}>`)
    }
    for (const part of page.schedule === null ? ['customer'] : ['customer', 'tie-out'])
      parts.push(look(`${part} of deal ${index}`, bodyOf(api.ask('GET', `/deals/${page.deal.id}/${part}`))))
  }
  for (const invoiceId of invoiceIds)
    parts.push(look(`invoice ${ids.get(invoiceId)}`, bodyOf(api.ask('GET', `/invoices/${invoiceId}`))))
  const asked = async () =>
    (await questions(job)).filter((row) => !before.has(row.id)).map(({ id: _, ...row }) => row)
  parts.push(look('questions', asked()), look('documents', documents(job)))
  for (const [dealId, name] of names) parts.push(look(`HubSpot's ${name}`, properties(job, dealId)))
  await Promise.all(parts)

  const replaced = (text: string): string => {
    // Who was merged away has a name until the list of customers is read as a whole.
    const customer = job.customerIds.indexOf(text)
    let said = customer === -1 ? text : must([job.name, `${job.name} & Co`][customer])
    for (const [id, name] of [...ids, ...names]) said = said.replaceAll(id, name)
    for (const name of lastNames) said = said.replaceAll(name, '<a deal, one of them merged away>')
    return withoutIds(said)
  }
  return seenWith(replaced, state) as State
}

/** Without what is each program's own, its texts replaced. */
function seenWith(replaced: (text: string) => string, value: unknown): unknown {
  const seen = (each: unknown): unknown => {
    if (typeof each === 'string') return replaced(each)
    if (Array.isArray(each)) return each.map(seen)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(
      Object.entries(each)
        .filter(([key]) => !OWN.has(key) && !(isDeleted(each) && LAST_SEEN.has(key)))
        .map(([key, part]) => [key, sorted(key, seen(part))]),
    )
  }
  return seen(value)
}

const bodyOf = async (asked: Promise<{ readonly body: unknown }>): Promise<unknown> => (await asked).body

const withoutIds = (text: string): string =>
  text.replace(UUID, '<id>').replace(MOMENT, '<moment>').replace(GONE, ' is gone').replace(MARK, '$1-<mark>')

/** What the history tells after an entry, in no order; and the number of the newest one. Null: only that. */
export async function toldSince(
  { side: { stage }, dealIds }: Job,
  from: number | null,
): Promise<{ readonly number: number; readonly texts: readonly string[] }> {
  const rows = await stage.within((sql) =>
    sql<{ number: string; what: string }>(
      `select h.number::text as number, what from history h where $1::bigint is null or h.number > $1
       order by h.number ${from === null ? 'desc limit 1' : ''}`,
      [from],
    ),
  )
  const plain = (text: string) =>
    withoutIds(dealIds.reduce((said, id, index) => said.replaceAll(id, `<deal ${index}>`), text))
  return {
    number: Number(rows.at(from === null ? 0 : -1)?.number ?? from ?? 0),
    texts: from === null ? [] : rows.map(({ what }) => plain(what)).sort(),
  }
}

/** What a deleted invoice last said only those know who looked before it was deleted. */
const LAST_SEEN = new Set([
  ...['total', 'balance', 'tax', 'paid', 'differences', 'sentOn', 'dueOn', 'paper', 'money'],
  // A merge may have renamed whom it was billed to.
  'customer',
])
const isDeleted = (value: object): boolean =>
  ('status' in value && value.status === 'deleted') ||
  ('invoice' in value &&
    typeof value.invoice === 'object' &&
    value.invoice !== null &&
    isDeleted(value.invoice))

/** As salespeople rename deals in histories. */
const ANOTHER_NAME = 'Twin by another name'
const namesOf = ({ name }: Job): string[] => ['one', 'two', 'three'].map((which) => `${name} ${which}`)

/** Questions come in the order of their age, which is not the same for both. */
const sorted = (key: string, value: unknown): unknown =>
  (key === 'attention' || key === 'questions') && Array.isArray(value)
    ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : value

interface Question {
  readonly id: string
  readonly kind: string
  readonly title: string
}

/** Everything that is open for a person to decide, of the whole workspace. */
export const questions = ({ side: { stage } }: Pick<Job, 'side'>): Promise<Question[]> =>
  stage.within((sql) =>
    sql<Question>(
      `select attention_id as id, kind, title, detail, actions, deal_id, amount_minor::text as amount
       from attention where settled_at is null order by title, detail`,
    ),
  )

/** What is asked about the job's deals, in an order that is the same for both programs. */
export async function askedOf(job: Job): Promise<DealPageView['attention'][number][]> {
  const pages = await Promise.all(job.dealIds.map((dealId) => job.side.api.ask('GET', `/deals/${dealId}`)))
  const items = pages.flatMap(({ status, body }) =>
    status === 200 ? (body as unknown as DealPageView).attention : [],
  )
  const words = ({ kind, title, detail }: (typeof items)[number]) => withoutIds(`${kind} ${title} ${detail}`)
  const once = new Map(items.map((item) => [item.id, item]))
  return [...once.values()].sort((a, b) => (words(a) < words(b) ? -1 : 1))
}

/** What is kept of the job's standing documents; a tombstone is of interest only where an invoice shows it. */
async function documents({ side: { stage }, customerIds }: Job) {
  const rows = await stage.within((sql) =>
    sql<{ kind: string; id: string; body: Record<string, unknown> }>(
      `select kind, quickbooks_id as id, body from document
       where deleted_at is null and customer_id = any($1) order by kind, quickbooks_id::bigint`,
      [customerIds],
    ),
  )
  const links = await stage.within((sql) =>
    sql<{ from: string; to: string }>(
      `select from_kind || ' ' || from_id as from, to_kind || ' ' || to_id as to, amount from document_link
       order by from_kind, from_id::bigint, line`,
    ),
  )
  const ids = new Set(rows.map(({ kind, id }) => `${kind} ${id}`))
  return {
    standing: rows.map(({ kind, id, body: { MetaData: _, ...body } }) => ({ kind, id, body })),
    links: links.filter(({ from }) => ids.has(from)),
  }
}

/** What is kept of the job's documents beside one invoice and what is linked to it. */
export async function documentsBut(job: Job, invoiceId: string): Promise<unknown> {
  const { standing, links } = await documents(job)
  return seenWith(withoutIds, {
    standing: standing.filter(({ kind, id }) => !(kind === 'Invoice' && id === invoiceId)),
    links: links.filter(({ to, from }) => ![to, from].includes(`Invoice ${invoiceId}`)),
  })
}

async function properties({ side: { stage } }: Job, dealId: string): Promise<unknown> {
  const { properties: own } = await stage.hubspot
    .api<{ properties: Record<string, string | null> }>(
      'GET',
      `/crm/v3/objects/deals/${dealId}?properties=${PROPERTIES.join(',')}`,
    )
    .catch((error: Error) => {
      if (/: 404 /.test(error.message)) return { properties: null }
      throw error
    })
  return own && Object.fromEntries(PROPERTIES.map((name) => [name, own[name] ?? null]))
}

const PROPERTIES = [
  'contract_sum',
  'billed',
  'invoiced_total',
  'paid',
  'outstanding',
  'overdue',
  'remaining',
  'earned_not_billed',
  'retained',
  'billed_percent',
  'milestones_complete',
  'milestones_total',
  'next_milestone',
  'next_date',
  'status',
].map((name) => `milepost_${name}`)
