import { AwsClient } from 'aws4fetch'
import { sha256Of } from '../file-bytes'

/** Where objects are kept by key: S3, or whatever speaks like it. Every call throws BucketAway when it is not certain. */
export interface Bucket {
  /** Resolves once the bytes are durable, and were seen there. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null when there is no such object. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** How many bytes an object has; null when there is none. */
  head(key: string): Promise<number | null>
  /** Deleting what is not there is done too. */
  delete(key: string): Promise<void>
}

/** The bucket did not answer, or not as it should: nothing is known of what was asked. */
export class BucketAway extends Error {
  constructor(what: string, cause?: unknown) {
    super(`the bucket for files ${what}`, { cause })
  }
}

export interface BucketSettings {
  /** Without the bucket: `https://s3.eu-central-1.amazonaws.com`. The bucket is the first step of the path. */
  readonly url: string
  readonly bucket: string
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
  /** After this a call counts as unanswered. */
  readonly deadlineMs: number
}

/** Speaks to one bucket by S3's own words, each request and its body signed (SigV4); nothing is retried here. */
export function openBucket(settings: BucketSettings): Bucket {
  const { accessKey: accessKeyId, secretKey: secretAccessKey, region } = settings
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' })
  const root = `${settings.url.replace(/\/+$/, '')}/${encodeURIComponent(settings.bucket)}`
  const call = async (method: string, key: string, body?: Uint8Array): Promise<Response> => {
    const sent = body && new Uint8Array(body)
    const request = await client.sign(`${root}/${key}`, {
      method,
      headers: { 'x-amz-content-sha256': sha256Of(sent ?? new Uint8Array()) },
      ...(sent && { body: sent }),
    })
    return fetch(request, { signal: AbortSignal.timeout(settings.deadlineMs), redirect: 'error' }).catch(
      (error: unknown) => {
        throw new BucketAway('does not answer', error)
      },
    )
  }
  const refused = async (response: Response): Promise<BucketAway> => {
    const words = await response.text().catch(() => '')
    return new BucketAway(`answered ${response.status} ${/<Code>(\w+)/.exec(words)?.[1] ?? ''}`.trim())
  }
  const head = async (key: string): Promise<number | null> => {
    const response = await call('HEAD', key)
    if (response.status === 404) return null
    if (!response.ok) throw await refused(response)
    return Number(response.headers.get('content-length'))
  }
  return {
    head,
    async put(key, bytes) {
      const response = await call('PUT', key, bytes)
      if (!response.ok) throw await refused(response)
      await response.arrayBuffer().catch(() => undefined)
      // A yes that stored nothing, or half, has been seen of stand-ins and of proxies in between.
      if ((await head(key)) !== bytes.length) throw new BucketAway('did not keep what it was given')
    },
    async get(key) {
      const response = await call('GET', key)
      if (!response.ok) {
        const problem = await refused(response)
        // A bucket that is not there is no missing object.
        if (response.status === 404 && !problem.message.includes('NoSuchBucket')) return null
        throw problem
      }
      const bytes = await response.arrayBuffer().catch((error: unknown) => {
        throw new BucketAway('broke off', error)
      })
      return new Uint8Array(bytes)
    },
    async delete(key) {
      const response = await call('DELETE', key)
      if (!response.ok && response.status !== 404) throw await refused(response)
    },
  }
}
