import { deepStrictEqual } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import { SWEEP_MS } from '../mortal-process'
import type { Edit } from './edits'
import { beginJob, newName, type Side } from './side'
import { questions, type State, stateOf } from './state'

/** What becomes of the webhooks of an edit, and of all that were kept before it. */
export type Fate = 'lost' | 'kept' | 'twice' | 'reversed'
export interface Step {
  readonly edit: Edit
  readonly fate: Fate
}
/** What was kept to the end comes before the sweep, after it, or never. */
export type Ending = 'lost' | 'twice' | 'reversed' | 'late'

const BETWEEN_MS = 3_000

/**
 * Plays one history on both sides: `told` hears of every edit at once and in order, `untold` as the steps say. Then the
 * untold one looks once at each vendor; both must be in the same state, and a second look must change nothing.
 */
export async function playHistory(
  { told, untold }: { readonly told: Side; readonly untold: Side },
  steps: readonly Step[],
  ending: Ending,
): Promise<void> {
  const name = newName()
  const jobs = { told: await beginJob(told, name), untold: await beginJob(untold, name) }
  const before = {
    told: new Set((await questions(jobs.told)).map(({ id }) => id)),
    untold: new Set((await questions(jobs.untold)).map(({ id }) => id)),
  }
  const state = (which: 'told' | 'untold') => stateOf(jobs[which], before[which])
  same(await state('untold'), await state('told'), 'before anything happens')
  for (const { edit, fate } of steps) {
    for (const side of [told, untold]) side.stage.advance(BETWEEN_MS)
    const outcomes = [await edit.run(jobs.told), await edit.run(jobs.untold)]
    deepStrictEqual(outcomes[1], outcomes[0], `the vendors answer alike to: ${edit.words}`)
    await told.trap.arrive('once')
    await told.rest()
    await untold.trap.settle()
    if (fate === 'lost') untold.trap.lose()
    else if (fate !== 'kept') {
      await untold.trap.arrive(fate)
      await untold.rest()
    }
  }
  // What is looked for again after a pause has its pause.
  for (const side of [told, untold]) side.stage.advance(SWEEP_MS + BETWEEN_MS)
  await told.rest()
  const wanted = await state('told')

  if (ending === 'lost') untold.trap.lose()
  else if (ending !== 'late') await untold.trap.arrive(ending)
  await sweep(untold)
  const swept = await state('untold')
  same(swept, wanted, 'after one sweep')
  if (ending === 'late') {
    await untold.trap.arrive('reversed')
    await untold.rest()
    same(await state('untold'), wanted, 'after webhooks that came late')
  }
  const told1 = await deeds(untold)
  untold.stage.advance(SWEEP_MS + BETWEEN_MS)
  await sweep(untold)
  same(await state('untold'), swept, 'after a second sweep')
  deepStrictEqual(await deeds(untold), told1, 'a second sweep does nothing')
  deepStrictEqual([...told.process.surprises, ...untold.process.surprises], [])
}

/** Each vendor is looked at once, and what follows is carried out. */
async function sweep(side: Side): Promise<void> {
  for (const queue of ['quickbooks', 'hubspot'] as const) {
    deepStrictEqual(await side.process.turn(queue), 1, `${queue} is swept`)
  }
  await side.rest(['outbox', 'writeback'])
}

/** What was told in the history, asked of people, and written to the vendors. */
async function deeds({ stage }: Side): Promise<unknown> {
  const [row] = await stage.within((sql) =>
    sql<object>(
      `select (select count(*) from history)::int as told, (select count(*) from attention)::int as asked,
         (select count(*) from attention where settled_at is null)::int as open,
         (select count(*) from billing_intent)::int as intents`,
    ),
  )
  return {
    ...row,
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
