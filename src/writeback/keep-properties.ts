import type { Answer } from '../../connectors/answer'
import type { PropertyState } from '../../connectors/hubspot/objects'
import type { Portal } from '../../connectors/hubspot/portal'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import { record } from '../history/history-table'
import { readOrFail } from '../inbox/read-failed'
import { markDirty } from '../outbox/deal-mirror-table'
import { forgetEverywhere } from '../outbox/owed-deal-table'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { addConnectionFact, readConnection } from '../tenants/connection-table'
import { dealGroup, dealPropertiesVersion, dealPropertyDefinitions } from './deal-properties'

const us = program('HubSpot')
const CAUSE = 'hubspot_properties'

/** A property that can't be ours, and why, as a person reads it. */
interface Blocked {
  readonly name: string
  readonly why: string
}

/**
 * Sees that the deal properties of Milepost are there as they are meant: what somebody deleted is made again, with its
 * group, and written anew on every deal. One that HubSpot refuses, or that somebody has made as something else, is left
 * alone and asked about; the others are written meanwhile. One call where all is well. Answers the names left alone.
 * Throws ReadFailed when HubSpot can't be asked now.
 */
export async function keepProperties(
  parts: { database: Database },
  portal: Portal,
  workspaceId: string,
): Promise<readonly string[]> {
  const before = readStates(await portal.dealPropertyStates())
  const missing = dealPropertyDefinitions.filter(({ name }) => !before.has(name))
  const { after, refusal } = missing.length === 0 ? { after: before, refusal: null } : await make(portal)
  const blocked = dealPropertyDefinitions.flatMap(({ name, label, type }): Blocked[] => {
    const state = after.get(name)
    if (!state)
      return [
        { name, why: `“${label}” (${name}) could not be made: ${refusal ?? 'HubSpot did not say why.'}` },
      ]
    if (state.readOnly) return [{ name, why: `“${label}” (${name}) is calculated by HubSpot there.` }]
    if (state.type !== null && state.type !== type)
      return [{ name, why: `“${label}” (${name}) is of type ${state.type} there, and must be ${type}.` }]
    return []
  })
  const made = missing.map(({ name }) => name).filter((name) => after.has(name))
  await parts.database.inWorkspace(workspaceId, (sql) => keep(sql, blocked, made))
  return blocked.map(({ name }) => name)
}

/** Has what is missing made; answers what is there then, and HubSpot's word where it refused some. */
async function make(portal: Portal) {
  const answer = await portal.ensureDealProperties(dealGroup, dealPropertyDefinitions)
  const { outcome } = answer
  const final = outcome === 'refused' && ['invalid', 'duplicate', 'forbidden'].includes(answer.fault.kind)
  if (!final) readOrFail('hubspot', answer)
  return {
    after: readStates(await portal.dealPropertyStates()),
    refusal: outcome === 'done' ? null : answer.fault.message,
  }
}

async function keep(sql: Sql, blocked: readonly Blocked[], made: readonly string[]): Promise<void> {
  const facts = (await readConnection(sql, 'hubspot'))?.facts
  const names = blocked.map(({ name }) => name)
  const freed = (facts?.propertiesBlocked ?? []).filter((name) => !names.includes(name))
  await addConnectionFact(sql, 'hubspot', {
    propertiesMade: dealPropertiesVersion,
    propertiesBlocked: names,
  })
  if (blocked.length > 0) await raiseBlocked(sql, blocked)
  else await settleAttention(sql, CAUSE, us.who, 'mended')
  const anew = [...new Set([...made, ...freed])]
  if (anew.length === 0) return
  const deals = await forgetEverywhere(sql, anew)
  await markDirty(sql, deals)
  // Before the first deal was written they are nothing new.
  if (deals.length > 0)
    await record(sql, us, [{ what: 'Made deal properties in HubSpot', after: { properties: anew } }])
}

async function raiseBlocked(sql: Sql, blocked: readonly Blocked[]): Promise<void> {
  const [only, ...others] = blocked
  await raiseAttention(sql, {
    cause: CAUSE,
    kind: 'stuck',
    title:
      others.length === 0
        ? `HubSpot's deal property ${only?.name ?? ''} can't be written`
        : `${blocked.length} deal properties in HubSpot can't be written`,
    detail:
      `${blocked.map(({ why }) => why).join(' ')} Rename or delete what stands in the way in HubSpot (Settings, Properties, ` +
      'Deals), or restore it from the archived ones: Milepost looks at every sweep. Everything else is written.',
  })
}

const readStates = (answer: Answer<PropertyState[]>): ReadonlyMap<string, PropertyState> =>
  new Map(readOrFail('hubspot', answer).map((state) => [state.name, state]))
