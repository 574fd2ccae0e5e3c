import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask } from './ask'
import { BATCH, batchOf, chunksOf, pageOf } from './batch'
import { type CrmRecord, crmRecord } from './objects'
import { paths } from './paths'

/** HubSpot's largest page of associations. */
const LINK_PAGE = 500
/** More than anyone plans with; a list that never ends must not keep us reading for ever. */
const MOST_PAGES = 20

const id = z.union([z.string(), z.number().transform(String)])
const link = z.looseObject({
  toObjectId: id,
  associationTypes: z.array(z.looseObject({ typeId: z.number() })).optional(),
})

/** One record that another is linked to, and by which association types. */
export interface LinkedId {
  readonly id: string
  readonly typeIds: readonly number[]
}

/** What a record is linked to, of one kind. Refused with `missing` when the record itself is not there. */
export async function linkedIds(
  ask: Ask,
  from: 'deals' | 'quotes',
  fromId: string,
  to: 'line_items' | 'quotes' | 'contacts' | 'companies' | 'notes',
): Promise<Answer<LinkedId[]>> {
  const found = new Map<string, LinkedId>()
  let after: string | undefined
  for (let pages = 0; ; pages += 1) {
    const answer = await ask({
      operation: `list ${to.replace('_', ' ')}`,
      method: 'GET',
      path: paths.links(from, fromId, to),
      query: { limit: String(LINK_PAGE), after },
      shape: pageOf(link),
    })
    if (answer.outcome !== 'done') return answer
    for (const { toObjectId, associationTypes = [] } of answer.value.results) {
      found.set(toObjectId, { id: toObjectId, typeIds: associationTypes.map(({ typeId }) => typeId) })
    }
    after = answer.value.paging?.next?.after
    if (after === undefined || pages >= MOST_PAGES) {
      return { outcome: 'done', value: [...found.values()], trace: answer.trace }
    }
  }
}

/**
 * Records by id, 100 a call, in the order asked for. HubSpot's list of links lags behind, so what is gone is left out.
 * `unknown`/unreadable when HubSpot could not say about some of them.
 */
export async function readRecords(
  ask: Ask,
  kind: 'line_items' | 'quotes' | 'contacts' | 'companies' | 'notes',
  properties: readonly string[],
  ids: readonly string[],
): Promise<Answer<CrmRecord[]>> {
  const found = new Map<string, CrmRecord>()
  let trace: string | null = null
  for (const chunk of chunksOf([...new Set(ids)], BATCH)) {
    const answer = await ask({
      operation: `read ${kind.replace('_', ' ')}`,
      method: 'POST',
      path: `${paths.records(kind)}/batch/read`,
      body: {
        properties: [...properties],
        propertiesWithHistory: [],
        inputs: chunk.map((each) => ({ id: each })),
      },
      shape: batchOf(crmRecord),
    })
    if (answer.outcome !== 'done') return answer
    trace = answer.trace
    const trouble = answer.value.errors?.find((error) => error.category !== 'OBJECT_NOT_FOUND')
    if (trouble) {
      const message = `HubSpot could not read some of the ${kind.replace('_', ' ')}.`
      const code = trouble.category ?? null
      return {
        outcome: 'unknown',
        fault: { kind: 'unreadable', status: 207, code, message, trace, retryAfterMs: null },
      }
    }
    for (const each of answer.value.results) found.set(each.id, each)
  }
  return { outcome: 'done', value: ids.flatMap((each) => found.get(each) ?? []), trace }
}
