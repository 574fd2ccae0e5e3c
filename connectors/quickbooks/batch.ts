import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask, Contents } from './ask'
import { jsonCopy } from './check-request'
import type { BatchItem } from './company'
import type { Entities, EntityName } from './entities'
import { ownRequest } from './own-request'
import { companyUrl, type Place } from './package-client'
import { member, parseEntity } from './read-entity'
import { type Failure, notAsked, refusal, type Secrets, traceOf, vendorFault } from './read-fault'
import type { Arrived } from './reply'

const MAX_ITEMS = 30
const answer = z.looseObject({ BatchItemResponse: z.array(z.looseObject({ bId: z.string() })) })

/**
 * Several writes of one kind in one metered request. They don't see each other and their answers come in any
 * order: each item has its own outcome, by its id. The request key covers the batch and its ids as a whole.
 */
export async function sendBatch<E extends EntityName>(
  ask: Ask,
  place: Place,
  entity: E,
  items: readonly BatchItem[],
  requestKey: string,
): Promise<Answer<ReadonlyMap<string, Answer<Entities[E]>>>> {
  const body = jsonCopy({
    BatchItemRequest: items.map(({ id, operation, body: entityBody }) => ({
      bId: id,
      operation,
      [entity]: operation === 'update' ? { ...entityBody, sparse: true } : entityBody,
    })),
  })
  const problem = problemWith(items, requestKey)
  if (problem !== null || body === null) return notAsked(problem ?? 'This body is not JSON.')
  return ask({
    operation: `batch ${entity}`,
    metered: true,
    write: true,
    batch: true,
    requestKey,
    send: (accessToken) =>
      ownRequest({
        method: 'POST',
        url: `${companyUrl(place)}batch?requestid=${encodeURIComponent(requestKey)}&minorversion=75`,
        accessToken,
        accept: 'application/json',
        contentType: 'application/json',
        body: JSON.stringify(body),
        deadlineMs: place.deadlineMs,
      }),
    read: (reply, secrets) => readItems(entity, items, reply, secrets),
  })
}

function problemWith(items: readonly BatchItem[], requestKey: string): string | null {
  if (items.length === 0 || items.length > MAX_ITEMS) return 'A batch has 1 to 30 items.'
  if (new Set(items.map(({ id }) => id)).size !== items.length) return 'Two items of a batch share an id.'
  if (!items.every(({ id }) => /^[A-Za-z0-9._-]{1,10}$/.test(id))) return 'An item id has 1 to 10 characters.'
  if (items.some(({ operation, body }) => (operation === 'create') === 'Id' in body)) {
    return 'What is created has no Id yet, what is updated has one.'
  }
  // QuickBooks joins the two into one key of at most 50 characters.
  if (!/^[A-Za-z0-9:._-]{1,36}$/.test(requestKey)) return 'The key of a batch has 1 to 36 characters.'
  return null
}

function readItems<E extends EntityName>(
  entity: E,
  items: readonly BatchItem[],
  reply: Arrived,
  secrets: Secrets,
): Contents<ReadonlyMap<string, Answer<Entities[E]>>> {
  const parsed = answer.safeParse(reply.json)
  if (!parsed.success) return { lacks: "QuickBooks' answer holds no batch." }
  const trace = traceOf(reply, secrets)
  const answers = items.map(({ id }): [string, Answer<Entities[E]>] => {
    const item = parsed.data.BatchItemResponse.find(({ bId }) => bId === id)
    const fault = vendorFault(item)
    if (fault !== null) return [id, refusal(fault, { status: reply.status, trace }, secrets)]
    const value = parseEntity(entity, member(item, entity))
    return [id, value === null ? unclear(entity, trace) : { outcome: 'done', value, trace }]
  })
  return { is: new Map(answers) }
}

function unclear(entity: EntityName, trace: string | null): Failure {
  const message = `QuickBooks' answer doesn't say what became of this ${entity}.`
  const fault = { kind: 'unreadable', status: 200, code: null, message, trace, retryAfterMs: null } as const
  return { outcome: 'unknown', fault }
}
