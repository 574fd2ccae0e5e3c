import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask } from './ask'
import { BATCH, type BatchError, batchOf, chunksOf } from './batch'
import { paths } from './paths'

/** Inputs of one association read. */
const ASSOCIATION_BATCH = 1_000

/** HubSpot's association type from a deal to its primary company. */
const PRIMARY = 5

const id = z.union([z.string(), z.number().transform(String)])

const links = z.looseObject({
  from: z.looseObject({ id }),
  to: z.array(
    z.looseObject({
      toObjectId: id,
      associationTypes: z.array(z.looseObject({ typeId: z.number() })).optional(),
    }),
  ),
})

const company = z.looseObject({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) })

/**
 * The company's name for each deal that has one: the primary company's, else the first one's that can be read.
 * HubSpot's index lags, so that a company may be named that is gone; a deal without any is left out.
 * Fails as a whole with the first failing call; `unknown`/unreadable when HubSpot could not say about some of them, so
 * that a company is never taken for gone that was only not read.
 */
export async function companyNames(
  ask: Ask,
  dealIds: readonly string[],
): Promise<Answer<Record<string, string>>> {
  const companiesOf = new Map<string, readonly string[]>()
  for (const chunk of chunksOf([...new Set(dealIds)], ASSOCIATION_BATCH)) {
    const answer = await ask({
      operation: 'read deal companies',
      method: 'POST',
      path: paths.dealCompanies,
      body: { inputs: chunk.map((each) => ({ id: each })) },
      shape: batchOf(links),
    })
    if (answer.outcome !== 'done') return answer
    const trouble = answer.value.errors?.find((error) => !isMissing(error) && !isWithoutLinks(error))
    if (trouble) return unclear(trouble, answer.trace)
    for (const link of answer.value.results) companiesOf.set(link.from.id, primaryFirst(link))
  }

  const nameOf = new Map<string, string>()
  let trace: string | null = null
  for (const chunk of chunksOf([...new Set([...companiesOf.values()].flat())], BATCH)) {
    const answer = await ask({
      operation: 'read companies',
      method: 'POST',
      path: `${paths.companies}/batch/read`,
      body: { properties: ['name'], propertiesWithHistory: [], inputs: chunk.map((each) => ({ id: each })) },
      shape: batchOf(company),
    })
    if (answer.outcome !== 'done') return answer
    trace = answer.trace
    const trouble = answer.value.errors?.find((error) => !isMissing(error))
    if (trouble) return unclear(trouble, trace)
    for (const { id: companyId, properties } of answer.value.results) {
      const name = properties['name']?.trim()
      if (name) nameOf.set(companyId, name)
    }
  }

  const names = [...companiesOf].flatMap(([dealId, companyIds]): [string, string][] => {
    const name = companyIds.map((companyId) => nameOf.get(companyId)).find((each) => each !== undefined)
    return name === undefined ? [] : [[dealId, name]]
  })
  return { outcome: 'done', value: Object.fromEntries(names), trace }
}

const isMissing = ({ category }: BatchError): boolean => category === 'OBJECT_NOT_FOUND'

/** A deal without a company is an error of its batch, too. */
const isWithoutLinks = ({ subCategory }: BatchError): boolean =>
  subCategory?.split('.').at(-1) === 'NO_ASSOCIATIONS_FOUND'

const unclear = ({ category }: BatchError, trace: string | null): Answer<never> => ({
  outcome: 'unknown',
  fault: {
    kind: 'unreadable',
    status: 207,
    code: category ?? null,
    message: 'HubSpot could not read some of the companies, for another reason than that there are none.',
    trace,
    retryAfterMs: null,
  },
})

function primaryFirst(link: z.infer<typeof links>): string[] {
  const isPrimary = (to: (typeof link.to)[number]) =>
    to.associationTypes?.some(({ typeId }) => typeId === PRIMARY) ?? false
  const ordered = [...link.to.filter(isPrimary), ...link.to.filter((to) => !isPrimary(to))]
  return ordered.map(({ toObjectId }) => toObjectId)
}
