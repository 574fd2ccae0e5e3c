import type { DrawPicture } from '../documents/thumbnails/draw-content'
import { drawWanted } from '../documents/thumbnails/draw-wanted'
import { advanceUpkeep } from '../tenants/upkeep-table'

interface Parts extends Omit<Parameters<typeof drawWanted>[0], 'draw'> {
  /** How small pictures are drawn. Left out where nobody draws: whoever looks at one has it made. */
  readonly draw?: DrawPicture | undefined
}

/** Draws what is due for a workspace; says then when there is more to draw. What fails holds up nothing else. */
export async function drawPictures(parts: Parts, workspaceId: string): Promise<void> {
  if (!parts.draw) return
  const inMs = await drawWanted(parts, workspaceId).catch((error: unknown) => {
    parts.log(error, 'drawing small pictures', workspaceId)
    return null
  })
  if (inMs !== null) await parts.database.inWorkspace(workspaceId, (sql) => advanceUpkeep(sql, inMs))
}
