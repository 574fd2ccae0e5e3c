import { limits } from '../../config/limits'
import { endAttentions, raiseAttention } from '../attention/attention-table'
import type { Read, Watched } from '../deals/read-deals'
import type { Happening } from '../history/history-table'
import { changesTold } from '../inbox/inbox-table'
import { forgetWritten, markDirty } from '../outbox/deal-mirror-table'
import { overwrittenCause } from '../outbox/overwritten'
import { forgetOverwritten, lockOverwritten, saveOverwritten } from '../outbox/overwritten-table'
import { lockWritten, readWritten, type WrittenDeal } from '../outbox/owed-deal-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { addConnectionFact } from '../tenants/connection-table'
import { dealPropertyDefinitions, sameValue } from './deal-properties'
import {
  type Compared,
  changedBy,
  followOverwriting,
  labelOf,
  type Outcome,
  overwrittenQuestion,
} from './overwriting'

/**
 * What people, workflows or imports changed of the properties that are ours: whoever reads deals reads these too. They
 * are written anew, but for one that is changed again and again; a property that is not there any more is made again before
 * that.
 */
export const ourProperties: Watched = {
  names: dealPropertyDefinitions.map(({ name }) => name),
  async begin(sql, dealIds) {
    const before = new Map((await readWritten(sql, dealIds)).map((each) => [each.dealId, each.written]))
    return (within, read, now) => noticeDrift(within, read, now, before)
  },
}

type Judged = Compared & { readonly outcome: Outcome }

/**
 * What is written while HubSpot is read may be in the answer, or not: only what stood `before` too is held against it. Of a
 * deleted deal HubSpot tells nothing of ours, and takes nothing. What a merge filled is put right, and nobody's change.
 */
async function noticeDrift(
  sql: Sql,
  { deals, survivors }: Read,
  now: Date,
  before: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Promise<readonly Happening[]> {
  const standing = deals.filter(({ archived }) => archived !== true)
  const read = new Map(standing.map((deal) => [deal.id, deal.properties]))
  const written = await readWritten(sql, [...read.keys()])
  const compared: Compared[] = []
  const gone: { dealId: string; property: string }[] = []
  for (const each of written) {
    for (const [property, ours] of Object.entries(each.written)) {
      if (before.get(each.dealId)?.[property] !== ours) continue
      const theirs = read.get(each.dealId)?.[property]
      // HubSpot leaves a property out of its answer that it does not know; one without a value is null.
      if (theirs !== undefined) compared.push({ dealId: each.dealId, property, ours, theirs })
      else if (!sameValue(property, ours, null)) gone.push({ dealId: each.dealId, property })
    }
  }
  const judged = await judge(sql, compared, now)
  await ask(sql, judged, now)
  const again = [...judged.filter(({ outcome }) => outcome === 'write'), ...gone]
  await writeAgain(sql, written, again)
  if (gone.length > 0) await addConnectionFact(sql, 'hubspot', { propertiesMade: '' })
  const apart = written.filter(({ dealId }) => !survivors.includes(dealId))
  return [...apart.flatMap((each) => toldOf(each, again, read.get(each.dealId) ?? {})), ...stories(judged)]
}

/** What follows for each, kept as it is from now on. */
async function judge(sql: Sql, compared: readonly Compared[], now: Date): Promise<Judged[]> {
  const rows = await lockOverwritten(sql, [...new Set(compared.map(({ dealId }) => dealId))])
  const held = new Map(rows.map((row) => [overwrittenCause(row), row]))
  const judged = compared.map((each) => ({
    each,
    ...followOverwriting(each, held.get(overwrittenCause(each)), now),
  }))
  const keep = judged.flatMap((each) => each.keep ?? [])
  if (keep.length > 0) await saveOverwritten(sql, keep)
  const forget = judged.filter(({ each, keep }) => keep === null && held.has(overwrittenCause(each)))
  if (forget.length > 0)
    await forgetOverwritten(
      sql,
      forget.map(({ each }) => each),
    )
  return judged.map(({ each, outcome }) => ({ ...each, outcome }))
}

/** One question for each property of a deal that is left alone, in the words of what it says now. */
async function ask(sql: Sql, judged: readonly Judged[], now: Date): Promise<void> {
  const left = judged.filter(({ outcome }) => outcome === 'stop' || outcome === 'stopped')
  const told =
    left.length === 0
      ? []
      : await changesTold(sql, {
          dealIds: left.map(({ dealId }) => dealId),
          properties: left.map(({ property }) => property),
          since: new Date(now.getTime() - limits.rewritesWithinMs),
        })
  for (const each of left) await raiseAttention(sql, overwrittenQuestion(each, changedBy(each, told)))
  const settled = judged.filter(({ outcome }) => outcome === 'settled')
  if (settled.length > 0)
    await endAttentions(sql, settled.map(overwrittenCause), program('HubSpot').who, 'both say the same')
}

/** Has these written anew; one that was written since it was looked at is as it should be. */
async function writeAgain(
  sql: Sql,
  seen: readonly WrittenDeal[],
  again: readonly { readonly dealId: string; readonly property: string }[],
): Promise<void> {
  if (again.length === 0) return
  const before = new Map(seen.map(({ dealId, written }) => [dealId, written]))
  const now = await lockWritten(sql, [...new Set(again.map(({ dealId }) => dealId))])
  const writes = now.map(({ dealId, written }) => ({
    dealId,
    names: again.flatMap((each) =>
      each.dealId === dealId && written[each.property] === before.get(dealId)?.[each.property]
        ? [each.property]
        : [],
    ),
  }))
  await forgetWritten(sql, writes)
  await markDirty(
    sql,
    writes.map(({ dealId }) => dealId),
  )
}

/** What was found changed of one deal and is written anew; nothing while it waits for other news of ours anyway. */
function toldOf(
  { dealId, written, clean }: WrittenDeal,
  again: readonly { readonly dealId: string; readonly property: string }[],
  properties: Readonly<Record<string, string | null | undefined>>,
): Happening[] {
  const names = again.flatMap((each) => (each.dealId === dealId ? [each.property] : []))
  if (names.length === 0 || !clean) return []
  return [
    {
      what: 'Values of Milepost were changed in HubSpot; they are written anew',
      dealId,
      before: Object.fromEntries(names.map((name) => [name, written[name]])),
      after: Object.fromEntries(names.map((name) => [name, properties[name] ?? null])),
    },
  ]
}

const stories = (judged: readonly Judged[]): Happening[] =>
  judged.flatMap(({ dealId, property, ours, theirs, outcome }) => {
    const said = { dealId, before: { [property]: ours }, after: { [property]: theirs } }
    const name = `“${labelOf(property)}”`
    if (outcome === 'stop')
      return [{ what: `Left ${name} alone in HubSpot: it is changed there again and again`, ...said }]
    if (outcome === 'settled')
      return [{ what: `HubSpot and Milepost say the same of ${name} again`, ...said }]
    return []
  })
