import type { z } from 'zod'
import { type FieldError, invalid, Refusal } from '../tenants/refusal'

const DEEPEST = 12

/**
 * Checks a body or query against the contract. Unknown fields are 400, because they are a mistake about the
 * API; values that can't be are 422. Every problem is listed, with its JSON pointer.
 */
export function checkInput<T>(schema: z.ZodType<T>, value: unknown): T {
  refuseDangerous(value, 0, '')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors: FieldError[] = parsed.error.issues.flatMap((issue) => {
    const pointer = `/${issue.path.map((part) => String(part).replace(/~/g, '~0').replace(/\//g, '~1')).join('/')}`
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: `${pointer === '/' ? '' : pointer}/${key}`,
        detail: `There is no field “${key}” here.`,
      }))
    }
    return [{ pointer: pointer === '/' ? '' : pointer, detail: issue.message }]
  })
  const unknown = hasUnknownKeys(parsed.error.issues)
  throw new Refusal(
    unknown ? 400 : 422,
    'validation_failed',
    `${errors.length === 1 ? 'One value is' : `${errors.length} values are`} wrong: ${errors
      .slice(0, 3)
      .map((error) => `${error.pointer || 'body'}: ${error.detail.replace(/\.$/, '')}`)
      .join('; ')}. Nothing was changed.`,
    { errors },
  )
}

/** Unknown keys may hide inside the branches of a union. */
function hasUnknownKeys(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.some(
    (issue) =>
      issue.code === 'unrecognized_keys' ||
      (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.errors.every(hasUnknownKeys)),
  )
}

/** Deep nesting and prototype keys are never meant; NUL and half a surrogate pair PostgreSQL can't store. */
function refuseDangerous(value: unknown, depth: number, pointer: string): void {
  if (typeof value === 'string' && isUnstorable(value)) {
    throw invalid([{ pointer, detail: 'This text has a character that can’t be kept.' }])
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  if (depth > DEEPEST) throw new Refusal(400, 'malformed', 'The body is nested too deeply.')
  for (const [key, part] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new Refusal(400, 'malformed', `There is no field “${key}” here.`)
    }
    refuseDangerous(part, depth + 1, `${pointer}/${key}`)
  }
}

const isUnstorable = (text: string): boolean => text.includes('\u0000') || /\p{Surrogate}/u.test(text)
