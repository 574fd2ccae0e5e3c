import { limits } from '../../config/limits'
import type { Settings } from '../../config/settings'
import { uploadLimitsOf } from '../../config/upload-limits'
import { openBucket } from '../documents/bucket/bucket'
import { type FileStore, filesInBucket, keptInDatabase } from '../documents/file-store'
import type { Database } from '../postgres/database'

/** Where this program keeps files, in a bucket where one is set, else in its database; and how many. */
export function openFiles(settings: Settings, database: Database): FileStore {
  const uploads = uploadLimitsOf(settings)
  const { S3_URL: url, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = settings
  if (!url || !bucket || !accessKey || !secretKey) return keptInDatabase(uploads)
  const deadlineMs = limits.bucketDeadlineMs
  return filesInBucket(
    database,
    openBucket({ url, bucket, region: settings.S3_REGION, accessKey, secretKey, deadlineMs }),
    uploads,
  )
}
