import { isDecimal } from './decimal'
import type { PropertyDefinition } from './property-definition'
import { invalid, type Refusal } from './refusal'

/** Why one written value is refused, in HubSpot's codes. */
export interface Problem {
  readonly name: string
  readonly value: string
  readonly code: string
  readonly message: string
}

/** A value as stored, or the problem with it. Empty text clears a property. */
export type Checked = { readonly value: string } | { readonly problem: Problem }

const longest = 65_536
const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/
const millis = /^-?\d{1,15}$/
const dayMs = 86_400_000

function problem(name: string, value: string, code: string, message: string): Checked {
  return { problem: { name, value, code, message } }
}

/** ISO text or epoch milliseconds to milliseconds; null when it is neither, or no real day. */
export function timeOf(value: string): number | null {
  if (millis.test(value)) return Number(value)
  if (!iso.test(value)) return null
  const at = Date.parse(value)
  if (Number.isNaN(at)) return null
  // Date.parse rolls 2026-02-30 over into March; the vendor doesn't know such a day.
  return new Date(Date.parse(`${value.slice(0, 10)}T00:00:00Z`)).toISOString().startsWith(value.slice(0, 10))
    ? at
    : null
}

/** Midnight UTC as `2026-04-15`, which is how `date` properties are read back. */
function dateValue(value: string): string | null {
  const at = timeOf(value)
  if (at === null || at % dayMs !== 0) return null
  return new Date(at).toISOString().slice(0, 10)
}

function options(definition: PropertyDefinition, allowed: readonly string[], value: string): Checked {
  const parts = definition.fieldType === 'checkbox' ? value.split(';').filter((part) => part !== '') : [value]
  const wrong = parts.find((part) => !allowed.includes(part))
  if (wrong === undefined) return { value }
  const message = `${wrong} was not one of the allowed options: [${allowed.join(', ')}]`
  return problem(definition.name, value, 'INVALID_OPTION', message)
}

/**
 * Checks one value against its property. `allowed` are the options that live outside the definition
 * (stages, owners, currencies), null when none apply.
 */
export function checkValue(
  definition: PropertyDefinition,
  value: string,
  allowed: readonly string[] | null,
): Checked {
  const { name } = definition
  if (definition.readOnlyValue) {
    return problem(
      name,
      value,
      'READ_ONLY_VALUE',
      `"${name}" is a calculated property; its value cannot be set.`,
    )
  }
  if (value === '') return { value }
  if (definition.type !== 'string' && value !== value.trim()) {
    return problem(
      name,
      value,
      'LEADING_TRAILING_WHITESPACE',
      `"${value}" includes leading or trailing whitespace.`,
    )
  }
  switch (definition.type) {
    case 'number':
      // Exponents are refused too: "1.4e-14 was not a valid number." is a message seen live.
      return isDecimal(value)
        ? { value }
        : problem(name, value, 'INVALID_INTEGER', `${value} was not a valid number.`)
    case 'date': {
      const at = dateValue(value)
      return at === null
        ? problem(name, value, 'INVALID_DATE', `${value} was not a valid date.`)
        : { value: at }
    }
    case 'datetime': {
      const at = timeOf(value)
      return at === null
        ? problem(name, value, 'INVALID_LONG', `${value} was not a valid long.`)
        : { value: new Date(at).toISOString() }
    }
    case 'bool':
      return options(definition, ['true', 'false'], value)
    case 'enumeration': {
      const known = allowed ?? definition.options.map((each) => each.value)
      return known.length === 0 && allowed === null ? { value } : options(definition, known, value)
    }
    case 'phone_number':
    case 'string':
      return value.length <= longest
        ? { value }
        : problem(name, value, 'INVALID_STRING_LENGTH', `${name} is longer than ${longest} characters.`)
    default: {
      const never: never = definition.type
      return never
    }
  }
}

export function doesNotExist(name: string, value: string): Problem {
  return { name, value, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` }
}

/** The one 400 that names every refused value, with HubSpot's JSON array inside the sentence. */
export function valuesNotValid(problems: readonly Problem[], portalId: number): Refusal {
  const embedded = problems.map(({ name, value, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name,
    localizedErrorMessage: message,
    // Live bodies carry the value for wrong values, and leave it out for unknown names.
    ...(code === 'PROPERTY_DOESNT_EXIST' ? {} : { propertyValue: value }),
    portalId,
  }))
  return invalid(`Property values were not valid: ${JSON.stringify(embedded)}`, {
    errors: problems.map(({ name, code, message }) => ({
      message,
      code,
      context: { propertyName: [name] },
    })),
  })
}
