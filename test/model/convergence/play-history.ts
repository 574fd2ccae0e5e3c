import { deepStrictEqual } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import { Untakable } from '../../../src/reconcile/untakable'
import { noticeOverdue } from '../../../src/writeback/notice-overdue'
import { must } from '../../fixtures/must'
import { SWEEP_MS } from '../mortal-process'
import { checkTieOuts } from './check-tie-outs'
import type { Edit } from './edit'
import { entries } from './ledger'
import { beginJob, type Job, newName, type Side } from './side'
import { documentsBut, questions, type State, stateOf, toldSince } from './state'

/** What becomes of the webhooks of an edit, and of all that were kept before it. */
export type Fate = 'lost' | 'kept' | 'twice' | 'reversed'
export interface Step {
  readonly edit: Edit
  readonly fate: Fate
}
/**
 * What was kept to the end comes before the sweep, after it, or never; never, and the sweep finds more than the feed tells,
 * because a month went by or because it is full; or it finds an invoice that can't be taken in until it is mended.
 */
export type Ending = 'lost' | 'twice' | 'reversed' | 'late' | 'silent' | 'full' | 'poison'
export interface History {
  readonly steps: readonly Step[]
  readonly ending: Ending
}
export interface Twins {
  readonly told: Side
  readonly untold: Side
}

const BETWEEN_MS = 3_000
const LONGER_THAN_THE_FEED_MS = 31 * 86_400_000

/** Works on both programs at once: neither knows of the other. */
async function both<T>(told: Promise<T>, untold: Promise<T>): Promise<readonly [T, T]> {
  return Promise.all([told, untold])
}

/**
 * Plays histories on both sides, one after the other on the same job: `told` hears of every edit at once and in order,
 * `untold` as the steps say. At each one's end the untold one looks once at each vendor; both must be in the same state and
 * tie out, and a second look must change nothing.
 */
export async function playHistories(twins: Twins, histories: readonly History[]): Promise<void> {
  const name = newName()
  const [told, untold] = await both(beginJob(twins.told, name), beginJob(twins.untold, name))
  const known = async (job: Job) => new Set((await questions(job)).map(({ id }) => id))
  const [ofTold, ofUntold] = await both(known(told), known(untold))
  const pair = {
    told,
    untold,
    toldState: () => stateOf(told, ofTold),
    untoldState: () => stateOf(untold, ofUntold),
  }
  for (const history of histories) await playHistory(pair, history)
}

interface Pair {
  readonly told: Job
  readonly untold: Job
  toldState(): Promise<State>
  untoldState(): Promise<State>
}

async function playHistory(
  { told, untold, toldState, untoldState }: Pair,
  { steps, ending }: History,
): Promise<void> {
  const sides = [told.side, untold.side] as const
  const [toldFrom, untoldFrom] = await both(toldSince(told, null), toldSince(untold, null))

  for (const { edit, fate } of steps) {
    for (const side of sides) side.stage.advance(BETWEEN_MS)
    if (edit.toWhatIsKnown) {
      for (const side of sides) side.stage.advance(SWEEP_MS)
      await both(hear(told.side), sweep(untold.side))
    }
    const [one, two] = await both(edit.run(told), edit.run(untold))
    deepStrictEqual(two, one, `both answer alike to: ${edit.words}`)
    if (edit.toWhatIsKnown) await both(told.side.rest(['outbox']), untold.side.rest(['outbox']))
    await both(hear(told.side), meet(untold.side, fate))
  }
  // What is looked for again after a pause has its pause.
  const pauseMs = SWEEP_MS + BETWEEN_MS + (ending === 'silent' ? LONGER_THAN_THE_FEED_MS : 0)
  for (const side of sides) side.stage.advance(pauseMs)
  // Days pass by the clock; and what was linked may be late already, of which no vendor tells.
  await noticeOverdueIn(told.side)
  if (ending === 'silent') await noticeOverdueIn(untold.side)
  await told.side.rest()

  const { trap, feed, stage } = untold.side
  if (['twice', 'reversed'].includes(ending)) await trap.arrive(ending as 'twice' | 'reversed')
  else if (ending !== 'late') trap.lose()
  if (ending === 'full') feed.turn('full')
  if (ending === 'poison') await sweepPoisoned(untold, told)
  await sweep(untold.side)
  feed.turn('well')
  const [wanted, swept] = await both(toldState(), untoldState())
  same(swept, wanted, 'after one sweep')
  await both(checkTieOuts(told), checkTieOuts(untold))
  if (ending === 'late') {
    await trap.arrive('reversed')
    await untold.side.rest()
    same(await untoldState(), wanted, 'after webhooks that came late')
  }
  if (sameWords(steps, ending)) {
    const [heard, found] = await both(toldSince(told, toldFrom.number), toldSince(untold, untoldFrom.number))
    same({ texts: found.texts }, { texts: heard.texts }, 'what the history tells')
  }
  const before = await deeds(untold.side)
  stage.advance(SWEEP_MS + BETWEEN_MS)
  told.side.stage.advance(SWEEP_MS + BETWEEN_MS)
  await sweep(untold.side)
  same(await untoldState(), swept, 'after a second sweep')
  deepStrictEqual(await deeds(untold.side), before, 'a second sweep does nothing')
  // What can't be taken in is logged by its reason.
  const surprises = sides.flatMap(({ process }) =>
    process.surprises.filter((each) => !(each instanceof Untakable)),
  )
  deepStrictEqual(surprises, [])
}

/** Whether both saw the same moments: each edit was heard at once, or there was only one. */
const sameWords = (steps: readonly Step[], ending: Ending): boolean =>
  !['silent', 'poison'].includes(ending) &&
  (steps.length === 1 || steps.every(({ fate }) => fate === 'twice' || fate === 'reversed'))

async function hear(side: Side): Promise<void> {
  await side.trap.arrive('once')
  await side.rest()
}

async function meet(side: Side, fate: Fate): Promise<void> {
  await side.trap.settle()
  if (fate === 'lost') side.trap.lose()
  else if (fate !== 'kept') {
    await side.trap.arrive(fate)
    await side.rest()
  }
}

/** Each vendor is looked at once, and what follows is carried out. */
async function sweep(side: Side): Promise<void> {
  for (const queue of ['quickbooks', 'hubspot'] as const) {
    deepStrictEqual(await side.process.turn(queue), 1, `${queue} is swept`)
  }
  await side.rest(['outbox', 'writeback'])
}

/** A sweep in which the first invoice can't be taken in: everything else is. Then it is mended. */
async function sweepPoisoned(job: Job, told: Job): Promise<void> {
  const [invoice] = await entries(job, 'Invoice')
  if (!invoice) return
  job.side.feed.turn({ poison: invoice.Id })
  await sweep(job.side)
  const [found, wanted] = await both(documentsBut(job, invoice.Id), documentsBut(told, invoice.Id))
  same({ documents: found }, { documents: wanted }, 'beside one that can’t be taken in')
  await checkTieOuts(job)
  job.side.feed.turn('well')
  for (const { stage } of [job.side, told.side]) stage.advance(SWEEP_MS + BETWEEN_MS)
}

const noticeOverdueIn = ({ stage }: Side): Promise<void> => noticeOverdue(stage, stage.workspaceId)

/** What was told in the history, asked of people, and written to the vendors. */
async function deeds({ stage }: Side): Promise<unknown> {
  const rows = await stage.within((sql) =>
    sql<object>(
      `select (select count(*) from history)::int as told, (select count(*) from attention)::int as asked,
         (select count(*) from attention where settled_at is null)::int as open,
         (select count(*) from billing_intent)::int as intents`,
    ),
  )
  return {
    ...must(rows[0]),
    toHubSpot: await stage.hubspot.count('POST', /\/batch\/update/),
    toQuickBooks: await stage.quickbooks.count('POST', /\/v3\/company\/\d+\/(?!query)/),
  }
}

function same(found: State, wanted: State, when: string): void {
  if (isDeepStrictEqual(found, wanted)) return
  throw new Error(`${when}:\n${differences(found, wanted).join('\n')}`)
}

/** The places that differ, one a line. */
function differences(found: unknown, wanted: unknown, path = ''): string[] {
  if (isDeepStrictEqual(found, wanted)) return []
  if (typeof found !== 'object' || typeof wanted !== 'object' || found === null || wanted === null)
    return [`${path}: ${JSON.stringify(found)}, and ${JSON.stringify(wanted)} where all was heard`]
  const [one, two] = [found as Record<string, unknown>, wanted as Record<string, unknown>]
  return [...new Set([...Object.keys(one), ...Object.keys(two)])].flatMap((key) =>
    differences(one[key], two[key], `${path}/${key}`),
  )
}
