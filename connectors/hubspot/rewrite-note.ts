import type { Answer } from '../answer'
import type { Ask } from './ask'
import { type CrmRecord, crmRecord } from './objects'
import { paths } from './paths'

/** One note with its words; null when HubSpot says 404, for one in the recycle bin too. */
export async function readNote(ask: Ask, id: string): Promise<Answer<CrmRecord | null>> {
  const answer = await ask({
    operation: 'read note',
    write: false,
    method: 'GET',
    path: paths.note(id),
    query: { properties: 'hs_note_body' },
    shape: crmRecord,
  })
  return answer.outcome === 'refused' && answer.fault.kind === 'missing'
    ? { outcome: 'done', value: null, trace: answer.fault.trace }
    : answer
}

/** Writes a note's words anew. */
export async function rewriteNote(ask: Ask, id: string, body: string): Promise<Answer<{ id: string }>> {
  return ask({
    operation: 'rewrite note',
    write: true,
    method: 'PATCH',
    path: paths.note(id),
    body: { properties: { hs_note_body: body } },
    shape: crmRecord,
  })
}
