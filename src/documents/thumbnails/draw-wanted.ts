import { limits } from '../../../config/limits'
import type { Clock } from '../../clock/clock'
import { type DrawingParts, drawContent, drawingTools } from './draw-content'
import { claimWanted, msUntilWanted } from './wanted-picture-table'

/**
 * Draws the small pictures that a workspace waits for, one after another, for some seconds: others wait too. Answers in how
 * many milliseconds there is something to draw again; null when nothing is left.
 */
export async function drawWanted(
  parts: DrawingParts & {
    readonly clock: Clock
    readonly log: (error: unknown, what: string, workspaceId: string) => void
  },
  workspaceId: string,
): Promise<number | null> {
  const tools = drawingTools(parts)
  const { database, clock } = parts
  const from = clock.now().getTime()
  do {
    const wanted = await database.inWorkspace(workspaceId, claimWanted)
    if (wanted === null) break
    await drawContent(tools, workspaceId, wanted).catch((error: unknown) =>
      parts.log(error, 'a small picture was not made', workspaceId),
    )
  } while (Math.abs(clock.now().getTime() - from) < limits.drawingTurnMs)
  return database.inWorkspace(workspaceId, msUntilWanted)
}
