import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readSchedule } from '../../schedules/schedule-table'
import { type FieldError, notFound } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { type InvoiceAhead, lookAhead, readMilestoneParts } from '../composing/look-ahead'
import { readBillingFacts, readIsUnitedStates } from '../composing/read-billing-facts'
import { changedWords, type WordingChanges, wordingErrors } from './phrase-changes'
import { sampleInvoice, sampleSchedule } from './sample-invoice'

/** An invoice in words that are not kept yet. */
export interface WordingOutlook {
  readonly schedule: Schedule
  readonly ahead: InvoiceAhead
  /** Which milestone it is of: its number is in the mark. */
  readonly number: number
  /** What of the words can't be used; the preview says what is kept there. */
  readonly errors: readonly FieldError[]
}

/**
 * How an invoice would read: of a milestone, by the very steps that would bill it, or a sample that has one line of each
 * kind. Changes nothing. Refuses not_found.
 */
export async function lookAtWording(
  sql: Sql,
  clock: Clock,
  changes: WordingChanges,
  milestoneId: string | null,
): Promise<WordingOutlook> {
  const held = await readWorkspace(sql)
  const errors = wordingErrors(held.settings, changes, await readIsUnitedStates(sql))
  const workspace = { ...held, settings: changedWords(held.settings, without(changes, errors)) }
  if (milestoneId === null) {
    const [facts] = await readBillingFacts(sql, sampleSchedule(held.currency), [null], workspace)
    if (!facts) throw notFound('workspace')
    return { ...sampleInvoice(facts, clock.now()), number: 2, errors }
  }
  const milestone = await readMilestone(sql, milestoneId)
  const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
  if (!milestone || !schedule) throw notFound('milestone')
  const parts = await readMilestoneParts(sql, schedule, milestone)
  const { invoices } = await lookAhead(sql, clock, schedule, milestone, { ...parts, workspace })
  return { schedule, ahead: invoices[0], number: milestone.number, errors }
}

/** The changes that can be used. */
function without({ language, phrases = {} }: WordingChanges, errors: readonly FieldError[]): WordingChanges {
  const bad = new Set(errors.map(({ pointer }) => pointer))
  return {
    language: bad.has('/language') ? undefined : language,
    phrases: bad.has('/language')
      ? {}
      : Object.fromEntries(Object.entries(phrases).filter(([name]) => !bad.has(`/phrases/${name}`))),
  }
}
