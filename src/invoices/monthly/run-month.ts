import { endAttentions, raiseAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { readDealNames } from '../../deals/deal-table'
import { record } from '../../history/history-table'
import type { Database, Sql } from '../../postgres/database'
import { tryOut } from '../../postgres/try-out'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import { billMonth } from './bill-month'
import { listMonthlyDue, type MonthlyDue } from './monthly-due-table'

interface Parts {
  readonly database: Database
  readonly clock: Clock
}

const us = program('monthly billing')
const causeOf = (scheduleId: string) => `month:${scheduleId}`

/**
 * Bills the work whose day has come, where the workspace is: all of it at once, because what one customer is billed stands on
 * one invoice. A plan that this fails at holds up no other: it is asked about, and tried again at the next look. Throws what
 * failed, once everything else is billed. One statement on every day on which nothing is due.
 */
export async function runMonth(parts: Parts, workspaceId: string): Promise<void> {
  try {
    await billDue(parts, workspaceId, () => true)
  } catch (error) {
    const failed = await billSound(parts, workspaceId)
    for (const [scheduleId] of failed)
      await parts.database.inWorkspace(workspaceId, (sql) => askAbout(sql, scheduleId))
    // Where each goes alone and none of them fails, what went wrong is over, two who waited for each other say.
    if (failed.size > 0) throw failed.values().next().value ?? error
  }
}

async function readDue(sql: Sql, { clock }: Parts): Promise<MonthlyDue[]> {
  const { zone } = await readWorkspace(sql)
  return listMonthlyDue(sql, dayIn(zone, clock.now()))
}

/** Bills what is due of these schedules, in one transaction. */
async function billDue(
  parts: Parts,
  workspaceId: string,
  meant: (scheduleId: string) => boolean,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const due = (await readDue(sql, parts)).filter(({ scheduleId }) => meant(scheduleId))
    if (due.length === 0) return
    const { story } = await billMonth(sql, us, parts.clock, due)
    const causes = [...new Set(due.map(({ scheduleId }) => causeOf(scheduleId)))]
    await endAttentions(sql, causes, us.who, 'billed')
    await record(sql, us, story)
  })
}

/** Bills all but those that fail alone; where the others fail together, each for itself. Answers which failed, and why. */
async function billSound(parts: Parts, workspaceId: string): Promise<Map<string, unknown>> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const due = await within((sql) => readDue(sql, parts))
  const failed = new Map<string, unknown>()
  const all = [...new Set(due.map(({ scheduleId }) => scheduleId))]
  for (const each of all) {
    const own = due.filter(({ scheduleId }) => scheduleId === each)
    await within((sql) => tryOut(sql, () => billMonth(sql, us, parts.clock, own))).catch((error: unknown) =>
      failed.set(each, error),
    )
  }
  const sound = all.filter((each) => !failed.has(each))
  try {
    await billDue(parts, workspaceId, (scheduleId) => sound.includes(scheduleId))
  } catch {
    for (const each of sound)
      await billDue(parts, workspaceId, (scheduleId) => scheduleId === each).catch((error: unknown) =>
        failed.set(each, error),
      )
  }
  return failed
}

async function askAbout(sql: Sql, scheduleId: string): Promise<void> {
  const dealId = (await readDealsOfSchedules(sql, [scheduleId])).get(scheduleId)
  if (dealId === undefined) return
  const name = (await readDealNames(sql, [dealId])).get(dealId) ?? `Deal ${dealId}`
  await raiseAttention(sql, {
    cause: causeOf(scheduleId),
    kind: 'stuck',
    dealId,
    title: `The invoice of the month of “${name}” can’t be made`,
    detail:
      'Milepost itself failed at it; its log says where. Other deals are billed. It is tried again by itself; ' +
      'a milestone can be billed by hand meanwhile.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}
