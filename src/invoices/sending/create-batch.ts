import { limits } from '../../../config/limits'
import type { Answer } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { archivedAmong } from '../../deals/deal-table'
import { joinBatch, listFirstTries, type Message, readMessage, waitToGather } from '../../outbox/outbox-table'
import { whoMends } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { readParts } from '../billing-part-table'
import { readMarked } from '../books/document-table'
import { postedBeside } from '../earlier-billing-table'
import { type BillingIntent, bodyHashOf, dealsOf, type PartKind, requestKeyOf } from '../intent'
import { lockIntents, setIntentState } from '../intent-table'
import { afterCreate, type CreateParts, look } from './create-invoice'
import { hasMarker } from './find-invoice'
import { beginAttempt } from './send-attempt-table'
import { addBatch, endBatch } from './send-batch-table'
import { patternOf } from './take-number'
import { raiseUnclear } from './tell-unclear'

type Invoice = Entities['Invoice']

/** One invoice on its way in a batch. */
interface Item {
  readonly id: string
  readonly message: Message
  /** As it was before the batch was begun. */
  readonly intent: BillingIntent
  readonly attempt: bigint
}

interface Batch {
  readonly batchId: string
  readonly requestKey: string
  readonly items: readonly Item[]
}

/**
 * Creates the invoices that wait, up to thirty, in one request to QuickBooks; where a workspace wants that. Answers the
 * messages it carried (none, when another worker took this one into its batch meanwhile), or null when this message
 * goes by itself: nothing else waits, or it was tried before.
 *
 * A batch is kept whole before its first byte, and sent once. It is never repeated: a repeat would bill what it had
 * billed already, should QuickBooks not know its key any more. Each item ends by itself as done, refused or unknown;
 * an unknown one is looked for, and goes out again, alone and under its own key, only when it is not there and can't
 * come any more (`createInvoice`). So a message is in a batch with its first try or never.
 */
export async function createBatch(
  parts: CreateParts & { readonly log: (error: unknown, what: string, workspaceId: string) => void },
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<readonly Message[] | null> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const batch = await within((sql) => beginBatch(sql, parts, workspaceId, message))
  if (batch === 'taken') return []
  if (batch === null) return null
  const answer = await company.batch(
    'Invoice',
    batch.items.map(({ id, intent }) => ({ id, operation: 'create', body: JSON.parse(intent.body) })),
    batch.requestKey,
  )
  await within((sql) =>
    endBatch(sql, batch.batchId, {
      outcome: answer.outcome,
      trace: answer.outcome === 'done' ? answer.trace : answer.fault.trace,
      fault: answer.outcome === 'done' ? null : answer.fault,
    }),
  )
  for (const item of batch.items) {
    await afterItem(parts, company, workspaceId, item, answer).catch((error: unknown) =>
      // It is on record as sent: when its lease ends it is looked for. The others go on.
      parts.log(error, 'carrying one invoice of a batch', workspaceId),
    )
  }
  return batch.items.map((item) => item.message)
}

async function beginBatch(
  sql: Sql,
  parts: CreateParts,
  workspaceId: string,
  message: Message,
): Promise<Batch | 'taken' | null> {
  // One gathering at a time: workers that were handed a message each would otherwise make a batch each.
  await waitToGather(sql)
  const now = await readMessage(sql, message.messageId)
  if (now === null || now.batchId !== null || (now.state !== 'waiting' && now.state !== 'unclear'))
    return 'taken'
  if (now.state !== 'waiting' || now.attempts > 0) return null
  const others = await listFirstTries(sql, now.kind, now.messageId, limits.quickbooks.perBatch - 1)
  const messages = new Map([now, ...others].map((each) => [each.subjectId, each]))
  const intents = await plainOnes(sql, await lockIntents(sql, [...messages.keys()]))
  const ours = intents.some(({ intentId }) => intentId === message.subjectId)
  if (!ours || intents.length < 2) return null
  // In the order of their own keys, so that the same invoices make the same batch under the same key.
  intents.sort((a, b) => (a.requestKey < b.requestKey ? -1 : 1))
  const requestKey = requestKeyOf(workspaceId, ['batch', ...intents.map((each) => each.requestKey)], 1)
  const named = intents.map((intent, place) => ({ intent, id: String(place + 1) }))
  const batchId = await addBatch(sql, {
    requestKey,
    items: named.map(({ id, intent }) => ({
      item: id,
      intentId: intent.intentId,
      bodyHash: intent.bodyHash,
    })),
  })
  const items: Item[] = []
  for (const { intent, id } of named) {
    const carried = messages.get(intent.intentId)
    if (!carried) continue
    await setIntentState(sql, intent.intentId, { state: 'sending', sentAt: parts.clock.now() })
    const attempt = await beginAttempt(sql, {
      intentId: intent.intentId,
      step: 'create',
      requestKey: `${requestKey}${id}`,
      bodyHash: intent.bodyHash,
      batchId,
    })
    items.push({ id, message: carried, intent, attempt })
  }
  await joinBatch(
    sql,
    batchId,
    items.map((item) => item.message.messageId),
    limits.leaseMs,
  )
  return { batchId, requestKey, items }
}

/** Kinds of lines that are held against other documents once more before they leave. */
const LOOKED_AT: ReadonlySet<PartKind> = new Set(['draw', 'retainage_release'])

/**
 * Those that go as they were decided, with nothing to look at before: `createInvoice` looks at every other one, and may
 * end it then.
 */
async function plainOnes(sql: Sql, intents: readonly BillingIntent[]): Promise<BillingIntent[]> {
  const queued = intents.filter(
    (intent) =>
      intent.state === 'queued' &&
      intent.generation === 1 &&
      bodyHashOf(intent.body) === intent.bodyHash &&
      // A number of the workspace's own is taken, and perhaps taken again, by one that goes alone.
      patternOf(intent) === null,
  )
  const parts = await readParts(
    sql,
    queued.map(({ intentId }) => intentId),
  )
  const special = new Set(parts.filter(({ kind }) => LOOKED_AT.has(kind)).map(({ intentId }) => intentId))
  const gone = new Set((await archivedAmong(sql, queued.flatMap(dealsOf))).map(({ dealId }) => dealId))
  const plain: BillingIntent[] = []
  const marked = await readMarked(
    sql,
    queued.map(({ marker }) => marker),
  )
  for (const intent of queued) {
    if (special.has(intent.intentId)) continue
    // Alone it is held back, and says why.
    if (dealsOf(intent).some((dealId) => gone.has(dealId))) continue
    // It may be there already: it is looked at alone.
    if (marked.some(({ body }) => hasMarker(body?.PrivateNote, intent.marker))) continue
    if ((await postedBeside(sql, intent.intentId)).length === 0) plain.push(intent)
  }
  return plain
}

/** What the batch says of one item. When it was refused whole, it is no item's own fault: each is tried alone. */
function answerOf(answer: Answer<ReadonlyMap<string, Answer<Invoice>>>, id: string): Answer<Invoice> {
  switch (answer.outcome) {
    case 'unknown':
      return answer
    case 'refused':
      return whoMends(answer.fault) === 'later'
        ? answer
        : { ...answer, fault: { ...answer.fault, kind: 'unavailable' } }
    case 'done': {
      const item = answer.value.get(id)
      if (!item) throw new Error(`the batch says nothing of its item ${id}`)
      return item
    }
  }
}

async function afterItem(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  { id, message, intent, attempt }: Item,
  whole: Answer<ReadonlyMap<string, Answer<Invoice>>>,
): Promise<void> {
  const answer = answerOf(whole, id)
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  await within((sql) => afterCreate(sql, parts, message, intent, attempt, answer))
  if (answer.outcome !== 'unknown') return
  const there = await look(parts, company, workspaceId, intent, [])
  if (there.outcome === 'done' && there.value !== null) return
  await within((sql) => raiseUnclear(sql, intent, answer.fault))
}
