import { z } from 'zod'
import type { Clock } from '../../../src/clock/clock'
import { type CrmObject, crmObject, links } from './crm-object'
import { storedFile } from './files'
import { type ObjectType, objectTypes } from './object-types'
import type { Happening, Portal } from './portal'
import type { PortalSettings } from './portal-settings'
import { propertyDefinition, propertyGroup } from './property-definition'
import type { SearchIndex } from './search-index'
import type { Table, Tables } from './table'
import { timelineEvent } from './timeline-event'
import { execution } from './workflow-execution'

export interface PortalParts {
  readonly tables: Tables
  readonly clock: Clock
  readonly index: SearchIndex
  readonly nextId: () => string
  readonly indexDelayMs: () => number
  readonly tell: (portalId: number, happenings: readonly Happening[]) => void
}

function byType<T>(open: (type: ObjectType) => Table<T>): (type: ObjectType) => Table<T> {
  const opened = new Map(objectTypes.map((type) => [type.id, open(type)]))
  return (type) => {
    const table = opened.get(type.id)
    if (table === undefined) throw new Error(`no table for ${type.name}`)
    return table
  }
}

/** Opens the tables of one portal; whatever they hold already is known to search from the start. */
export function openPortalState(settings: PortalSettings, parts: PortalParts): Portal {
  const { tables, clock, index } = parts
  const { portalId } = settings
  const objects = byType((type) => {
    const rows = tables.open(`${portalId} ${type.name}`, crmObject)
    for (const row of rows.all()) index.note(portalId, type.name, row, 0)
    const watched: Table<CrmObject> = {
      ...rows,
      put: (id, row) => {
        rows.put(id, row)
        index.note(portalId, type.name, row, clock.now().getTime())
      },
    }
    return watched
  })
  return {
    settings,
    objects,
    links: tables.open(`${portalId} links`, links),
    properties: byType((type) => tables.open(`${portalId} properties ${type.name}`, propertyDefinition)),
    groups: byType((type) => tables.open(`${portalId} groups ${type.name}`, propertyGroup)),
    files: tables.open(`${portalId} files`, storedFile),
    timeline: tables.open(`${portalId} timeline`, timelineEvent),
    executions: tables.open(`${portalId} executions`, execution),
    nextId: parts.nextId,
    now: () => clock.now(),
    indexDelayMs: parts.indexDelayMs,
    tell: (happenings) => parts.tell(portalId, happenings),
  }
}

/** Ids of records: twelve digits like HubSpot's, rising, never given twice, the same after a restart. */
export function openSequence(tables: Tables): () => string {
  const table = tables.open('sequence', z.number())
  return () => {
    const next = (table.get('record') ?? 332_507_367_150) + 3
    table.put('record', next)
    return String(next)
  }
}
