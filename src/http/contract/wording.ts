import { z } from 'zod'
import { onePreview } from './billing'

export const wordingLanguage = z.enum(['en', 'nl', 'de', 'fr', 'es', 'ja'])
export type WordingLanguage = z.infer<typeof wordingLanguage>

/** Where a phrase stands, in the order in which people look through them. */
export const phraseGroups = [
  'work',
  'progress',
  'retainage',
  'deposit',
  'hours_and_costs',
  'message',
] as const

const phrase = z.strictObject({
  name: z.string(),
  group: z.enum(phraseGroups),
  /** What it says, for the person who changes it. */
  for: z.string(),
  shipped: z.string(),
  /** What the workspace says instead; null where it says what is shipped. */
  own: z.string().nullable(),
  takes: z.array(z.string()),
  needs: z.array(z.string()),
  mayGo: z.boolean(),
})
export type PhraseView = z.infer<typeof phrase>

/** The words of the workspace's invoices, in one language. */
export const wording = z.strictObject({
  /** The language that these phrases are in, and the one that invoices are in now. */
  language: wordingLanguage,
  used: wordingLanguage,
  languages: z.array(
    z.strictObject({
      code: wordingLanguage,
      name: z.string(),
      /** The company can't store its letters. */
      barred: z.boolean(),
    }),
  ),
  longest: z.int(),
  phrases: z.array(phrase),
  /** Milestones whose invoices can be looked at in other words. */
  milestones: z.array(z.strictObject({ id: z.string(), name: z.string(), deal: z.string() })),
})
export type WordingView = z.infer<typeof wording>

const words = {
  language: wordingLanguage.optional(),
  /** By phrase, in that language: empty says nothing there, null what is shipped. */
  phrases: z.record(z.string().max(60), z.string().trim().max(1000).nullable()).optional(),
}
export const wordingPatch = z.strictObject(words)
export const wordingPreviewInput = z.strictObject({
  ...words,
  /** Left out: a sample with one line of each kind. */
  milestoneId: z.uuid().optional(),
})
export const wordingPreview = z.strictObject({
  invoice: onePreview,
  /** What can't be used: there the preview says what is kept. */
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })),
})
export type WordingPreviewView = z.infer<typeof wordingPreview>
