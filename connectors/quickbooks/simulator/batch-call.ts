import { bodyFor, refusedBody } from './answer'
import type { CompanyProfile } from './company-books'
import { type Kind, kindOf } from './kinds'
import type { Office } from './office'
import { faultOf, Refusal, refuse } from './refusal'
import { type Answered, fingerprint, recallAnswer, rememberAnswer } from './request-memory'
import { runQuery } from './run-query'
import { type Entity, isEntity, parseValue, parts, printValue, text } from './value'
import { writeEntity } from './write-entity'

const LONGEST = 30

/** Up to 30 calls in one; each stands for itself, and sees nothing of the others. */
export function batchCall(
  office: Office,
  company: CompanyProfile,
  body: string,
  requestId: string | null,
): Answered {
  const parsed = parseValue(body)
  if (parsed === null || !isEntity(parsed.value)) return refusedBody(office, company, refuse.unreadable())
  const items = parts(parsed.value, 'BatchItemRequest')
  if (items.length === 0) return refusedBody(office, company, refuse.missing('BatchItemRequest'))
  if (items.length > LONGEST) return refusedBody(office, company, refuse.batchTooLong())
  return bodyFor(office, company, {
    BatchItemResponse: items.map((item) => runItem(office, company, item, requestId)),
  })
}

function runItem(office: Office, company: CompanyProfile, item: Entity, requestId: string | null): Entity {
  const bId = text(item, 'bId')
  const named = bId === null ? {} : { bId }
  const done = office.work(company, 'app', (books): Entity => {
    const query = text(item, 'Query')
    if (query !== null) return { ...runQuery(books, query, (kind, row) => office.print(company, kind, row)) }
    const [kind, body] = entityOf(item)
    const key = requestId === null ? null : `${requestId}${bId ?? ''}`
    const asked = fingerprint('batch', kind, printValue(item))
    const before = key === null ? null : recallAnswer(books, key, asked, office.behaviour)
    if (before !== null) {
      const value = parseValue(before.body)?.value
      return isEntity(value) ? value : {}
    }
    const include = (text(item, 'optionsData') ?? '').split(',').filter((one) => one !== '')
    const options = { operation: text(item, 'operation'), include }
    const { entity } = writeEntity(books, kind, body, options, office.behaviour)
    const answer = { [kind]: office.print(company, kind, entity) }
    if (key !== null) rememberAnswer(books, key, asked, { status: 200, body: printValue(answer) })
    return answer
  })
  if (done instanceof Refusal) return { Fault: faultOf(done), ...named }
  return { ...done.answer, ...named }
}

function entityOf(item: Entity): readonly [Kind, Entity] {
  for (const [name, value] of Object.entries(item)) {
    const kind = kindOf(name)
    if (kind !== null && isEntity(value)) return [kind, value]
  }
  throw refuse.missing('the entity of the batch item')
}
