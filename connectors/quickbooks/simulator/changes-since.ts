import type { Behaviour } from './behaviour'
import type { Books } from './company-books'
import { type Kind, kindInfo, kindOf } from './kinds'
import { refuse } from './refusal'
import { type Entity, number, part, text } from './value'
import { instantOf } from './vendor-time'

const LONGEST = 1000
const MONTH_MS = 30 * 24 * 3600 * 1000

/** Change data capture: one QueryResponse per kind asked, changed rows whole, deleted ones as tombstones. */
export function changesSince(
  books: Books,
  query: { readonly entities: string | null; readonly changedSince: string | null },
  printed: (kind: Kind, row: Entity) => Entity,
  behaviour: Behaviour,
): Entity {
  if (query.entities === null || query.entities.trim() === '') throw refuse.missing('entities')
  if (query.changedSince === null) throw refuse.missing('changedSince')
  const since = instantOf(query.changedSince, books.company.zone)
  if (since === null) throw refuse.query(`invalid date-time: ${query.changedSince}`)
  const kinds = query.entities.split(',').map((name) => {
    const kind = kindOf(name.trim())
    if (kind === null || !kindInfo(kind).captured)
      throw refuse.query(`invalid context declaration: ${name.trim()}`)
    return kind
  })
  if (since < books.now().getTime() - MONTH_MS) {
    const past = behaviour.value('cdc-past-30-days')
    if (past === 'fault') throw refuse.query('changedSince is more than 30 days ago')
    if (past === 'empty') return { CDCResponse: [{ QueryResponse: kinds.map(() => ({})) }] }
  }
  // MetaData keeps whole seconds, so a change within the asked second counts as after it.
  const from = Math.floor(since / 1000) * 1000
  const inclusive = behaviour.value('cdc-bound') === 'inclusive'
  const isDue = (row: Entity): boolean => {
    const at = timeOf(row, books.company.zone)
    return inclusive ? at >= from : at > from
  }
  let room = LONGEST
  const responses = kinds.map((kind): Entity => {
    const changed = books
      .list(kind)
      .filter(isDue)
      .map((row) => ({ at: timeOf(row, books.company.zone), row: printed(kind, row) }))
    const deleted = books
      .deleted()
      .filter((row) => text(row, 'kind') === kind && isDue(row))
      .map((row) => ({ at: timeOf(row, books.company.zone), row: tombstone(row) }))
    const all = [...changed, ...deleted].toSorted((a, b) => a.at - b.at).slice(0, room)
    room -= all.length
    if (all.length === 0) return {}
    return { [kind]: all.map((one) => one.row), startPosition: number(1), maxResults: number(all.length) }
  })
  return { CDCResponse: [{ QueryResponse: responses }] }
}

const timeOf = (row: Entity, zone: string): number =>
  instantOf(text(part(row, 'MetaData'), 'LastUpdatedTime') ?? '', zone) ?? 0

const tombstone = (row: Entity): Entity => ({
  domain: 'QBO',
  status: 'Deleted',
  Id: text(row, 'id') ?? '',
  MetaData: part(row, 'MetaData'),
})
