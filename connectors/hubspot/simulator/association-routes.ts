import { Router } from 'express'
import { z } from 'zod'
import { associate, dissociate, type End, listedLinks } from './associate'
import { associationById, associationTypes } from './association-types'
import { api, type Call, type Desk, type Handle, versions } from './call'
import { findLive } from './identify'
import { type ObjectType, objectType } from './object-types'
import { notFound } from './refusal'
import { showObject } from './show-object'

const specs = z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() }))

/** The types of one link, as the dated and v4 paths print them. */
export function typesShown(from: ObjectType, to: ObjectType, typeIds: readonly number[]): object[] {
  return typeIds.map((typeId) => ({
    category: 'HUBSPOT_DEFINED',
    typeId,
    label: associationById(from.singular, to.singular, typeId)?.label ?? null,
  }))
}

function ends(call: Call, verb: 'read' | 'write'): { from: End; to: ObjectType } {
  const type = objectType(call.param('from'))
  const to = objectType(call.param('to'))
  call.need(type[verb])
  return { from: { type, id: call.param('id') }, to }
}

const list: Handle = (call) => {
  const { from, to } = ends(call, 'read')
  if (findLive(call.portal, from.type, from.id) === null) throw notFound()
  const links = listedLinks(call.portal, from, to)
  // The v3 list has text ids and one row for each type; the others numbers and one row for each record.
  const results =
    call.version === 'v3'
      ? links.flatMap((link) =>
          link.typeIds.map((typeId) => ({
            id: link.toId,
            type: associationById(from.type.singular, to.singular, typeId)?.name ?? '',
          })),
        )
      : links.map((link) => ({
          toObjectId: Number(link.toId),
          associationTypes: typesShown(from.type, to, link.typeIds),
        }))
  return { status: 200, body: { results } }
}

const putDefault: Handle = (call) => {
  const { from, to } = ends(call, 'write')
  const toId = call.param('toId')
  const at = call.portal.now().toISOString()
  const types = associate(call.hand, from, { type: to, id: toId })
  const results = types
    .filter((type) => !type.primary)
    .map(({ typeId }) => ({
      from: { id: from.id },
      to: { id: toId },
      associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
    }))
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}

const putLabelled: Handle = (call) => {
  const { from, to } = ends(call, 'write')
  const toId = call.param('toId')
  const asked = call.body(specs).map((spec) => spec.associationTypeId)
  const types = associate(call.hand, from, { type: to, id: toId }, asked)
  return {
    status: 201,
    body: {
      fromObjectTypeId: from.type.id,
      fromObjectId: Number(from.id),
      toObjectTypeId: to.id,
      toObjectId: Number(toId),
      labels: types.flatMap((type) => type.label ?? []),
    },
  }
}

/** The v3 form names the type in the path, by id or by name. */
const putNamed: Handle = (call) => {
  const { from, to } = ends(call, 'write')
  const wanted = call.param('typeName')
  const known = associationTypes.find(
    (type) =>
      type.from === from.type.singular &&
      type.to === to.singular &&
      (String(type.typeId) === wanted || type.name === wanted),
  )
  if (known === undefined) throw notFound()
  associate(call.hand, from, { type: to, id: call.param('toId') }, [known.typeId])
  const object = findLive(call.portal, from.type, from.id)
  if (object === null) throw notFound()
  return { status: 200, body: showObject(object, from.type, [], () => true) }
}

const remove: Handle = (call) => {
  const { from, to } = ends(call, 'write')
  dissociate(call.hand, from, { type: to, id: call.param('toId') })
  return { status: 204 }
}

/** Links of one record. */
export function associationRoutes(desk: Desk): Router {
  const routes = Router()
  const base = '/:from/:id/associations'
  const paths = (rest: string): string[] => [
    ...versions('crm/objects', base + rest, 'v4'),
    `/crm/v3/objects${base}${rest}`,
  ]
  routes.get(paths('/:to'), api(desk, 'calls', list))
  routes.put(paths('/default/:to/:toId'), api(desk, 'calls', putDefault))
  routes.put(`/crm/v3/objects${base}/:to/:toId/:typeName`, api(desk, 'calls', putNamed))
  routes.put(versions('crm/objects', `${base}/:to/:toId`, 'v4'), api(desk, 'calls', putLabelled))
  routes.delete(paths('/:to/:toId'), api(desk, 'calls', remove))
  routes.delete(`/crm/v3/objects${base}/:to/:toId/:typeName`, api(desk, 'calls', remove))
  return routes
}
