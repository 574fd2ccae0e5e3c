import type { FieldError } from '../../tenants/refusal'
import type { Language, WorkspaceSettings } from '../../tenants/workspace-settings'
import { languageRules } from './language'
import { isPhraseName, phraseNames } from './phrase-rules'
import { notStoredInUnitedStates } from './plain-text'
import { phraseTrouble } from './template'

/** What is asked to be changed of an invoice's words. */
export interface WordingChanges {
  readonly language?: Language | undefined
  /** By phrase, in that language: what it says from now on; null says what is shipped. */
  readonly phrases?: Readonly<Record<string, string | null>> | undefined
}

type Words = Pick<WorkspaceSettings, 'language' | 'phrases'>

/** The workspace's words after a change. What is said as it is shipped is not kept: it follows what is shipped. */
export function changedWords<Held extends Words>(
  held: Held,
  { language, phrases = {} }: WordingChanges,
): Held {
  const now = language ?? held.language
  const shipped: Readonly<Record<string, string>> = languageRules[now].phrases
  const own = Object.entries({ ...held.phrases[now], ...phrases }).flatMap(([name, said]) =>
    said === null || said === undefined || said === shipped[name] ? [] : [[name, said] as const],
  )
  return { ...held, language: now, phrases: { ...held.phrases, [now]: Object.fromEntries(own) } }
}

/** What can't be of a change, each with where it stands. */
export function wordingErrors(
  held: Words,
  { language, phrases = {} }: WordingChanges,
  isUnitedStates: boolean,
): FieldError[] {
  const { name } = languageRules[language ?? held.language]
  const errors: FieldError[] = []
  if (isUnitedStates && !fitsUnitedStates(language ?? held.language))
    errors.push({
      pointer: '/language',
      detail: `QuickBooks companies in the United States store Western European letters only, so no invoice can be in ${name}.`,
    })
  for (const [phrase, said] of Object.entries(phrases)) {
    const trouble = !isPhraseName(phrase)
      ? `There is no such phrase. Choose of: ${phraseNames.join(', ')}.`
      : said === null
        ? null
        : phraseTrouble(phrase, said, isUnitedStates)
    if (trouble !== null) errors.push({ pointer: `/phrases/${phrase}`, detail: trouble })
  }
  return errors
}

/** Whether a company in the United States can store what is shipped in a language. */
export const fitsUnitedStates = (language: Language): boolean =>
  Object.values(languageRules[language].phrases).every((said) => notStoredInUnitedStates(said) === '')
