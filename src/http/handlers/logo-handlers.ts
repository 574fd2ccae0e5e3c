import { limits } from '../../../config/limits'
import { sha256Of } from '../../documents/file-bytes'
import { type DrawLogo, drawLogoInThread } from '../../documents/thumbnails/draw-in-thread'
import { type DrawnLogo, LOGO_TYPE, recogniseLogo } from '../../documents/thumbnails/logo'
import { record } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { type BrandLogo, shadesOf } from '../../tenants/brand'
import { keepLogo, readLogo, removeLogo } from '../../tenants/brand-logo-table'
import { invalid, notFound, Refusal } from '../../tenants/refusal'
import { changeWorkspace, lockWorkspace, readWorkspace } from '../../tenants/workspace-table'
import type { WorkspaceView } from '../contract/workspace'
import type { Handlers } from '../contract-router'
import { workspaceView } from '../views/workspace-view'

export type LogoRoutes = 'putLogo' | 'previewLogo' | 'removeLogo' | 'readLogo' | 'readShades'

/** The company's logo, and in which shades its colour can be read. */
export function logoHandlers(drawLogo: DrawLogo = drawLogoInThread()): Pick<Handlers, LogoRoutes> {
  const drawn = new WeakMap<object, DrawnLogo>()
  const draw = drawOneOfFew(drawLogo)
  return {
    putLogo: {
      async before(asked) {
        drawn.set(asked, await draw(asked.body.file.bytes))
      },
      async run(sql, asked) {
        const logo = drawn.get(asked)
        if (!logo) throw new Error('a logo was not drawn')
        const { bytes, ...shown } = logo
        const kept = { sha256: sha256Of(bytes), ...shown }
        await keepLogo(sql, { sha256: kept.sha256, bytes })
        return { value: await setLogo(sql, asked.caller.actor, kept) }
      },
    },
    previewLogo: {
      async before(asked) {
        drawn.set(asked, await draw(asked.body.file.bytes))
      },
      async run(_sql, asked) {
        const logo = drawn.get(asked)
        if (!logo) throw new Error('a logo was not drawn')
        const { bytes, ...shown } = logo
        const data = `data:${LOGO_TYPE};base64,${Buffer.from(bytes).toString('base64')}`
        return { value: { ...shown, data } }
      },
    },
    removeLogo: {
      async run(sql, { caller }) {
        await removeLogo(sql)
        return { value: await setLogo(sql, caller.actor, null) }
      },
    },
    readLogo: {
      async run(sql) {
        const { logo } = (await readWorkspace(sql)).settings.brand
        const bytes = logo && (await readLogo(sql, logo.sha256))
        if (!bytes) throw notFound('logo')
        return { value: { name: 'logo.png', type: LOGO_TYPE, bytes, inline: true } }
      },
    },
    readShades: { run: async (_sql, { query }) => ({ value: shadesOf(query.colour) }) },
  }
}

/** Draws what is a logo. Refuses what is none, and while more wait than anybody sets at a time. */
function drawOneOfFew(draw: DrawLogo): (bytes: Uint8Array) => Promise<DrawnLogo> {
  let waiting = 0
  return async (bytes) => {
    const known = recogniseLogo(bytes)
    if ('problem' in known) throw invalid([{ pointer: '/file', detail: known.problem }])
    if (waiting >= limits.logosWaiting)
      throw new Refusal(503, 'busy', 'Too many logos are being drawn. Nothing was changed; try in a minute.')
    waiting += 1
    const logo = await draw(known.type, bytes).finally(() => {
      waiting -= 1
    })
    if (!('problem' in logo)) return logo
    throw invalid([
      {
        pointer: '/file',
        detail: `This picture can’t be drawn: ${logo.problem} Save it anew and send that.`,
      },
    ])
  }
}

/** Says which logo the workspace has, and tells of it; the same one again changes nothing. */
async function setLogo(sql: Sql, actor: Actor, logo: BrandLogo | null): Promise<WorkspaceView> {
  const before = await lockWorkspace(sql)
  const had = before.settings.brand.logo
  const after = { ...before, settings: { ...before.settings, brand: { ...before.settings.brand, logo } } }
  if (had?.sha256 === logo?.sha256) return workspaceView(before)
  await changeWorkspace(sql, after)
  await record(sql, actor, [
    {
      what:
        logo === null
          ? 'Took the company’s logo away'
          : had === null
            ? 'Gave the company a logo'
            : 'Changed the company’s logo',
      before: { logo: had },
      after: { logo },
    },
  ])
  return workspaceView(after)
}
