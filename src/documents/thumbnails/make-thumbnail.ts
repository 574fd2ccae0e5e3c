import { limits } from '../../../config/limits'
import { readFiles } from '../file-table'
import { type DrawingParts, drawContent, drawingTools } from './draw-content'

/**
 * Makes the small picture of a file, once for its content, and waits a moment for it; outside of transactions. Answers
 * whether it is known by then what became of it: what takes longer goes on by itself, and is there when asked again.
 */
export type MakeThumbnail = (workspaceId: string, fileId: string) => Promise<boolean>

export function makeThumbnails(
  parts: DrawingParts & {
    readonly log: (error: unknown, what: string, workspaceId: string) => void
  },
): MakeThumbnail {
  const tools = drawingTools(parts)
  const { database } = parts
  const make = async (workspaceId: string, fileId: string): Promise<void> => {
    const file = await database.inWorkspace(workspaceId, async (sql) =>
      (await readFiles(sql, [fileId])).get(fileId.toLowerCase()),
    )
    if (file) await drawContent(tools, workspaceId, file)
  }
  const underWay = new Map<string, Promise<void>>()
  return async (workspaceId, fileId) => {
    const key = `${workspaceId} ${fileId.toLowerCase()}`
    if (!underWay.has(key)) {
      // More than anybody looks at: whoever asks then is told to come back.
      if (underWay.size >= limits.thumbnailsWaiting) return false
      const making = make(workspaceId, fileId)
        .catch((error: unknown) => parts.log(error, 'a small picture was not made', workspaceId))
        .finally(() => underWay.delete(key))
      underWay.set(key, making)
    }
    let timer: NodeJS.Timeout | undefined
    const waited = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limits.thumbnailWaitMs)
    })
    const done = await Promise.race([underWay.get(key)?.then(() => true), waited])
    clearTimeout(timer)
    return done ?? true
  }
}
