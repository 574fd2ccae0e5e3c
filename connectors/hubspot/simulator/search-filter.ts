import { z } from 'zod'
import { compareDecimals } from './decimal'
import type { PropertyDefinition } from './property-definition'
import { timeOf } from './property-values'

const operators = [
  'BETWEEN',
  'CONTAINS_TOKEN',
  'EQ',
  'GT',
  'GTE',
  'HAS_PROPERTY',
  'IN',
  'LT',
  'LTE',
  'NEQ',
  'NOT_CONTAINS_TOKEN',
  'NOT_HAS_PROPERTY',
  'NOT_IN',
] as const

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

export const filter = z.object({
  propertyName: z.string(),
  operator: z.enum(operators),
  value: scalar.optional(),
  highValue: scalar.optional(),
  values: z.array(scalar).optional(),
})
export type Filter = z.infer<typeof filter>

/** Orders two stored values as their property's type asks: by number, by moment, or as text without case. */
export function compareValues(type: PropertyDefinition['type'], left: string, right: string): number {
  switch (type) {
    case 'number':
      return compareDecimals(left, right)
    case 'date':
    case 'datetime':
      return (timeOf(left) ?? 0) - (timeOf(right) ?? 0)
    default: {
      const a = left.toLowerCase()
      const b = right.toLowerCase()
      return a < b ? -1 : a > b ? 1 : 0
    }
  }
}

const words = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}*]+/u)

/** Whether a word of the text matches the token, in which `*` stands for anything. */
function containsToken(text: string, token: string): boolean {
  return words(token)
    .filter((word) => word !== '')
    .every((word) =>
      words(text).some((each) => {
        const parts = word.split('*')
        const [first = ''] = parts
        const last = parts.at(-1) ?? ''
        if (parts.length === 1) return each === word
        return each.startsWith(first) && each.endsWith(last) && each.length >= first.length + last.length
      }),
    )
}

/** Whether a stored value passes. A record without the value passes only the negative operators. */
export function passes(definition: PropertyDefinition, stored: string | undefined, given: Filter): boolean {
  const { value = '', highValue = '', values = [] } = given
  const compare = (other: string): number => compareValues(definition.type, stored ?? '', other)
  const has = stored !== undefined && stored !== ''
  switch (given.operator) {
    case 'HAS_PROPERTY':
      return has
    case 'NOT_HAS_PROPERTY':
      return !has
    case 'EQ':
      return has && compare(value) === 0
    case 'NEQ':
      return !has || compare(value) !== 0
    case 'LT':
      return has && compare(value) < 0
    case 'LTE':
      return has && compare(value) <= 0
    case 'GT':
      return has && compare(value) > 0
    case 'GTE':
      return has && compare(value) >= 0
    case 'BETWEEN':
      return has && compare(value) >= 0 && compare(highValue) <= 0
    case 'IN':
      // For text, HubSpot compares with the values as given: they must be lower case to match.
      return has && values.some((each) => isIn(definition, stored, each))
    case 'NOT_IN':
      return !has || !values.some((each) => isIn(definition, stored, each))
    case 'CONTAINS_TOKEN':
      return has && containsToken(stored, value)
    case 'NOT_CONTAINS_TOKEN':
      return !has || !containsToken(stored, value)
    default: {
      const never: never = given.operator
      return never
    }
  }
}

function isIn(definition: PropertyDefinition, stored: string, each: string): boolean {
  return definition.type === 'string'
    ? stored.toLowerCase() === each
    : compareValues(definition.type, stored, each) === 0
}
