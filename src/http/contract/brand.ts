import { z } from 'zod'
import { uploadedFile } from './route'

/** `#rrggbb`, in small letters or large ones. */
const colour = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'a colour such as #1b6139')

/** A colour as it is drawn: bands and words in `accent`, letters on it in `on`. */
const drawn = z.strictObject({ accent: z.string(), on: z.string() })
export const shades = z.strictObject({ light: drawn, dark: drawn })
export type ShadesView = z.infer<typeof shades>

/** A logo as it was drawn anew, in pixels: twice as fine as a page shows it. */
export const logo = z.strictObject({
  /** Names it: another picture has another one. */
  sha256: z.string(),
  width: z.int(),
  height: z.int(),
  /** On what it can be seen: dark ink on nothing needs a light ground, white on nothing a dark one. */
  ground: z.enum(['any', 'light', 'dark']),
})
export type LogoView = z.infer<typeof logo>

/** A logo as it would be drawn, before it is kept: the picture itself in `data`, as an address. */
export const drawnLogo = logo.omit({ sha256: true }).extend({ data: z.string() })
export type DrawnLogoView = z.infer<typeof drawnLogo>

/** How the company looks to its clients: their page, e-mails to them, certificates. */
export const brand = z.strictObject({
  /** Null for the workspace's own name. */
  displayName: z.string().nullable(),
  /** As it was typed; null for Milepost's green. */
  colour: z.string().nullable(),
  /** What is drawn of it: the nearest shades that can be read. */
  shades,
  logo: logo.nullable(),
})
export type BrandView = z.infer<typeof brand>

export const brandPatch = z
  .strictObject({
    displayName: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{Cc}<>"]*$/u, 'a name without < > and "')
      .nullable(),
    colour: colour.nullable(),
  })
  .partial()

export const logoUpload = z.strictObject({ file: uploadedFile })
export const shadesQuery = z.strictObject({ colour })
