import { readFileSync } from 'node:fs'
import { parseWebhook as parseHubSpot } from '../../connectors/hubspot/webhook'
import { parseWebhook as parseQuickBooks } from '../../connectors/quickbooks/webhook'
import { momentOf } from '../clock/moment'
import { addEvents, type ReceivedEvent } from '../inbox/inbox-table'
import { workspaceOf } from '../tenants/door-table'
import { UsageError } from './find-workspace'
import type { Office } from './open-office'

interface Addressed {
  readonly account: string
  readonly event: ReceivedEvent
}

/**
 * Feeds a kept webhook again: a whole delivery as a vendor sent it, or one event out of the inbox. Replaying is
 * harmless, because an event is only a hint to read. Answers how many events were taken.
 */
export async function replayEvent(office: Office, file: string): Promise<number> {
  let taken = 0
  for (const { account, event } of eventsIn(file)) {
    const kind = event.source === 'quickbooks' ? 'realm' : 'portal'
    const door = await office.database.outside((sql) =>
      workspaceOf(sql, kind, office.sealer.fingerprint(`${kind}:${account}`)),
    )
    if (!door) {
      office.say(
        `– ${event.entity} ${event.entityIds.join(', ')}: no workspace is connected to ${kind} ${account}`,
      )
      continue
    }
    await office.database.inWorkspace(door.workspaceId, (sql) => addEvents(sql, [event]))
    taken += 1
    office.say(`✓ ${event.source} ${event.entity} ${event.entityIds.join(', ')} ${event.operation}: taken in`)
  }
  return taken
}

function eventsIn(file: string): Addressed[] {
  const parsed = readJson(file)
  const list = Array.isArray(parsed) || isRecord(parsed, 'eventNotifications') ? parsed : [parsed]
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  const raw = Buffer.from(JSON.stringify(list))
  if (isRecord(first, 'portalId')) {
    const delivery = parseHubSpot(raw)
    if (!delivery.ok) throw new UsageError(`${file} is no webhook of HubSpot's: ${delivery.reason}`)
    return delivery.events.map((event) => ({
      account: event.portalId,
      event: {
        source: 'hubspot',
        key: event.key,
        entity: event.objectType,
        entityIds: event.objectIds,
        operation: event.kind,
        occurredAt: momentOf(event.at),
        body: event.body,
      },
    }))
  }
  const delivery = parseQuickBooks(raw)
  if (!delivery.ok || delivery.events.length === 0) {
    throw new UsageError(`${file} holds no event of HubSpot's or QuickBooks'`)
  }
  return delivery.events.map((event) => ({
    account: event.realmId,
    event: {
      source: 'quickbooks',
      key: event.key,
      entity: event.entity,
      entityIds: event.deletedId === null ? [event.id] : [event.id, event.deletedId],
      operation: event.operation,
      occurredAt: momentOf(event.at),
      body: event.body,
    },
  }))
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const isRecord = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && name in value
