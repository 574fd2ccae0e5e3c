import { Router } from 'express'
import { z } from 'zod'
import { associationsShown } from './associations-shown'
import { api, type Call, type Desk, type Reply, versions } from './call'
import { type CrmObject, isLive } from './crm-object'
import { findArchived, findLive } from './identify'
import { mergeObjects } from './merge-objects'
import { checkLinks, given, idText, linkNew, newAssociations } from './object-input'
import { type ObjectType, objectType } from './object-types'
import { invalid, notFound, Refusal } from './refusal'
import { type ShownObject, showObject, showWhole } from './show-object'
import { showWritten } from './show-written'
import { archiveObject, createObject, updateObject } from './write-object'

const typeOf = (call: Call): ObjectType => objectType(call.param('type'))

const isTrue = (text: string | null): boolean => text === 'true'

/** The record, printed with the properties and associations that the query asks for. */
function shown(call: Call, type: ObjectType, object: CrmObject): ShownObject & { associations?: unknown } {
  const properties = call.portal.properties(type)
  const base = showObject(
    object,
    type,
    call.queries('properties'),
    (name) => properties.get(name) !== undefined,
  )
  const wanted = call.queries('associations')
  return wanted.length === 0 ? base : { ...base, ...associationsShown(call, type, object.id, wanted) }
}

function find(call: Call, type: ObjectType): CrmObject {
  const id = call.param('id')
  const idProperty = call.query('idProperty')
  if (idProperty === null && !/^\d+$/.test(id)) {
    throw new Refusal(404, {
      message: 'Object not found.  objectId are usually numeric.',
      category: 'OBJECT_NOT_FOUND',
      context: { id: [id] },
    })
  }
  const object = isTrue(call.query('archived'))
    ? findArchived(call.portal, type, id)
    : findLive(call.portal, type, id, idProperty)
  if (object === null) throw notFound()
  return object
}

function list(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.read)
  const limit = Number(call.query('limit') ?? '10')
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('limit must be between 1 and 100')
  const archived = isTrue(call.query('archived'))
  const after = Number(/^\d+$/.exec(call.query('after') ?? '0')?.[0] ?? '0')
  // Ids rise, so the order of creation is the order of ids.
  const found = call.portal
    .objects(type)
    .all()
    .filter(
      (each) =>
        Number(each.id) >= after &&
        (archived ? each.archivedAt !== null && each.mergedInto === null : isLive(each)),
    )
  const next = found[limit]
  return {
    status: 200,
    body: {
      results: found.slice(0, limit).map((each) => shown(call, type, each)),
      ...(next === undefined ? {} : { paging: { next: { after: next.id, link: `?after=${next.id}` } } }),
    },
  }
}

function create(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const { properties, associations } = call.body(
    z.object({ properties: given, associations: newAssociations }),
  )
  checkLinks(call, type, associations)
  const object = createObject(call.hand, type, properties)
  linkNew(call, type, object.id, associations)
  return { status: 201, body: showWhole(object) }
}

function patch(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const { properties } = call.body(z.object({ properties: given }))
  return {
    status: 200,
    body: showWritten(call, type, updateObject(call.hand, type, find(call, type), properties), properties),
  }
}

function archive(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const object = findLive(call.portal, type, call.param('id'))
  if (object !== null) archiveObject(call.hand, type, object)
  else if (findArchived(call.portal, type, call.param('id')) === null) throw notFound()
  return { status: 204 }
}

function merge(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const body = call.body(z.object({ primaryObjectId: idText, objectIdToMerge: idText }))
  const mode = call.world.switches.value('merge_survivor')
  return {
    status: 200,
    body: showWhole(mergeObjects(call.hand, type, body.primaryObjectId, body.objectIdToMerge, mode)),
  }
}

/** Records one by one: list, create, read, update, archive, merge. */
export function objectRoutes(desk: Desk): Router {
  const routes = Router()
  const all = versions('crm/objects', '/:type')
  const one = versions('crm/objects', '/:type/:id')
  routes.get(all, api(desk, 'calls', list))
  routes.post(all, api(desk, 'calls', create))
  routes.post(versions('crm/objects', '/:type/merge'), api(desk, 'calls', merge))
  routes.get(
    one,
    api(desk, 'calls', (call) => {
      const type = typeOf(call)
      call.need(type.read)
      return { status: 200, body: shown(call, type, find(call, type)) }
    }),
  )
  routes.patch(one, api(desk, 'calls', patch))
  routes.delete(one, api(desk, 'calls', archive))
  return routes
}
