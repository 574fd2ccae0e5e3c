import type { CrmObject } from './crm-object'

interface Late {
  readonly key: string
  readonly object: CrmObject
  readonly at: number
}

/** What search sees: records as they were a moment ago. */
export interface SearchIndex {
  /** Takes a record's state of time `at` (ms); search sees it once the delay is over. */
  note(portalId: number, typeName: string, object: CrmObject, at: number): void
  /** Every record of the type, as known to search now. */
  see(portalId: number, typeName: string): CrmObject[]
  /** Shows everything noted so far at once, as for records that are old. */
  catchUp(): void
  clear(): void
}

/** HubSpot indexes seconds after a write; `delayMs` says how late this one is. */
export function makeSearchIndex(now: () => Date, delayMs: () => number): SearchIndex {
  const seen = new Map<string, Map<string, CrmObject>>()
  let late: Late[] = []

  function settle(due: number): void {
    const ripe = late.filter((each) => each.at <= due)
    late = late.filter((each) => each.at > due)
    for (const { key, object } of ripe) {
      const objects = seen.get(key) ?? new Map<string, CrmObject>()
      objects.set(object.id, object)
      seen.set(key, objects)
    }
  }

  return {
    note: (portalId, typeName, object, at) => {
      late.push({ key: `${portalId} ${typeName}`, object, at })
    },
    see: (portalId, typeName) => {
      settle(now().getTime() - delayMs())
      return [...(seen.get(`${portalId} ${typeName}`)?.values() ?? [])]
    },
    catchUp: () => settle(Number.POSITIVE_INFINITY),
    clear: () => {
      seen.clear()
      late = []
    },
  }
}
