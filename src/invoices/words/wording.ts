import { DateTime } from 'luxon'
import { formatMoney, money } from '../../money/money'
import type { Share } from '../../money/share'
import type { WorkspaceSettings } from '../../tenants/workspace-settings'
import { languageRules } from './language'
import { isPhraseName, type PhraseName, type Phrases, type PhraseValues } from './phrase-rules'
import { notStoredInUnitedStates } from './plain-text'
import { fill } from './template'

/** The voice of a workspace's invoices: its phrases, and how its language writes amounts, days and lists. */
export interface Wording {
  /** A phrase with these values; empty where the workspace says nothing there. */
  say<Name extends PhraseName>(name: Name, values: PhraseValues<Name>): string
  /** "$50,000.00", "50.000,00 €": every cent, exactly. */
  money(minor: bigint, currency: string): string
  /** A calendar day, from `YYYY-MM-DD`. */
  day(date: string): string
  /** "33.34 %", or a fraction as it was typed. */
  share(share: Share): string
  /** "a, b": the parts of one line; those that say nothing are left out. */
  join(parts: readonly (string | null)[]): string
  /** "a | b": what shares a line. */
  beside(parts: readonly string[]): string
  /** "a, b and c". */
  and(parts: readonly string[]): string
  /** "1.5", "1,5": decimal text as the language writes it. */
  decimal(text: string): string
  /** A sentence that begins with it. */
  capital(text: string): string
}

/** What an invoice is worded by. */
export interface WordedFor {
  readonly workspace: { readonly settings: Pick<WorkspaceSettings, 'language' | 'phrases'> }
  /** QuickBooks stores Western European letters only. */
  readonly isUnitedStates: boolean
}

/** The phrases of a workspace: its own, and the shipped ones beside them. */
export function phrasesOf({ language, phrases }: Pick<WorkspaceSettings, 'language' | 'phrases'>): Phrases {
  const own = Object.entries(phrases[language] ?? {}).filter(([name]) => isPhraseName(name))
  return { ...languageRules[language].phrases, ...Object.fromEntries(own) }
}

export function wordingOf({ workspace: { settings }, isUnitedStates }: WordedFor): Wording {
  const { locale, isoDates, percent, point, comma, bar } = languageRules[settings.language]
  const phrases = phrasesOf(settings)
  const decimal = (text: string) => text.replace('.', point)
  const joined = (parts: readonly (string | null)[], between: string) =>
    parts.filter((part) => part !== null && part !== '').join(between)
  return {
    say: (name, values) => fill(phrases[name], values),
    money(minor, currency) {
      // Some fonts that invoices are printed with have no narrow space.
      const text = formatMoney(money(minor, currency), locale).replace(/\u202f/g, '\u00a0')
      return isUnitedStates && notStoredInUnitedStates(text) !== ''
        ? formatMoney(money(minor, currency), locale, 'code').replace(/\u202f/g, '\u00a0')
        : text
    },
    day: (date) =>
      isoDates
        ? date
        : DateTime.fromISO(date, { zone: 'utc' }).setLocale(locale).toLocaleString(DateTime.DATE_FULL),
    share: (share) => ('percent' in share ? `${decimal(share.percent)}${percent}` : share.fraction),
    join: (parts) => joined(parts, comma),
    beside: (parts) => joined(parts, bar),
    // Lists in English have no comma before their "and".
    and: (parts) =>
      new Intl.ListFormat(settings.language === 'en' ? 'en-GB' : locale, { type: 'conjunction' }).format(
        parts,
      ),
    decimal,
    capital: (text) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1),
  }
}
