/** Goal: the day that triggers a milestone is the first of those agreed, in the workspace's zone, and has its effect once. */
import type { Milestone, Trigger } from '../../src/schedules/milestone'
import { emptyTerms } from '../../src/schedules/schedule-table'
import { triggerDay, triggerWords, waitsForTrigger } from '../../src/schedules/trigger'
import { someMilestone, someSchedule } from '../fixtures/made'

const build = someMilestone({ milestoneId: 'build', name: 'Build' })
/** 23:30 in Berlin on 1 March, the 2nd in Tokyo. */
const builtAt = new Date('2026-03-01T22:30:00Z')
const built: Milestone = { ...build, workStatus: 'completed', completedAt: builtAt, completedHow: 'person' }
const dated = someSchedule({ terms: { ...emptyTerms, contractDate: '2026-01-31' } })
const accepted = { ...dated, acceptedOn: '2026-02-03' }

const triggered = (trigger: Trigger, more: Partial<Milestone> = {}) => {
  const plain = someMilestone({ milestoneId: 'launch', name: 'Launch', ...more })
  return { ...plain, details: { ...plain.details, trigger } }
}
const dayOf = (trigger: Trigger, more: Partial<Milestone> = {}, schedule = dated, other = build) => {
  const milestone = triggered(trigger, more)
  return triggerDay(schedule, milestone, [other, milestone], 'Europe/Berlin')
}

test.each<[string, Trigger, string | null, string | null]>([
  ['acceptance alone', { on: ['acceptance'] }, null, null],
  ['a date', { on: [], date: '2026-04-15' }, '2026-04-15', 'trigger date 15 Apr 2026'],
  ['a date beside acceptance', { on: ['acceptance'], date: '2026-04-15' }, '2026-04-15', null],
  [
    'days after the contract date, over the end of a short month',
    { on: [], after: { contractDate: true, days: 28 } },
    '2026-02-28',
    'trigger 28 days after the contract date, 28 Feb 2026',
  ],
  [
    'the earlier one',
    { on: [], date: '2026-03-01', after: { contractDate: true, days: 28 } },
    '2026-02-28',
    null,
  ],
  [
    'the earlier one, the date',
    { on: [], date: '2026-02-02', after: { contractDate: true, days: 28 } },
    '2026-02-02',
    null,
  ],
  ['a signature that is not there', { on: ['signature'] }, null, null],
  [
    'another milestone that is not completed',
    { on: [], after: { milestoneId: 'build', days: 0 } },
    null,
    null,
  ],
])('%s', (_, trigger, on, by) => {
  const day = dayOf(trigger)
  expect(day?.on ?? null).toBe(on)
  if (by !== null) expect(day?.by).toBe(by)
})

test('the signature is the day of the client’s acceptance', () => {
  expect(dayOf({ on: ['signature'] }, {}, accepted)).toEqual({
    on: '2026-02-03',
    by: 'trigger: plan accepted 3 Feb 2026',
  })
})

test('days after another milestone count from the day it was completed where the workspace is', () => {
  const trigger: Trigger = { on: [], after: { milestoneId: 'build', days: 1 } }
  expect(dayOf(trigger, {}, dated, built)).toEqual({
    on: '2026-03-02',
    by: 'trigger 1 day after “Build”, 2 Mar 2026',
  })
  const milestone = triggered(trigger)
  expect(triggerDay(dated, milestone, [built, milestone], 'Asia/Tokyo')?.on).toBe('2026-03-03')
})

test.each<[string, Partial<Milestone>, string | null]>([
  ['pending', { workStatus: 'pending' }, '2026-04-15'],
  ['in progress', { workStatus: 'in_progress' }, '2026-04-15'],
  ['in review', { workStatus: 'in_review' }, '2026-04-15'],
  ['completed by a person before its day', { workStatus: 'completed', completedHow: 'person' }, '2026-04-15'],
  ['completed by its day', { workStatus: 'completed', completedHow: 'trigger' }, null],
  ['billed by hand before its day', { workStatus: 'completed', completedHow: 'person', billed: true }, null],
  ['cancelled', { workStatus: 'cancelled' }, null],
  ['reopened on its day', { triggerSpentOn: '2026-04-15' }, null],
  ['reopened the day before', { triggerSpentOn: '2026-04-14' }, '2026-04-15'],
])('a date while it is %s', (_, more, on) => {
  expect(dayOf({ on: [], date: '2026-04-15' }, more)?.on ?? null).toBe(on)
})

test('completed work is not triggered again where its acceptance billed it', () => {
  const done = { workStatus: 'completed', completedHow: 'person' } as const
  expect(dayOf({ on: ['acceptance'], date: '2026-04-15' }, done)).toBeNull()
})

test.each<[string, Trigger, Partial<Milestone>, boolean]>([
  ['acceptance', { on: ['acceptance'], date: '2026-04-15' }, {}, false],
  ['a day', { on: [], date: '2026-04-15' }, {}, true],
  ['a day that is not known yet', { on: [], after: { milestoneId: 'build', days: 3 } }, {}, true],
  ['a day that had its effect', { on: [], date: '2026-04-15' }, { triggerSpentOn: '2026-04-15' }, false],
  [
    'one that had, and one that has not',
    { on: ['signature'], date: '2026-04-15' },
    { triggerSpentOn: '2026-04-15' },
    true,
  ],
])('whether the invoice of completed work waits for its day: %s', (_, trigger, more, waits) => {
  const milestone = triggered(trigger, { workStatus: 'completed', completedHow: 'person', ...more })
  expect(waitsForTrigger(dated, milestone, [build, milestone], 'Europe/Berlin')).toBe(waits)
})

test.each<[Trigger, string]>([
  [{ on: ['acceptance'] }, 'on acceptance'],
  [{ on: ['signature'], date: '2026-04-15' }, 'when the plan is accepted, or on 15 Apr 2026'],
  [
    { on: ['acceptance'], after: { milestoneId: 'build', days: 30 } },
    'on acceptance, or 30 days after “Build”',
  ],
  [{ on: [], after: { contractDate: true, days: 1 } }, '1 day after the contract date'],
])('%j is said as “%s”', (trigger, words) => {
  expect(triggerWords(trigger, () => 'Build')).toBe(words)
})
