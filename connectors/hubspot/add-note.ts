import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask } from './ask'
import { linkedIds, readRecords } from './linked-records'
import { type CrmRecord, crmRecord } from './objects'
import { paths } from './paths'
import type { NewFile, NewNote } from './portal'

/** HubSpot's association type from a note to a deal. */
const NOTE_TO_DEAL = 214

const storedFile = z.looseObject({ id: z.union([z.string(), z.number().transform(String)]) })

/**
 * Keeps a private file at a fixed path. HubSpot is told to overwrite, so that after a lost answer the same request makes no
 * second file.
 */
export async function keepFile(ask: Ask, file: NewFile): Promise<Answer<{ id: string }>> {
  const boundary = `milepost-${createHash('sha256').update(file.bytes).digest('hex').slice(0, 32)}`
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const before =
    field('options', JSON.stringify({ access: 'PRIVATE', overwrite: true })) +
    field('folderPath', file.folder) +
    field('fileName', file.name) +
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\n` +
    `Content-Type: ${file.contentType}\r\n\r\n`
  return ask({
    operation: 'keep file',
    write: true,
    method: 'POST',
    path: paths.files,
    raw: {
      bytes: Buffer.concat([Buffer.from(before), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
      contentType: `multipart/form-data; boundary=${boundary}`,
    },
    shape: storedFile,
  })
}

/** The notes of a deal with their words and files. */
export async function readDealNotes(ask: Ask, dealId: string): Promise<Answer<CrmRecord[]>> {
  const links = await linkedIds(ask, 'deals', dealId, 'notes')
  if (links.outcome !== 'done') return links
  return readRecords(
    ask,
    'notes',
    ['hs_note_body', 'hs_attachment_ids'],
    links.value.map(({ id }) => id),
  )
}

/** Adds a note with files to a deal. */
export async function addNote(ask: Ask, note: NewNote): Promise<Answer<{ id: string }>> {
  return ask({
    operation: 'add note',
    write: true,
    method: 'POST',
    path: paths.records('notes'),
    body: {
      properties: {
        hs_timestamp: note.at.toISOString(),
        hs_note_body: note.body,
        hs_attachment_ids: note.fileIds.join(';'),
      },
      associations: [
        {
          to: { id: note.dealId },
          types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: NOTE_TO_DEAL }],
        },
      ],
    },
    shape: crmRecord,
  })
}
