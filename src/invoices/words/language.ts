import type { Language } from '../../tenants/workspace-settings'
import { dutch } from './dutch'
import { english } from './english'
import { french } from './french'
import { german } from './german'
import { japanese } from './japanese'
import type { Phrases } from './phrase-rules'
import { spanish } from './spanish'

/** How a language is written on an invoice. */
export interface LanguageRules {
  /** In its own words, as the one who looks for it knows it. */
  readonly name: string
  readonly locale: string
  readonly phrases: Phrases
  /** English invoices date as contracts do: 2026-01-15. Others write the day out, so that nobody takes it for a month. */
  readonly isoDates: boolean
  readonly percent: string
  /** Before the decimals of a number. */
  readonly point: '.' | ','
  /** Between the parts of one line. */
  readonly comma: string
  /** Between what stands on one line and belongs to two. */
  readonly bar: string
}

const written = { isoDates: false, percent: ' %', point: ',', comma: ', ', bar: ' | ' } as const

export const languageRules: Readonly<Record<Language, LanguageRules>> = {
  en: { ...written, name: 'English', locale: 'en-US', phrases: english, isoDates: true, point: '.' },
  nl: { ...written, name: 'Nederlands', locale: 'nl-NL', phrases: dutch, percent: '%' },
  de: { ...written, name: 'Deutsch', locale: 'de-DE', phrases: german },
  fr: { ...written, name: 'Français', locale: 'fr-FR', phrases: french },
  es: { ...written, name: 'Español', locale: 'es-ES', phrases: spanish },
  ja: {
    ...written,
    name: '日本語',
    locale: 'ja-JP',
    phrases: japanese,
    percent: '%',
    point: '.',
    comma: '、',
  },
}
