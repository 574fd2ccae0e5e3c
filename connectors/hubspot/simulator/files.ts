import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../src/clock/clock'
import { type Part, parseMultipart } from '../../simulation/multipart'
import { invalid, notFound, Refusal } from './refusal'
import type { Table } from './table'

/** A file as kept: what the API shows of it, and its bytes in base64. */
export const storedFile = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  extension: z.string(),
  type: z.string(),
  access: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  bytes: z.string(),
})
export type StoredFile = z.infer<typeof storedFile>

const options = z.object({
  access: z.enum([
    'PUBLIC_INDEXABLE',
    'PUBLIC_NOT_INDEXABLE',
    'HIDDEN_INDEXABLE',
    'HIDDEN_NOT_INDEXABLE',
    'HIDDEN_PRIVATE',
    'PRIVATE',
    'HIDDEN_SENSITIVE',
    'SENSITIVE',
  ]),
  overwrite: z.boolean().optional(),
  duplicateValidationStrategy: z.enum(['NONE', 'REJECT', 'RETURN_EXISTING']).optional(),
  duplicateValidationScope: z.enum(['ENTIRE_PORTAL', 'EXACT_FOLDER']).optional(),
  ttl: z.string().optional(),
})

const kinds: Readonly<Record<string, string>> = {
  png: 'IMG',
  jpg: 'IMG',
  jpeg: 'IMG',
  gif: 'IMG',
  webp: 'IMG',
  mp4: 'MOVIE',
  mov: 'MOVIE',
  mp3: 'AUDIO',
  pdf: 'DOCUMENT',
  docx: 'DOCUMENT',
  xlsx: 'DOCUMENT',
  txt: 'DOCUMENT',
}

function text(parts: readonly Part[], name: string): string | null {
  return parts.find((part) => part.name === name)?.bytes.toString('utf8') ?? null
}

function readOptions(parts: readonly Part[]): z.infer<typeof options> {
  let given: unknown
  try {
    given = JSON.parse(text(parts, 'options') ?? '')
  } catch {
    throw invalid('options must be a JSON object')
  }
  const parsed = options.safeParse(given)
  if (!parsed.success) throw invalid(`options are not valid: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function folderOf(parts: readonly Part[]): string {
  const id = text(parts, 'folderId')
  const path = text(parts, 'folderPath')
  if ((id === null) === (path === null)) throw invalid('Exactly one of folderId and folderPath must be given')
  return (path ?? `/folder-${id}`).replace(/\/+$/, '')
}

/** Stores an upload. A file of the same path is replaced when asked to, otherwise the name is numbered. */
export function storeUpload(
  files: Table<StoredFile>,
  given: { contentType: string | undefined; bytes: Buffer; id: () => string; at: string },
): StoredFile {
  const parts = parseMultipart(given.contentType, given.bytes)
  const upload = parts?.find((part) => part.name === 'file')
  if (parts === null || upload === undefined)
    throw invalid('A multipart body with a part named file is required')
  const { access, overwrite = false } = readOptions(parts)
  const wholeName = text(parts, 'fileName') ?? upload.fileName ?? 'file'
  const dot = wholeName.lastIndexOf('.')
  const extension = (dot > 0 ? wholeName : (upload.fileName ?? '')).split('.').slice(1).at(-1) ?? ''
  const base = dot > 0 ? wholeName.slice(0, dot) : wholeName
  const folder = folderOf(parts)
  const pathOf = (name: string): string => `${folder}/${name}${extension === '' ? '' : `.${extension}`}`
  const holder = files.all().find((file) => file.path === pathOf(base))
  let name = base
  for (let number = 1; !overwrite && files.all().some((file) => file.path === pathOf(name)); number += 1) {
    name = `${base}-${number}`
  }
  const file: StoredFile = {
    id: overwrite && holder !== undefined ? holder.id : given.id(),
    name,
    path: pathOf(name),
    extension,
    type: kinds[extension.toLowerCase()] ?? 'OTHER',
    access,
    createdAt: holder !== undefined && overwrite ? holder.createdAt : given.at,
    updatedAt: given.at,
    bytes: upload.bytes.toString('base64'),
  }
  files.put(file.id, file)
  return file
}

/** Links that open a private file for a while, for anyone who holds them. */
export interface SignedLinks {
  make(portalId: number, file: StoredFile, seconds: number): { path: string; expiresAt: string }
  /** Throws 404 unless the signature is ours, and 403 once it is over. */
  check(portalId: string, fileId: string, expires: string, signature: string): void
}

export function signedLinks(secret: string, clock: Clock): SignedLinks {
  const sign = (portalId: string, fileId: string, expires: string): string =>
    createHmac('sha256', secret).update(`${portalId}/${fileId}/${expires}`).digest('hex')
  return {
    make: (portalId, file, seconds) => {
      const until = new Date(clock.now().getTime() + seconds * 1000)
      const expires = String(until.getTime())
      const signature = sign(String(portalId), file.id, expires)
      return {
        path: `/hubfs/${portalId}/signed/${file.id}?expires=${expires}&signature=${signature}`,
        expiresAt: until.toISOString(),
      }
    },
    check: (portalId, fileId, expires, signature) => {
      const wanted = Buffer.from(sign(portalId, fileId, expires))
      const given = Buffer.from(signature)
      if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) throw notFound()
      if (Number(expires) < clock.now().getTime()) throw new Refusal(403, { message: 'The link has expired' })
    },
  }
}
