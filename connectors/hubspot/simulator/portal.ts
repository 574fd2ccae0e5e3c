import type { CrmObject, Links } from './crm-object'
import type { StoredFile } from './files'
import type { ObjectType } from './object-types'
import type { PortalSettings } from './portal-settings'
import type { PropertyDefinition, PropertyGroup } from './property-definition'
import type { Table } from './table'
import type { TimelineEvent } from './timeline-event'
import type { Execution } from './workflow-execution'

/** Who writes. Events carry it, and receivers recognise their own writes by it. */
export interface Actor {
  readonly changeSource: 'INTEGRATION' | 'CRM_UI'
  /** An app's id, or `userId:…`. */
  readonly sourceId: string
}

/** What happened to a record, before it becomes a webhook event. */
export type Happening = { readonly actor: Actor; readonly at: Date } & (
  | { readonly kind: 'creation' | 'deletion' | 'restore'; readonly type: ObjectType; readonly id: string }
  | {
      readonly kind: 'propertyChange'
      readonly type: ObjectType
      readonly id: string
      readonly property: PropertyDefinition
      readonly value: string
    }
  | {
      readonly kind: 'merge'
      readonly type: ObjectType
      readonly primaryId: string
      readonly mergedIds: readonly string[]
      readonly newId: string
      readonly moved: number
    }
  | {
      readonly kind: 'associationChange'
      readonly type: ObjectType
      readonly fromId: string
      readonly to: ObjectType
      readonly toId: string
      readonly typeId: number
      readonly removed: boolean
      readonly primary: boolean
    }
)

/** One HubSpot account: its records and the ways to change them. */
export interface Portal {
  readonly settings: PortalSettings
  readonly objects: (type: ObjectType) => Table<CrmObject>
  /** Rows are keyed `deal/123`: singular type name and id. */
  readonly links: Table<Links>
  readonly properties: (type: ObjectType) => Table<PropertyDefinition>
  readonly groups: (type: ObjectType) => Table<PropertyGroup>
  readonly files: Table<StoredFile>
  readonly timeline: Table<TimelineEvent>
  readonly executions: Table<Execution>
  readonly nextId: () => string
  readonly now: () => Date
  /** How late search and the lists of links are. */
  readonly indexDelayMs: () => number
  /** Tells the webhooks, and the search index, what happened. */
  readonly tell: (happenings: readonly Happening[]) => void
}

/** An administrator's rule on writes, given the values as they would be stored; throws the refusal. */
export type WriteRule = (type: ObjectType, values: Readonly<Record<string, string>>) => void

/** What a write is made with. */
export interface Hand {
  readonly portal: Portal
  readonly actor: Actor
  readonly rule?: WriteRule
}
