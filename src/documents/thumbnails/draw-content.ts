import { limits } from '../../../config/limits'
import type { Database, Sql } from '../../postgres/database'
import { type FileStore, filesInDatabase } from '../file-store'
import { type Drawn, drawInThread } from './draw-in-thread'
import { isDrawn, undrawableBecause } from './thumbnail'
import { keepThumbnail, readThumbnail, UNFINISHED } from './thumbnail-table'
import { endWanted, type WantedPicture } from './wanted-picture-table'

/** Draws one picture, or says why not. */
export type DrawPicture = (type: string, bytes: Uint8Array) => Promise<Drawn>

export interface DrawingParts {
  readonly database: Database
  readonly files?: FileStore | undefined
  /** In a thread, unless a test draws. Whoever draws in one program shares one, so that its pictures stand in one line. */
  readonly draw?: DrawPicture | undefined
}

interface DrawingTools {
  readonly database: Database
  readonly files: FileStore
  readonly draw: DrawPicture
  /** One after another: what waits in line is not in memory. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

export function drawingTools({ database, files, draw }: DrawingParts): DrawingTools {
  let line: Promise<unknown> = Promise.resolve()
  return {
    database,
    files: files ?? filesInDatabase,
    draw: draw ?? drawInThread(),
    inTurn(work) {
      const done = line.then(work)
      line = done.catch(() => undefined)
      return done
    },
  }
}

/** Makes the small picture of some content and keeps what became of it; nothing where that is known already. */
export async function drawContent(
  tools: DrawingTools,
  workspaceId: string,
  picture: WantedPicture,
): Promise<void> {
  const { database, inTurn } = tools
  const isDone = await database.inWorkspace(workspaceId, (sql) => isSettled(sql, picture))
  if (!isDone) await inTurn(() => drawNow(tools, workspaceId, picture))
}

async function drawNow(
  { database, files, draw }: DrawingTools,
  workspaceId: string,
  picture: WantedPicture,
): Promise<void> {
  const { sha256, type } = picture
  // It may have been drawn, and its file may be gone, while this waited for its turn.
  const found = await database.inWorkspace(workspaceId, async (sql) =>
    (await isSettled(sql, picture)) ? null : files.at(sql).locate(sha256),
  )
  if (found === null) return
  const bytes = isDrawn(type) ? await files.load(found) : new Uint8Array()
  const because = undrawableBecause(type, bytes)
  // Counted before it is drawn: a picture that ends the program must not be drawn for ever.
  const tries = await database.inWorkspace(workspaceId, async (sql) => {
    const next = ((await readThumbnail(sql, sha256))?.tries ?? 0) + 1
    await keepThumbnail(sql, sha256, {
      thumbnail: null,
      because: UNFINISHED,
      tries: next,
    })
    return next
  })
  const drawn = because === null ? await draw(type, bytes) : { problem: because, again: false }
  await database.inWorkspace(workspaceId, async (sql) => {
    await keepThumbnail(
      sql,
      sha256,
      'problem' in drawn
        ? { thumbnail: null, because: drawn.problem, tries: drawn.again ? tries : limits.thumbnailTries }
        : { thumbnail: drawn, because: null, tries },
    )
    await isSettled(sql, picture)
  })
}

/** Whether it is known what became of it: then nobody waits for it any more. */
async function isSettled(sql: Sql, { sha256 }: WantedPicture): Promise<boolean> {
  const kept = await readThumbnail(sql, sha256)
  const isDone = kept !== null && (kept.thumbnail !== null || kept.tries >= limits.thumbnailTries)
  if (isDone) await endWanted(sql, sha256)
  return isDone
}
