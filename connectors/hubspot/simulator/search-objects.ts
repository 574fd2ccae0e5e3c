import { z } from 'zod'
import { linked } from './associate'
import { type CrmObject, isLive } from './crm-object'
import { type ObjectType, objectType } from './object-types'
import type { Portal } from './portal'
import type { PropertyDefinition } from './property-definition'
import { invalid } from './refusal'
import { compareValues, type Filter, filter, passes } from './search-filter'

const most = { groups: 5, filtersInGroup: 6, filters: 18, query: 3000, limit: 200, results: 10_000 }

const sort = z.union([
  z.string(),
  z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).optional() }),
])

export const searchRequest = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filter) })).default([]),
  filters: z.array(filter).optional(),
  sorts: z.array(sort).default([]),
  query: z.string().optional(),
  properties: z.array(z.string()).default([]),
  limit: z.coerce.number().int().optional(),
  after: z.union([z.string(), z.number()]).transform(String).optional(),
})
export type SearchRequest = z.infer<typeof searchRequest>

export interface SearchPage {
  readonly total: number
  readonly objects: readonly CrmObject[]
  readonly next: string | null
}

function refuseTooMuch(request: SearchRequest, after: number, limit: number): void {
  const { filterGroups: groups, query = '', sorts } = request
  const count = groups.reduce((sum, group) => sum + group.filters.length, 0)
  if (groups.length > most.groups) throw invalid(`filterGroups must have at most ${most.groups} elements`)
  if (groups.some((group) => group.filters.length > most.filtersInGroup)) {
    throw invalid(`A filter group must have at most ${most.filtersInGroup} filters`)
  }
  if (count > most.filters) throw invalid(`A search must have at most ${most.filters} filters`)
  if (sorts.length > 1) throw invalid('Only one sort is supported')
  if (query.length > most.query) throw invalid(`query must be at most ${most.query} characters long`)
  if (limit < 1 || limit > most.limit) throw invalid(`limit must be between 1 and ${most.limit}`)
  if (after + limit > most.results) {
    throw invalid(`Paging beyond the first ${most.results} search results is not possible`)
  }
}

/** `associations.company` looks at links instead of a property. */
function passesOne(portal: Portal, type: ObjectType, object: CrmObject, given: Filter): boolean {
  if (given.propertyName.startsWith('associations.')) {
    const to = objectType(given.propertyName.slice('associations.'.length))
    const ids = linked(portal, { type, id: object.id }, to).map((link) => link.toId)
    const wanted = given.values ?? (given.value === undefined ? [] : [given.value])
    if (given.operator === 'EQ' || given.operator === 'IN') return wanted.some((id) => ids.includes(id))
    if (given.operator === 'HAS_PROPERTY') return ids.length > 0
    if (given.operator === 'NOT_HAS_PROPERTY') return ids.length === 0
    throw invalid(`Operator ${given.operator} is not supported for ${given.propertyName}`)
  }
  return passes(definitionOf(portal, type, given.propertyName), object.properties[given.propertyName], given)
}

function definitionOf(portal: Portal, type: ObjectType, name: string): PropertyDefinition {
  const definition = portal.properties(type).get(name)
  if (definition === undefined) {
    throw invalid(`There was a problem with the request: Property "${name}" does not exist`)
  }
  return definition
}

function sorter(portal: Portal, type: ObjectType, sorts: SearchRequest['sorts']) {
  const [first] = sorts
  const written = typeof first === 'string' ? first : (first?.propertyName ?? type.created)
  const descending =
    typeof first === 'string'
      ? first.startsWith('-')
      : first !== undefined && first.direction === 'DESCENDING'
  const definition = definitionOf(portal, type, written.replace(/^-/, ''))
  return (a: CrmObject, b: CrmObject): number => {
    const order = compareValues(
      definition.type,
      a.properties[definition.name] ?? '',
      b.properties[definition.name] ?? '',
    )
    return (descending ? -order : order) || Number(BigInt(a.id) - BigInt(b.id))
  }
}

/** One page of what the index knows. Total counts everything that passes, also past 10,000. */
export function searchObjects(
  portal: Portal,
  type: ObjectType,
  known: readonly CrmObject[],
  request: SearchRequest,
): SearchPage {
  const after = request.after === undefined || request.after === '' ? 0 : Number(request.after)
  if (!Number.isSafeInteger(after) || after < 0) throw invalid('after must be a number')
  const limit = request.limit ?? 10
  refuseTooMuch(request, after, limit)
  const groups = request.filters === undefined ? request.filterGroups : [{ filters: request.filters }]
  const query = (request.query ?? '').toLowerCase()
  const found = known
    .filter(
      (object) =>
        isLive(object) &&
        (query === '' ||
          type.searchable.some((name) => (object.properties[name] ?? '').toLowerCase().includes(query))) &&
        (groups.length === 0 ||
          groups.some((group) => group.filters.every((each) => passesOne(portal, type, object, each)))),
    )
    .sort(sorter(portal, type, request.sorts))
  const objects = found.slice(after, after + limit)
  const end = after + objects.length
  return { total: found.length, objects, next: end < found.length ? String(end) : null }
}
