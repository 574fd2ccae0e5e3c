import { z } from 'zod'
import { record } from '../../history/history-table'
import { addNoReminder, removeNoReminder } from '../../mail/no-reminder-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import type { Sealer } from '../../tenants/seal'

const PLACE = 'no reminders'
const whose = z.object({ workspaceId: z.uuid(), email: z.string() })

/** What a letter's link carries to say one thing only: this address wants no reminders of this workspace. */
export const stopToken = (sealer: Sealer, workspaceId: string, email: string): string =>
  sealer.seal(JSON.stringify({ workspaceId, email }), PLACE)

/** Whose letter a token came from; null for anything that we did not make. */
export function readStopToken(sealer: Sealer, token: string): z.infer<typeof whose> | null {
  try {
    return whose.parse(JSON.parse(sealer.open(token, PLACE)))
  } catch {
    return null
  }
}

/**
 * Somebody wants no reminders, or wants them again: by themselves from a letter, or written down by a colleague. What asks
 * them for an answer in the first place is sent all the same. Saying it twice changes nothing.
 */
export async function stopReminders(
  sql: Sql,
  actor: Actor,
  { email, wanted }: { readonly email: string; readonly wanted: boolean },
): Promise<void> {
  const isNew = wanted ? await removeNoReminder(sql, email) : await addNoReminder(sql, email, actor.who)
  if (!isNew) return
  const what = wanted ? 'Reminders are sent again' : 'No reminders are sent any more'
  await record(sql, actor, [
    { what, before: { email, reminders: !wanted }, after: { email, reminders: wanted } },
  ])
}
