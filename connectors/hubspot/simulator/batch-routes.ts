import { Router } from 'express'
import { z } from 'zod'
import { type BatchError, runBatch } from './batch'
import { api, type Call, type Desk, type Reply, versions } from './call'
import type { CrmObject } from './crm-object'
import { findArchived, findLive } from './identify'
import { checkLinks, given, idText, linkNew, newAssociations } from './object-input'
import { type ObjectType, objectType } from './object-types'
import { invalid, Refusal } from './refusal'
import { showObject, showWhole } from './show-object'
import { showWritten } from './show-written'
import { archiveObject, checkNew, checkUpdate, createObject, updateObject } from './write-object'

const most = 100
const traced = { objectWriteTraceId: z.string().optional() }
const creates = z.object({
  inputs: z.array(z.object({ properties: given, associations: newAssociations, ...traced })),
})
const updates = z.object({
  inputs: z.array(z.object({ id: idText, idProperty: z.string().nullish(), properties: given, ...traced })),
})
const reads = z.object({
  inputs: z.array(z.object({ id: idText })),
  properties: z.array(z.string()).default([]),
  idProperty: z.string().nullish(),
})

const typeOf = (call: Call): ObjectType => objectType(call.param('type'))

function refuseMany(inputs: readonly unknown[]): void {
  if (inputs.length > most) {
    throw invalid(`The maximum number of inputs supported in a batch request is ${most}`)
  }
  if (inputs.length === 0) throw invalid('inputs must not be empty')
}

function missing(type: ObjectType, ids: readonly string[], doing: string): BatchError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not ${doing} some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
  }
}

function read(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.read)
  const { inputs, properties, idProperty } = call.body(reads)
  refuseMany(inputs)
  const known = call.portal.properties(type)
  const archived = call.query('archived') === 'true'
  const lost: string[] = []
  const found = inputs.flatMap(({ id }) => {
    const object = archived
      ? findArchived(call.portal, type, id)
      : findLive(call.portal, type, id, idProperty ?? null)
    if (object === null) lost.push(id)
    return object === null ? [] : [object]
  })
  const results = [...new Set(found)].map((object) =>
    showObject(object, type, properties, (name) => known.get(name) !== undefined),
  )
  return runBatch(call, 200, () => ({
    results,
    errors: lost.length === 0 ? [] : [missing(type, lost, 'get')],
  }))
}

function create(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const { inputs } = call.body(creates)
  refuseMany(inputs)
  return runBatch(call, 201, (each) =>
    each(inputs, {
      check: (input) => void checkNew(call.hand, type, input.properties),
      carryOut: (input) => {
        checkLinks(call, type, input.associations)
        const object = createObject(call.hand, type, input.properties)
        linkNew(call, type, object.id, input.associations)
        return showWhole(object)
      },
    }),
  )
}

function update(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const { inputs } = call.body(updates)
  refuseMany(inputs)
  if (new Set(inputs.map(({ id }) => id)).size < inputs.length) {
    throw invalid('Duplicate IDs found in batch input')
  }
  const find = (input: { id: string; idProperty?: string | null | undefined }): CrmObject => {
    const object = findLive(call.portal, type, input.id, input.idProperty ?? null)
    if (object !== null) return object
    const { category, message, context } = missing(type, [input.id], 'update')
    throw new Refusal(400, { category, message, context })
  }
  return runBatch(call, 200, (each) =>
    each(inputs, {
      check: (input) => void checkUpdate(call.hand, type, find(input), input.properties),
      carryOut: (input) =>
        showWritten(
          call,
          type,
          updateObject(call.hand, type, find(input), input.properties),
          input.properties,
        ),
    }),
  )
}

function upsert(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const { inputs } = call.body(updates)
  refuseMany(inputs)
  const placed = (input: (typeof inputs)[number]) => {
    const idProperty = input.idProperty ?? 'hs_object_id'
    const object = findLive(call.portal, type, input.id, idProperty)
    if (object !== null) return { object, properties: input.properties }
    if (idProperty !== 'hs_object_id') {
      return { object, properties: { [idProperty]: input.id, ...input.properties } }
    }
    const { category, message, context } = missing(type, [input.id], 'upsert')
    throw new Refusal(400, { category, message, context })
  }
  return runBatch(call, 200, (each) =>
    each(inputs, {
      check: (input) => {
        const { object, properties } = placed(input)
        if (object === null) checkNew(call.hand, type, properties)
        else checkUpdate(call.hand, type, object, properties)
      },
      carryOut: (input) => {
        const { object, properties } = placed(input)
        return object === null
          ? { ...showWhole(createObject(call.hand, type, properties)), new: true }
          : { ...showWhole(updateObject(call.hand, type, object, properties)), new: false }
      },
    }),
  )
}

function archive(call: Call): Reply {
  const type = typeOf(call)
  call.need(type.write)
  const { inputs } = call.body(z.object({ inputs: z.array(z.object({ id: idText })) }))
  refuseMany(inputs)
  for (const { id } of inputs) {
    // Ids that are gone already don't disturb the others.
    const object = findLive(call.portal, type, id)
    if (object !== null) archiveObject(call.hand, type, object)
  }
  return { status: 204 }
}

/** Up to a hundred records in one call. */
export function batchRoutes(desk: Desk): Router {
  const routes = Router()
  const verbs = { read, create, update, upsert, archive }
  for (const [verb, handle] of Object.entries(verbs)) {
    routes.post(versions('crm/objects', `/:type/batch/${verb}`), api(desk, 'calls', handle))
  }
  return routes
}
