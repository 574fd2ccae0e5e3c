import { limits } from '../../../config/limits'
import type { Database } from '../../postgres/database'
import { type FileStore, filesInDatabase } from '../file-store'
import { readFiles } from '../file-table'
import { type Drawn, drawInThread } from './draw-in-thread'
import { undrawableBecause } from './thumbnail'
import { keepThumbnail, readThumbnail } from './thumbnail-table'

/**
 * Makes the small picture of a file, once for its content, and waits a moment for it; outside of transactions. Answers
 * whether it is known by then what became of it: what takes longer goes on by itself, and is there when asked again.
 */
export type MakeThumbnail = (workspaceId: string, fileId: string) => Promise<boolean>

export function makeThumbnails(parts: {
  readonly database: Database
  readonly log: (error: unknown, what: string, workspaceId: string) => void
  readonly files?: FileStore | undefined
  /** In a thread, unless a test draws. */
  readonly draw?: (type: string, bytes: Uint8Array) => Promise<Drawn>
}): MakeThumbnail {
  const tools = {
    database: parts.database,
    files: parts.files ?? filesInDatabase,
    draw: parts.draw ?? drawInThread(),
  }
  const underWay = new Map<string, Promise<void>>()
  return async (workspaceId, fileId) => {
    const key = `${workspaceId} ${fileId.toLowerCase()}`
    if (!underWay.has(key)) {
      // More than anybody looks at: whoever asks then is told to come back.
      if (underWay.size >= limits.thumbnailsWaiting) return false
      const making = make(tools, workspaceId, fileId)
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

interface Tools {
  readonly database: Database
  readonly files: FileStore
  readonly draw: (type: string, bytes: Uint8Array) => Promise<Drawn>
}

async function make({ database, files, draw }: Tools, workspaceId: string, fileId: string): Promise<void> {
  const picture = await database.inWorkspace(workspaceId, async (sql) => {
    const file = (await readFiles(sql, [fileId])).get(fileId.toLowerCase())
    if (!file) return null
    const kept = await readThumbnail(sql, file.sha256)
    const tries = kept?.tries ?? 0
    if (kept?.thumbnail || tries >= limits.thumbnailTries) return null
    const found = await files.at(sql).locate(file.sha256)
    return found && { type: file.type, found, tries }
  })
  if (!picture) return
  const { type, found, tries } = picture
  const { sha256 } = found
  const bytes = await files.load(found)
  const because = undrawableBecause(type, bytes)
  const drawn = because === null ? await draw(type, bytes) : { problem: because, again: false }
  await database.inWorkspace(workspaceId, (sql) =>
    keepThumbnail(
      sql,
      sha256,
      'problem' in drawn
        ? { thumbnail: null, because: drawn.problem, tries: drawn.again ? tries + 1 : limits.thumbnailTries }
        : { thumbnail: drawn, because: null, tries: tries + 1 },
    ),
  )
}
