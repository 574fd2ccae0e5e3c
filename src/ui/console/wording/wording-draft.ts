import type { PhraseView, WordingView } from '../../../http/contract/wording'
import type { BodyOf } from '../api/caller'

/** What somebody typed over the phrases of one language, by phrase; the others say what they said. */
export type WordingDraft = Readonly<Record<string, string>>

/** What a phrase says now. */
export const saidOf = ({ own, shipped }: PhraseView): string => own ?? shipped

/** What stands in its field. */
export const typedOf = (draft: WordingDraft, phrase: PhraseView): string =>
  draft[phrase.name] ?? saidOf(phrase)

/** What stays of a draft once it is kept: phrases that somebody has typed on while it was on its way. */
export const typedSince = (draft: WordingDraft, kept: WordingDraft): WordingDraft =>
  Object.fromEntries(Object.entries(draft).filter(([name, typed]) => typed !== kept[name]))

/** What is sent of a draft: only what was changed, and null where it is what is shipped. */
export function phraseChanges(wording: WordingView, draft: WordingDraft): Record<string, string | null> {
  return Object.fromEntries(
    wording.phrases.flatMap((phrase) => {
      const typed = typedOf(draft, phrase).trim()
      if (typed === saidOf(phrase)) return []
      return [[phrase.name, typed === phrase.shipped ? null : typed]]
    }),
  )
}

/** The body that keeps a draft; null where there is nothing to keep. */
export function wordingBody(
  wording: WordingView,
  draft: WordingDraft,
): BodyOf<'PATCH /invoice-wording'> | null {
  const phrases = phraseChanges(wording, draft)
  if (wording.language === wording.used && Object.keys(phrases).length === 0) return null
  return { language: wording.language, phrases }
}

/** "Takes {code}, {name} and {contract}; {code} and {name} must stay." Empty where there is nothing to say. */
export function takesWords({ takes, needs, mayGo }: PhraseView): string {
  const listed = (names: readonly string[]) =>
    new Intl.ListFormat('en-GB').format(names.map((name) => `{${name}}`))
  const all = needs.length === takes.length
  const stay = needs.length === 0 ? null : all ? (needs.length === 1 ? 'it' : 'all') : listed(needs)
  const takesThem =
    takes.length === 0 ? [] : [`Takes ${listed(takes)}${stay === null ? '' : `; ${stay} must stay`}.`]
  return [...takesThem, ...(mayGo ? ['Empty says nothing there.'] : [])].join(' ')
}
