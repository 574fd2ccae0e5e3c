import type { FileBytes } from '../documents/file-bytes'
import type { Happening } from '../history/history-table'
import type { Sql } from '../postgres/database'
import { keepFile } from '../schedules/attach-file'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { fieldErrorsOf, invalid, Refusal } from '../tenants/refusal'
import type { Round } from './round'
import type { Verdict } from './verdict'

/** A file that came with an answer: nothing of it is believed yet. */
export interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Keeps what a client sent along with an answer: files of the deal, that the decision then refers to, and versions of nothing
 * else. What goes with an approval is a sign-off, once its round has ended accepted; what shows what should change, or what
 * is missing of a part, is none. The work's own evidence stays as it was judged.
 * Refuses: validation_failed (`/files/0`, with the file's name), too_many_files, storage_full.
 */
export async function attachReply(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  about: {
    readonly schedule: Schedule
    readonly round: Round
    readonly approverId: string
    readonly decision: Verdict['decision']
  },
  given: readonly GivenFile[],
): Promise<{ fileIds: string[]; happened: Happening[] }> {
  const { schedule, round, approverId, decision } = about
  const kind = decision === 'approve' ? 'sign_off' : 'other'
  const sentWith = `${round.roundId} ${approverId}`
  const note =
    `Sent by ${actor.who} with their answer to “${round.snapshot.name}”, round ${round.number}`.slice(0, 500)
  const kept = { fileIds: new Set<string>(), happened: [] as Happening[] }
  for (const [at, { name, bytes }] of given.entries()) {
    const request = { dealId: schedule.dealId, kind, note, name, bytes, sentWith } as const
    const { file, happened } = await keepFile(sql, actor, store, request).catch((error: unknown) => {
      throw naming(error, at, name)
    })
    kept.fileIds.add(file.fileId)
    kept.happened.push(...happened)
  }
  return { fileIds: [...kept.fileIds], happened: kept.happened }
}

/** Of several files the person must know which one it is. */
function naming(error: unknown, at: number, name: string): unknown {
  if (!(error instanceof Refusal)) return error
  const errors = fieldErrorsOf(error)
  if (errors.length === 0) return error
  return invalid(errors.map(({ detail }) => ({ pointer: `/files/${at}`, detail: `“${name}”: ${detail}` })))
}
