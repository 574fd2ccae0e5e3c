import type { Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import type { Watched } from '../deals/read-deals'
import type { Happening } from '../history/history-table'
import { forgetWritten, markDirty } from '../outbox/deal-mirror-table'
import { readWritten } from '../outbox/owed-deal-table'
import type { Sql } from '../postgres/database'
import { addConnectionFact } from '../tenants/connection-table'
import { dealPropertyDefinitions, sameValue } from './deal-properties'

/**
 * What people, workflows or imports changed of the properties that are ours: whoever reads deals reads these too. They
 * are written anew; a property that is not there any more is made again before that.
 */
export const ourProperties: Watched = {
  names: dealPropertyDefinitions.map(({ name }) => name),
  look: noticeDrift,
}

async function noticeDrift(sql: Sql, deals: readonly HubSpotDeal[]): Promise<readonly Happening[]> {
  const read = new Map(deals.map((deal) => [deal.id, deal.properties]))
  const drifted: { dealId: string; names: string[] }[] = []
  const story: Happening[] = []
  let definitionsGone = false
  for (const { dealId, written, clean } of await readWritten(sql, [...read.keys()])) {
    const properties = read.get(dealId) ?? {}
    const names = Object.keys(written).filter((name) => !sameValue(name, written[name], properties[name]))
    if (names.length === 0) continue
    drifted.push({ dealId, names })
    // HubSpot leaves a property out of its answer that it does not know; one without a value is null.
    definitionsGone ||= names.some((name) => properties[name] === undefined)
    if (!clean) continue
    story.push({
      what: 'Values of Milepost were changed in HubSpot; they are written anew',
      dealId,
      before: Object.fromEntries(names.map((name) => [name, written[name]])),
      after: Object.fromEntries(names.map((name) => [name, properties[name] ?? null])),
    })
  }
  if (drifted.length === 0) return []
  await forgetWritten(sql, drifted)
  await markDirty(
    sql,
    drifted.map(({ dealId }) => dealId),
  )
  if (definitionsGone) await addConnectionFact(sql, 'hubspot', { propertiesMade: '' })
  return story
}
