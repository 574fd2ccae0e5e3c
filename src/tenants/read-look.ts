import type { Sql } from '../postgres/database'
import { type BrandLogo, type Shades, shadesOf } from './brand'
import { readLogo } from './brand-logo-table'
import type { Workspace } from './workspace-table'

/** How a company looks to its clients, with the picture itself. */
export interface Look {
  readonly shades: Shades
  readonly logo: (BrandLogo & { readonly bytes: Uint8Array<ArrayBuffer> }) | null
}

/** The same as its papers have it. */
export async function readPaperLook(
  sql: Sql,
  workspace: Pick<Workspace, 'settings'>,
): Promise<{ readonly accent: string; readonly logo: Look['logo'] }> {
  const { shades, logo } = await readLook(sql, workspace)
  return { accent: shades.light.accent, logo }
}

export async function readLook(sql: Sql, { settings }: Pick<Workspace, 'settings'>): Promise<Look> {
  const { colour, logo } = settings.brand
  const bytes = logo && (await readLogo(sql, logo.sha256))
  return { shades: shadesOf(colour), logo: logo && bytes ? { ...logo, bytes } : null }
}
