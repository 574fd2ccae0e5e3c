import QuickBooks from 'node-quickbooks'
import { carefulCall } from './careful-call'
import type { EntityName } from './entities'
import type { Reply } from './reply'

/** Where one company's API is. */
export interface Place {
  readonly baseUrl: string
  readonly realmId: string
  readonly deadlineMs: number
}

type Verb = 'create' | 'update' | 'delete' | 'void' | 'get'

const MINOR_VERSION = '75'
const PLURALS: Readonly<Partial<Record<EntityName, string>>> = {
  Class: 'Classes',
  TimeActivity: 'TimeActivities',
}

/** Whether the package has the call at all; it offers what the API does. */
export function canDo(verb: Verb, entity: EntityName): boolean {
  return methodOf(QuickBooks.prototype, `${verb}${entity}`) !== null
}

/**
 * One entity call through node-quickbooks. `body` is copied for each call: the package deletes `requestId` from
 * what it is given, and adds fields to it. `requestKey` becomes `?requestid=`.
 */
export function writeEntity(
  place: Place,
  accessToken: string,
  call: { verb: Exclude<Verb, 'get'>; entity: EntityName; body: object; requestKey: string },
): Promise<Reply> {
  const body = { ...call.body, requestId: call.requestKey }
  return invoke(place, accessToken, `${call.verb}${call.entity}`, [body])
}

/** Reads one entity by id. There is one Preferences in a company, read without an id. */
export function readOne(place: Place, accessToken: string, entity: EntityName, id: string): Promise<Reply> {
  return invoke(place, accessToken, `get${entity}`, entity === 'Preferences' ? [] : [id])
}

/** Rows of one page; `clauses` are the builder's, with a leading blank. */
export function findPage(
  place: Place,
  accessToken: string,
  entity: EntityName,
  clauses: string,
): Promise<Reply> {
  return invoke(place, accessToken, `find${PLURALS[entity] ?? `${entity}s`}`, [clauses])
}

/** Change data capture; `since` is UTC text, because the package prints a Date with an unencoded `+`. */
export function findChanges(
  place: Place,
  accessToken: string,
  entities: readonly string[],
  since: string,
): Promise<Reply> {
  return invoke(place, accessToken, 'changeDataCapture', [entities.join(','), encodeURIComponent(since)])
}

/** A company's API below one host: every request to it must begin so. */
export function companyUrl(place: Place): string {
  return `${place.baseUrl}/v3/company/${place.realmId}/`
}

function invoke(place: Place, accessToken: string, name: string, given: readonly unknown[]): Promise<Reply> {
  const call = {
    packageName: 'node-quickbooks',
    destination: companyUrl(place),
    deadlineMs: place.deadlineMs,
  } as const
  return carefulCall(call, (done) => {
    // Its debug flag logs bodies, its sandbox flag only picks a host that is replaced on the next line.
    const client = new QuickBooks(
      '',
      '',
      accessToken,
      false,
      place.realmId,
      false,
      false,
      MINOR_VERSION,
      '2.0',
    )
    client.endpoint = `${place.baseUrl}/v3/company/`
    const method = methodOf(client, name)
    if (method === null) throw new Error(`node-quickbooks has no ${name}`)
    method(...given, done)
  })
}

function methodOf(client: object, name: string): ((...given: unknown[]) => void) | null {
  const found: unknown = Reflect.get(client, name)
  if (typeof found !== 'function') return null
  return (...given) => {
    Reflect.apply(found, client, given)
  }
}
