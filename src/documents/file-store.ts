import { randomUUID } from 'node:crypto'
import { limits } from '../../config/limits'
import { type UploadLimits, usualUploads } from '../../config/upload-limits'
import type { Database, Sql } from '../postgres/database'
import { type Bucket, BucketAway } from './bucket/bucket'
import {
  announceObject,
  dropObject,
  forgetObject,
  giveUpObjects,
  keepObject,
  listMovable,
  pointAtObject,
} from './bucket/bucket-object-table'
import { type FileBytes, type FoundBytes, sha256Of } from './file-bytes'
import { bytesInDatabase } from './file-bytes-table'

/** Where a program keeps files, in its database alone or new ones in a bucket, and how many. */
export interface FileStore {
  readonly limits: UploadLimits
  /** Whether there is a bucket to move files to. */
  readonly hasBucket: boolean
  /** The bytes as one transaction sees them. */
  at(sql: Sql): FileBytes
  /**
   * The bytes that were found, whole and unchanged; outside of transactions, because a bucket may take its time. Throws
   * BucketAway, and for what is gone from the bucket or was changed there.
   */
  load(found: FoundBytes): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Brings bytes to where they will be, before the transaction that makes a file of them, and outside of it. Throws
   * BucketAway: then nothing is known of them, and what may have arrived is removed later.
   */
  bring(workspaceId: string, bytes: Uint8Array): Promise<void>
  /** Removes from the bucket what nothing refers to any more. Answers how many objects went. */
  sweep(workspaceId: string): Promise<number>
  /** Moves what the database keeps into the bucket, each checked there before it leaves here. Answers how many went. */
  move(workspaceId: string): Promise<number>
}

/** Parts of somebody who reads or keeps files: in the database unless said. */
export interface KeepsFiles {
  readonly files?: FileStore | undefined
}

/** Everything in the database. */
export const keptInDatabase = (uploads: UploadLimits): FileStore => ({
  limits: uploads,
  hasBucket: false,
  at: (sql) => bytesInDatabase(sql, uploads),
  async load(found) {
    if ('bytes' in found) return found.bytes
    throw new Error('a file stands in a bucket, and none is set')
  },
  bring: async () => undefined,
  sweep: async () => 0,
  move: async () => 0,
})

/** The same within the usual limits. */
export const filesInDatabase: FileStore = keptInDatabase(usualUploads)

/**
 * New files in a bucket; what the database has is read there until it is moved. A key is given once and never again, so
 * that deleting one file can't take another's bytes; each is on record from before its first byte until it is gone.
 */
export function filesInBucket(
  database: Database,
  bucket: Bucket,
  uploads: UploadLimits = usualUploads,
): FileStore {
  const brought = new WeakMap<Uint8Array, string>()
  const { inWorkspace } = database
  const send = async (workspaceId: string, bytes: Uint8Array): Promise<string> => {
    const sha256 = sha256Of(bytes)
    const key = `${workspaceId}/${sha256}/${randomUUID()}`
    await inWorkspace(workspaceId, (sql) => announceObject(sql, key, sha256))
    await bucket.put(key, bytes)
    return key
  }
  return {
    limits: uploads,
    hasBucket: true,
    at(sql) {
      const inDatabase = bytesInDatabase(sql, uploads, (key) => dropObject(sql, key))
      return {
        ...inDatabase,
        async put(sha256, bytes) {
          const key = brought.get(bytes)
          // What was not brought is kept here: it is safe, and moved some day.
          if (key === undefined) return inDatabase.put(sha256, bytes)
          if (!(await inDatabase.point(sha256, key))) return
          if (!(await keepObject(sql, key))) throw new BucketAway('was too slow for this file')
        },
      }
    },
    async load(found) {
      if ('bytes' in found) return found.bytes
      const bytes = await bucket.get(found.key)
      if (bytes === null) throw new Error(`the bytes of ${found.sha256} are gone from the bucket`)
      if (sha256Of(bytes) !== found.sha256)
        throw new Error(`the bytes of ${found.sha256} were changed in the bucket`)
      return bytes
    },
    async bring(workspaceId, bytes) {
      if (!brought.has(bytes)) brought.set(bytes, await send(workspaceId, bytes))
    },
    async sweep(workspaceId) {
      const keys = await inWorkspace(workspaceId, (sql) =>
        giveUpObjects(sql, limits.bucketArrivalMs, limits.bucketSweptAtOnce),
      )
      for (const key of keys) {
        await bucket.delete(key)
        await inWorkspace(workspaceId, (sql) => forgetObject(sql, key))
      }
      return keys.length
    },
    async move(workspaceId) {
      let moved = 0
      for (;;) {
        const [sha256] = await inWorkspace(workspaceId, (sql) => listMovable(sql, 1))
        if (sha256 === undefined) return moved
        const bytes = await inWorkspace(workspaceId, (sql) => bytesInDatabase(sql).get(sha256))
        // Deleted meanwhile: it is not listed again.
        if (bytes === null) continue
        const key = await send(workspaceId, bytes)
        // Bytes that were changed on the way never replace those that are here.
        const there = await bucket.get(key)
        if (there === null || sha256Of(there) !== sha256) throw new BucketAway('changed what it was given')
        await inWorkspace(workspaceId, async (sql) => {
          if (!(await pointAtObject(sql, sha256, key))) return
          if (!(await keepObject(sql, key))) throw new BucketAway('was too slow for this file')
          moved += 1
        })
      }
    },
  }
}
