import type { Behaviour } from './behaviour'
import { type Entity, isEntity, type Value } from './value'

/** A body as it is stored: with the line ends that were sent, or with QuickBooks' own, as the switch stands now. */
export const withLineEnds = (body: Entity, behaviour: Behaviour): Entity =>
  behaviour.value('line-ends') === 'crlf' ? ofEntity(body) : body

const ofEntity = (entity: Entity): Entity =>
  Object.fromEntries(Object.entries(entity).map(([name, value]) => [name, ofValue(value)]))

function ofValue(value: Value): Value {
  if (typeof value === 'string') return value.replace(/\r?\n/g, '\r\n')
  if (Array.isArray(value)) return value.map(ofValue)
  return isEntity(value) ? ofEntity(value) : value
}
