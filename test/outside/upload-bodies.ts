import type { RouteName } from '../../src/http/contract/routes'
import { pdf } from '../fixtures/sample-files'

/** A file on its way in, as a browser sends it. */
export function upload(bytes: Uint8Array, name: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  return form
}

/** A body for each route that takes files, whole or in pieces. */
export const uploadBodies: Partial<Record<RouteName, object>> = {
  attachFile: upload(pdf(), 'SOW.pdf', { kind: 'agreement', note: 'signed' }),
  attachEvidence: upload(pdf('/Title(evidence)'), 'Report.pdf', { note: 'all rooms' }),
  assignEvidence: { item: 'Photos' },
  startUpload: {
    to: { dealId: '1', kind: 'other' },
    name: 'Plan.pdf',
    size: 3,
    sha256: 'ab'.repeat(32),
    item: 'Photos',
    note: 'signed',
  },
  sendPiece: new Blob([new Uint8Array([1, 2, 3])], { type: 'application/octet-stream' }),
}
