import type { BrandView, DrawnLogoView, ShadesView } from '../../../http/contract/brand'
import type { BodyOf } from '../api/caller'

/** A picture that was chosen here and is not saved yet; `url` shows it as it is in its file. */
export interface ChosenLogo {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly url: string
  /** As it will be drawn, and on which ground; null until that is known. */
  readonly drawn: DrawnLogoView | null
}

/** How the company looks while somebody edits it: text where people type. */
export interface BrandDraft {
  /** Empty for the workspace's own name. */
  readonly displayName: string
  /** As it is typed; empty for Milepost's green. */
  readonly colour: string
  /** What is saved stays, is taken away, or gives way to a picture that was chosen. */
  readonly logo: 'kept' | 'none' | ChosenLogo
}

/** What is stored, as a draft. */
export const brandDraft = ({ displayName, colour }: BrandView): BrandDraft => ({
  displayName: displayName ?? '',
  colour: colour ?? '',
  logo: 'kept',
})

/** `#rrggbb` of what was typed, with or without its sign and in three digits too; null while it is none. */
export function colourIn(typed: string): string | null {
  const digits = typed.trim().replace(/^#/, '').toLowerCase()
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`
  return /^[0-9a-f]{3}$/.test(digits) ? `#${digits.replace(/./g, '$&$&')}` : null
}

/** The body that saves name and colour. What is no colour is sent as it was typed, to be refused in words. */
export const brandBody = ({ displayName, colour }: BrandDraft): BodyOf<'PATCH /workspace'> => ({
  brand: {
    displayName: displayName.trim() || null,
    colour: colour.trim() === '' ? null : (colourIn(colour) ?? colour),
  },
})

/** What is drawn instead of a colour that can't be read; null where it is drawn as it is. */
export function mendedWords(colour: string | null, { light, dark }: ShadesView): string | null {
  if (colour === null) return null
  if (light.accent !== colour)
    return `White letters can’t be read on ${colour}. Light pages, e-mails and certificates use the nearest shade that works: ${light.accent}.`
  if (dark.accent !== colour)
    return `On dark screens it is drawn lighter, as ${dark.accent}, to be read there.`
  return null
}

/** Half its pixels, because a screen has two for each point. */
export const logoPoints = ({ width, height }: { readonly width: number; readonly height: number }) => ({
  width: Math.ceil(width / 2),
  height: Math.ceil(height / 2),
})
