import { type PhraseName, ruleOf } from './phrase-rules'
import { notStoredInUnitedStates } from './plain-text'

/** No phrase is longer: a line of an invoice holds a handful of them, and what people wrote. */
export const LONGEST_PHRASE = 200

const PLACEHOLDER = /\{(\w+)\}/g
const LEFT_OUT = /\[([^[\]]*)\]/g

/**
 * A phrase with its placeholders filled. What stands in [ ] is left out where a placeholder in it has nothing to say.
 * What is filled in is never read as a phrase itself, whatever a person wrote.
 */
export function fill(template: string, values: Readonly<Record<string, string | null>>): string {
  const has = (name: string) => (values[name] ?? '') !== ''
  return template
    .replace(LEFT_OUT, (_, inner: string) =>
      [...inner.matchAll(PLACEHOLDER)].every(([, name = '']) => has(name)) ? inner : '',
    )
    .replace(PLACEHOLDER, (_, name: string) => values[name] ?? '')
}

/** Why a phrase can't be used as it is written, in a sentence; null when it can. */
export function phraseTrouble(name: PhraseName, template: string, isUnitedStates: boolean): string | null {
  const { takes, needs, mayGo } = ruleOf(name)
  if (template === '') return mayGo ? null : 'It can’t be left out: the invoice would not say what it bills.'
  if (template.length > LONGEST_PHRASE)
    return `It has ${template.length} characters; it takes at most ${LONGEST_PHRASE}.`
  if (/\p{Cc}|\u2028|\u2029/u.test(template)) return 'Write it on one line.'
  const used = [...template.matchAll(PLACEHOLDER)].map(([, placeholder = '']) => placeholder)
  const unknown = used.find((placeholder) => !takes.includes(placeholder))
  if (unknown !== undefined) {
    const known = takes.map((each) => `{${each}}`).join(', ')
    return `{${unknown}} is not known here. ${known === '' ? 'It takes none.' : `It takes ${known}.`}`
  }
  const missing = needs.find((placeholder) => !used.includes(placeholder))
  if (missing !== undefined) return `{${missing}} must stay.`
  if (/[{}]/.test(template.replace(PLACEHOLDER, ''))) return 'A { or } stands without its other half.'
  const outside = template.replace(LEFT_OUT, '')
  if (/[[\]]/.test(outside)) return 'A [ or ] stands without its other half, or inside another one.'
  if ([...template.matchAll(LEFT_OUT)].some(([, inner = '']) => !/\{\w+\}/.test(inner)))
    return 'What stands in [ ] is left out when it has nothing to say, so it needs a placeholder.'
  const letters = isUnitedStates ? notStoredInUnitedStates(template) : ''
  return letters === '' ? null : `QuickBooks companies in the United States can’t store: ${letters}`
}
