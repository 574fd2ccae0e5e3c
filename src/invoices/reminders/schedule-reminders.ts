import { quietForMs } from '../../clock/business-days'
import type { Clock } from '../../clock/clock'
import { dayIn, daysAfter } from '../../clock/day'
import type { Database } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { Refusal } from '../../tenants/refusal'
import { advanceUpkeep } from '../../tenants/upkeep-table'
import { readWorkspace } from '../../tenants/workspace-table'
import { askToRemind } from './ask-to-remind'
import { CATCH_UP_DAYS, stepDue } from './reminder'
import { listRemindable } from './reminder-table'

const us = program('scheduled reminders')

/**
 * Asks for the reminders whose day has come, where the workspace has set days for them: of open invoices that nobody is
 * in doubt about, each step once. What can't be reminded of (nobody was sent it, it was e-mailed today) is left quiet.
 * In quiet hours none is asked for; their end is looked at again. One statement on every day on which none is due, and none
 * where no days are set.
 */
export async function scheduleReminders(
  parts: { readonly database: Database; readonly clock: Clock },
  workspaceId: string,
): Promise<void> {
  const { database, clock } = parts
  const late = await database.inWorkspace(workspaceId, async (sql) => {
    const { zone, settings } = await readWorkspace(sql)
    const { afterDays } = settings.reminders
    if (afterDays.length === 0) return []
    const quietMs = quietForMs(clock.now(), zone, settings.mail.quiet)
    if (quietMs > 0) {
      await advanceUpkeep(sql, quietMs)
      return []
    }
    const today = dayIn(zone, clock.now())
    const days = afterDays.flatMap((step) =>
      Array.from({ length: CATCH_UP_DAYS + 1 }, (_, more) => daysAfter(today, -step - more)),
    )
    return (await listRemindable(sql, days)).flatMap(({ intentId, dueOn }) => {
      const step = stepDue(afterDays, dueOn, today)
      return step === null ? [] : [{ intentId, afterDays: step }]
    })
  })
  // One transaction each: what can't be reminded of holds up no other, and schedules are locked one at a time.
  for (const each of late) {
    await database
      .inWorkspace(workspaceId, (sql) => askToRemind(sql, us, clock, each))
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
  }
}
