import { limits } from '../config/limits'
import type { Settings } from '../config/settings'
import { openBucket } from './documents/bucket/bucket'
import { type FileStore, filesInBucket, filesInDatabase } from './documents/file-store'
import type { Database } from './postgres/database'

/** Where this program keeps files: in a bucket where one is set, else in its database. */
export function openFiles(settings: Settings, database: Database): FileStore {
  const { S3_URL: url, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = settings
  if (!url || !bucket || !accessKey || !secretKey) return filesInDatabase
  const deadlineMs = limits.bucketDeadlineMs
  return filesInBucket(
    database,
    openBucket({ url, bucket, region: settings.S3_REGION, accessKey, secretKey, deadlineMs }),
  )
}
