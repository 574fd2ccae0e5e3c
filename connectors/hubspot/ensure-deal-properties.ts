import { z } from 'zod'
import type { Answer, Fault } from '../answer'
import type { Ask } from './ask'
import { BATCH, batchOf } from './batch'
import type { PropertyDefinition, PropertyState } from './objects'
import { paths } from './paths'

interface Group {
  readonly name: string
  readonly label: string
}

const property = z.looseObject({ name: z.string() })
const state = property.extend({
  type: z.string().nullish().catch(null),
  calculated: z.boolean().nullish().catch(null),
  modificationMetadata: z
    .looseObject({ readOnlyValue: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
})

/** How HubSpot shows a number as money of the deal's own currency. */
const MONEY_HINTS = {
  numberDisplayHint: 'currency',
  showCurrencySymbol: true,
  currencyPropertyName: 'deal_currency_code',
}

/** One for a colleague who creates the same at the same time, one for a portal that refuses the hints. */
const ROUNDS = 3

/**
 * Creates the group and those properties that are missing; what exists stays as it is. Looks again at what is
 * left over: somebody may have created it meanwhile, or this portal doesn't take the display hints for money,
 * which are left out then. `created` are the names made here.
 * @throws RangeError for more than 100 definitions
 */
export async function ensureDealProperties(
  ask: Ask,
  group: Group,
  definitions: readonly PropertyDefinition[],
): Promise<Answer<{ created: string[] }>> {
  if (definitions.length > BATCH) throw new RangeError(`at most ${BATCH} properties at once`)
  const created: string[] = []
  let withHints = true
  let fault = leftOver(undefined, null)
  for (let round = 0; round < ROUNDS; round += 1) {
    const missing = await missingOf(ask, definitions)
    if (missing.outcome !== 'done') return missing
    if (missing.value.length === 0) return { outcome: 'done', value: { created }, trace: missing.trace }

    if (round === 0) {
      const made = await createGroup(ask, group)
      if (made.outcome !== 'done' && made.fault.kind !== 'duplicate') return made
    }
    const answer = await createProperties(ask, group.name, missing.value, withHints)
    if (answer.outcome === 'done') {
      created.push(...answer.value.results.map(({ name }) => name))
      const made = new Set(created)
      if (missing.value.every(({ name }) => made.has(name))) return { ...answer, value: { created } }
      const errors = answer.value.errors ?? []
      withHints = withHints && errors.every(({ category }) => category === 'CONFLICT')
      fault = leftOver(errors[0], answer.trace)
    } else {
      const again = answer.fault.kind === 'invalid' || answer.fault.kind === 'duplicate'
      if (answer.outcome === 'unknown' || !again) return answer
      withHints = withHints && answer.fault.kind === 'duplicate'
      fault = answer.fault
    }
  }
  return { outcome: 'refused', fault }
}

/** Every live deal property of the portal, in one call. */
export async function dealPropertyStates(ask: Ask): Promise<Answer<PropertyState[]>> {
  const answer = await ask({
    operation: 'read deal properties',
    method: 'GET',
    path: paths.dealProperties,
    shape: z.looseObject({ results: z.array(state) }),
  })
  if (answer.outcome !== 'done') return answer
  const value = answer.value.results.map(({ name, type, calculated, modificationMetadata }) => ({
    name,
    type: type ?? null,
    readOnly: calculated === true || modificationMetadata?.readOnlyValue === true,
  }))
  return { ...answer, value }
}

async function missingOf(
  ask: Ask,
  definitions: readonly PropertyDefinition[],
): Promise<Answer<PropertyDefinition[]>> {
  const answer = await dealPropertyStates(ask)
  if (answer.outcome !== 'done') return answer
  const existing = new Set(answer.value.map(({ name }) => name))
  return { ...answer, value: definitions.filter(({ name }) => !existing.has(name)) }
}

function createGroup(ask: Ask, { name, label }: Group) {
  return ask({
    operation: 'create property group',
    write: true,
    method: 'POST',
    path: `${paths.dealProperties}/groups`,
    body: { name, label },
    shape: property,
  })
}

function createProperties(
  ask: Ask,
  groupName: string,
  definitions: readonly PropertyDefinition[],
  withHints: boolean,
) {
  return ask({
    operation: 'create deal properties',
    write: true,
    method: 'POST',
    path: `${paths.dealProperties}/batch/create`,
    body: {
      inputs: definitions.map(({ money, ...definition }) => ({
        groupName,
        ...definition,
        ...(money && withHints ? MONEY_HINTS : {}),
      })),
    },
    shape: batchOf(property),
  })
}

function leftOver(
  error: { category?: string | undefined; message?: string | undefined } | undefined,
  trace: string | null,
): Fault {
  return {
    kind: 'invalid',
    status: 207,
    code: error?.category ?? null,
    message: (error?.message ?? 'HubSpot did not create all deal properties.').slice(0, 1_000),
    trace,
    retryAfterMs: null,
  }
}
