import { raiseAttention } from '../../attention/attention-table'
import { endOthers } from '../../attention/left-question-table'
import { openCauses } from '../../attention/open-causes-table'
import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { readDealNames } from '../../deals/deal-table'
import { record } from '../../history/history-table'
import { isOfContents } from '../../inbox/of-contents'
import type { Database, Sql } from '../../postgres/database'
import { tryOut } from '../../postgres/try-out'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { Refusal } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { billMonth } from './bill-month'
import { listMonthlyDue, type MonthlyDue } from './monthly-due-table'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  /** Where failures are told that are not thrown. */
  readonly log?: ((error: unknown, what: string, workspaceId: string) => void) | undefined
}

const us = program('monthly billing')
const OURS = 'month:'
/** With the day: who leaves the question of one month is asked again about the next. */
const causeOf = (scheduleId: string, dueOn: string) => `${OURS}${scheduleId}:${dueOn}`

/** A plan that its own contents keep from being billed, the last day of what is due of it, and what it fails with. */
interface Failed {
  readonly dueOn: string
  readonly error: unknown
}

/**
 * Bills the work whose day has come, where the workspace is: all of it at once, because what one customer is billed stands on
 * one invoice. A plan that this fails at holds up no other: it is asked about, and tried again at the next look. Throws what
 * failed, once everything else is billed; what only passes, such as a deadlock, keeps the month together for the next look.
 * One transaction on every day on which nothing is due.
 */
export async function runMonth(parts: Parts, workspaceId: string): Promise<void> {
  const failed = new Map<string, Failed>()
  try {
    if (!(await billDue(parts, workspaceId, () => true))) return
  } catch (error) {
    if (!isOfPlans(error)) throw error
    // Nobody else hears of it where each goes alone and none of them fails, or where something else is thrown.
    const tell = () => parts.log?.(error, 'billing a month at once', workspaceId)
    await billSound(parts, workspaceId, failed).catch((passing: unknown) => {
      tell()
      throw passing
    })
    if (failed.size === 0) tell()
  }
  const asked = [...failed].map(([scheduleId, { dueOn }]) => ({
    scheduleId,
    cause: causeOf(scheduleId, dueOn),
  }))
  for (const each of asked)
    await parts.database.inWorkspace(workspaceId, (sql) => askAbout(sql, each.scheduleId, each.cause))
  const causes = asked.map(({ cause }) => cause)
  await parts.database.inWorkspace(workspaceId, (sql) =>
    endOthers(sql, ['stuck'], causes, us.who, 'billed', OURS),
  )
  const [first, ...others] = failed.values()
  for (const { error } of others) parts.log?.(error, 'billing the month of a plan', workspaceId)
  if (first) throw first.error
}

/**
 * Whether it is a plan that can't be billed, which billing it again meets again. A deadlock, a statement that took too long
 * or a database that is away are nobody's: whoever were billed apart for them would get two invoices of one month.
 */
const isOfPlans = (error: unknown): boolean => error instanceof Refusal || isOfContents(error)

async function readDue(sql: Sql, { clock }: Parts): Promise<MonthlyDue[]> {
  const { zone } = await readWorkspace(sql)
  return listMonthlyDue(sql, dayIn(zone, clock.now()))
}

/** Whether a month that could not be made is asked about. */
const isAsked = async (sql: Sql): Promise<boolean> =>
  (await openCauses(sql, 'stuck', null)).some((cause) => cause.startsWith(OURS))

/**
 * Bills what is due of these schedules, in one transaction. Answers whether questions may be over: something was due, or
 * somebody billed meanwhile what a question is about.
 */
async function billDue(
  parts: Parts,
  workspaceId: string,
  meant: (scheduleId: string) => boolean,
): Promise<boolean> {
  return parts.database.inWorkspace(workspaceId, async (sql) => {
    const [all, asked] = await Promise.all([readDue(sql, parts), isAsked(sql)])
    const due = all.filter(({ scheduleId }) => meant(scheduleId))
    if (due.length === 0) return asked
    const { story } = await billMonth(sql, us, parts.clock, due)
    await record(sql, us, story)
    return true
  })
}

/** Bills all but those that fail alone; where the others fail together, each for itself. Adds which failed, and why. */
async function billSound(parts: Parts, workspaceId: string, failed: Map<string, Failed>): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const due = await within((sql) => readDue(sql, parts))
  const all = [...new Set(due.map(({ scheduleId }) => scheduleId))]
  const ownOf = (scheduleId: string) => due.filter((each) => each.scheduleId === scheduleId)
  const trying = async (scheduleId: string, billing: Promise<unknown>): Promise<void> => {
    try {
      await billing
    } catch (error) {
      if (!isOfPlans(error)) throw error
      const dueOn = ownOf(scheduleId).reduce((last, each) => (each.dueOn > last ? each.dueOn : last), '')
      failed.set(scheduleId, { dueOn, error })
    }
  }
  for (const each of all) {
    const alone = within((sql) => tryOut(sql, () => billMonth(sql, us, parts.clock, ownOf(each))))
    await trying(each, alone)
  }
  const sound = all.filter((each) => !failed.has(each))
  try {
    await billDue(parts, workspaceId, (scheduleId) => sound.includes(scheduleId))
  } catch (error) {
    if (!isOfPlans(error)) throw error
    parts.log?.(error, 'billing the sound plans of a month at once', workspaceId)
    for (const each of sound)
      await trying(
        each,
        billDue(parts, workspaceId, (scheduleId) => scheduleId === each),
      )
  }
}

async function askAbout(sql: Sql, scheduleId: string, cause: string): Promise<void> {
  const dealId = (await readDealsOfSchedules(sql, [scheduleId])).get(scheduleId)
  if (dealId === undefined) return
  const name = (await readDealNames(sql, [dealId])).get(dealId) ?? `Deal ${dealId}`
  await raiseAttention(sql, {
    cause,
    kind: 'stuck',
    dealId,
    title: `The invoice of the month of “${name}” can’t be made`,
    detail:
      'Milepost itself failed at it; its log says where. Other deals are billed. It is tried again by itself; ' +
      'a milestone can be billed by hand meanwhile.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}
