import {
  type AssociationType,
  associationById,
  defaultAssociation,
  opposite,
  primaryAssociation,
} from './association-types'
import type { Links } from './crm-object'
import { findArchived, findLive } from './identify'
import { type ObjectType, objectType } from './object-types'
import type { Hand, Happening, Portal } from './portal'
import { invalid } from './refusal'

/** One end of a link. */
export interface End {
  readonly type: ObjectType
  readonly id: string
}

const keyOf = ({ type, id }: End): string => `${type.singular}/${id}`

function linksOf(portal: Portal, end: End): Links {
  return portal.links.get(keyOf(end)) ?? []
}

/** The record's links to live records of one type. */
export function linked(portal: Portal, from: End, to: ObjectType): Links {
  return linksOf(portal, from).filter(
    (link) => link.to === to.singular && findLive(portal, to, link.toId) !== null,
  )
}

/** The same as the index shows it: what was archived a moment ago is still listed, and a read of it is 404. */
export function listedLinks(portal: Portal, from: End, to: ObjectType): Links {
  const since = portal.now().getTime() - portal.indexDelayMs()
  return linksOf(portal, from).filter((link) => {
    if (link.to !== to.singular) return false
    const archivedAt = findArchived(portal, to, link.toId)?.archivedAt ?? null
    return findLive(portal, to, link.toId) !== null || (archivedAt !== null && Date.parse(archivedAt) > since)
  })
}

function store(portal: Portal, from: End, to: End, typeIds: readonly number[]): void {
  const others = linksOf(portal, from).filter((link) => link.to !== to.type.singular || link.toId !== to.id)
  const rows =
    typeIds.length === 0 ? others : [...others, { to: to.type.singular, toId: to.id, typeIds: [...typeIds] }]
  portal.links.put(keyOf(from), rows)
}

function idsBetween(portal: Portal, from: End, to: End): number[] {
  const link = linksOf(portal, from).find((each) => each.to === to.type.singular && each.toId === to.id)
  return link?.typeIds ?? []
}

function happening(
  { actor, portal }: Hand,
  from: End,
  to: End,
  type: AssociationType,
  removed: boolean,
): Happening {
  return {
    kind: 'associationChange',
    type: from.type,
    fromId: from.id,
    to: to.type,
    toId: to.id,
    typeId: type.typeId,
    removed,
    primary: type.primary,
    actor,
    at: portal.now(),
  }
}

function addOne(hand: Hand, from: End, to: End, type: AssociationType): Happening[] {
  const { portal } = hand
  const present = idsBetween(portal, from, to)
  if (present.includes(type.typeId)) return []
  const back = opposite(type)
  store(portal, from, to, [...present, type.typeId])
  if (keyOf(from) !== keyOf(to)) store(portal, to, from, [...idsBetween(portal, to, from), back.typeId])
  return [happening(hand, from, to, type, false), happening(hand, to, from, back, false)]
}

function removeOne(hand: Hand, from: End, to: End, type: AssociationType): Happening[] {
  const { portal } = hand
  const present = idsBetween(portal, from, to)
  if (!present.includes(type.typeId)) return []
  const back = opposite(type)
  store(
    portal,
    from,
    to,
    present.filter((id) => id !== type.typeId),
  )
  store(
    portal,
    to,
    from,
    idsBetween(portal, to, from).filter((id) => id !== back.typeId),
  )
  return [happening(hand, from, to, type, true), happening(hand, to, from, back, true)]
}

/** A record has one primary company: a new one takes the place of the old. */
function replacePrimary(hand: Hand, from: End, to: End, type: AssociationType): Happening[] {
  const [owner, other, asOwner] =
    type.to === 'company' ? ([from, to, type] as const) : ([to, from, opposite(type)] as const)
  return linksOf(hand.portal, owner)
    .filter(
      (link) => link.to === 'company' && link.toId !== other.id && link.typeIds.includes(asOwner.typeId),
    )
    .flatMap((link) => removeOne(hand, owner, { type: other.type, id: link.toId }, asOwner))
}

/** Throws the refusal of a link to a record that is not there. */
export function needLive(portal: Portal, end: End): void {
  if (findLive(portal, end.type, end.id) !== null) return
  throw invalid(`${end.type.singular.toUpperCase()}=${end.id} is not valid`, {
    subCategory: 'crm.associations.INVALID_OBJECT_IDS',
  })
}

/**
 * Links two records by the given types, or by the default type when none are given. The plain type always
 * stands beside a primary one, and a record's first company becomes its primary company.
 */
export function associate(
  hand: Hand,
  from: End,
  to: End,
  typeIds: readonly number[] = [],
): AssociationType[] {
  const { portal } = hand
  for (const end of [from, to]) needLive(portal, end)
  const plain = defaultAssociation(from.type.singular, to.type.singular)
  if (plain === null) throw invalid(`No default association from ${from.type.name} to ${to.type.name} exists`)
  const asked = typeIds.map((typeId) => {
    const type = associationById(from.type.singular, to.type.singular, typeId)
    if (type === null) {
      throw invalid(`Association type ${typeId} is not valid from ${from.type.name} to ${to.type.name}`)
    }
    return type
  })
  const primary = primaryAssociation(from.type.singular, to.type.singular)
  const owner = to.type.name === 'companies' ? from : to
  const isFirst = primary !== null && linked(portal, owner, objectType('company')).length === 0
  const types = new Set([plain, ...asked, ...(isFirst && primary !== null ? [primary] : [])])
  const happenings = [...types].flatMap((type) => [
    ...(type.primary ? replacePrimary(hand, from, to, type) : []),
    ...addOne(hand, from, to, type),
  ])
  portal.tell(happenings)
  return [...types]
}

/** Removes links between two records: those types, or all of them when none are named. */
export function dissociate(hand: Hand, from: End, to: End, typeIds: readonly number[] = []): void {
  const present = idsBetween(hand.portal, from, to)
  const types = (typeIds.length === 0 ? present : typeIds).flatMap(
    (typeId) => associationById(from.type.singular, to.type.singular, typeId) ?? [],
  )
  hand.portal.tell(types.flatMap((type) => removeOne(hand, from, to, type)))
}

/** Gives the survivor of a merge the links of the record that is merged away. Silent: the merge rings. */
export function inherit(portal: Portal, survivor: End, merged: End): void {
  for (const link of linksOf(portal, merged)) {
    const to: End = { type: objectType(link.to), id: link.toId }
    if (keyOf(to) === keyOf(survivor)) continue
    // One primary company is enough: the survivor keeps its own.
    const types = link.typeIds.flatMap((id) => associationById(survivor.type.singular, link.to, id) ?? [])
    const hasCompany = linked(portal, survivor, objectType('company')).length > 0
    const kept = types.filter((type) => !(type.primary && hasCompany))
    store(portal, survivor, to, [
      ...new Set([...idsBetween(portal, survivor, to), ...kept.map((t) => t.typeId)]),
    ])
    store(portal, to, survivor, [
      ...new Set([...idsBetween(portal, to, survivor), ...kept.map((type) => opposite(type).typeId)]),
    ])
  }
}
