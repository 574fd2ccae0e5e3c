import { Router } from 'express'
import { z } from 'zod'
import { associate, dissociate, listedLinks } from './associate'
import { typesShown } from './association-routes'
import { associationById } from './association-types'
import { type BatchError, runBatch } from './batch'
import { api, type Call, type Desk, type Handle, versions } from './call'
import { findLive } from './identify'
import { idText } from './object-input'
import { type ObjectType, objectType } from './object-types'
import { invalid } from './refusal'

const most = { read: 1000, write: 2000 }
const end = z.object({ id: idText })
const pairs = z.object({
  inputs: z.array(
    z.object({
      from: end,
      to: end,
      types: z.array(z.object({ associationTypeId: z.number() })).optional(),
    }),
  ),
})
const manyToMany = z.object({ inputs: z.array(z.object({ from: end, to: z.union([end, z.array(end)]) })) })

function kinds(call: Call, verb: 'read' | 'write'): { from: ObjectType; to: ObjectType } {
  const from = objectType(call.param('from'))
  const to = objectType(call.param('to'))
  call.need(from[verb])
  return { from, to }
}

function refuseMany(inputs: readonly unknown[], limit: number): void {
  if (inputs.length > limit)
    throw invalid(`The maximum number of inputs supported in a batch request is ${limit}`)
  if (inputs.length === 0) throw invalid('inputs must not be empty')
}

function nothingLinked(from: ObjectType, to: ObjectType, id: string): BatchError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
  }
}

const read: Handle = (call) => {
  const { from, to } = kinds(call, 'read')
  const { inputs } = call.body(z.object({ inputs: z.array(end) }))
  refuseMany(inputs, most.read)
  return runBatch(call, 200, () => {
    const rows = inputs.map(({ id }) => ({
      id,
      links: findLive(call.portal, from, id) === null ? [] : listedLinks(call.portal, { type: from, id }, to),
    }))
    const results = rows
      .filter(({ links }) => links.length > 0)
      .map(({ id, links }) => ({
        from: { id },
        to: links.flatMap((link): object[] =>
          call.version === 'v3'
            ? link.typeIds.map((typeId) => ({
                id: link.toId,
                type: associationById(from.singular, to.singular, typeId)?.name ?? '',
              }))
            : [{ toObjectId: Number(link.toId), associationTypes: typesShown(from, to, link.typeIds) }],
        ),
      }))
    // A record without links is an error of the multi-status kind, not an empty row.
    const errors = rows.filter(({ links }) => links.length === 0).map(({ id }) => nothingLinked(from, to, id))
    return { results, errors }
  })
}

const create: Handle = (call) => {
  const { from, to } = kinds(call, 'write')
  const { inputs } = call.body(pairs)
  refuseMany(inputs, most.write)
  return runBatch(call, 201, () => ({
    errors: [],
    results: inputs.map((input) => {
      const asked = (input.types ?? []).map((type) => type.associationTypeId)
      const types = associate(
        call.hand,
        { type: from, id: input.from.id },
        { type: to, id: input.to.id },
        asked,
      )
      return {
        fromObjectTypeId: from.id,
        fromObjectId: Number(input.from.id),
        toObjectTypeId: to.id,
        toObjectId: Number(input.to.id),
        labels: types.flatMap((type) => type.label ?? []),
      }
    }),
  }))
}

const createDefault: Handle = (call) => {
  const { from, to } = kinds(call, 'write')
  const { inputs } = call.body(pairs)
  refuseMany(inputs, most.write)
  return runBatch(call, 200, () => ({
    errors: [],
    results: inputs.map((input) => {
      const types = associate(call.hand, { type: from, id: input.from.id }, { type: to, id: input.to.id })
      const plain = types.find((type) => !type.primary)
      return {
        from: { id: input.from.id },
        to: { id: input.to.id },
        associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: plain?.typeId },
      }
    }),
  }))
}

const archive: Handle = (call) => {
  const { from, to } = kinds(call, 'write')
  const { inputs } = call.body(manyToMany)
  refuseMany(inputs, most.write)
  for (const input of inputs) {
    for (const other of Array.isArray(input.to) ? input.to : [input.to]) {
      dissociate(call.hand, { type: from, id: input.from.id }, { type: to, id: other.id })
    }
  }
  return { status: 204 }
}

const archiveLabels: Handle = (call) => {
  const { from, to } = kinds(call, 'write')
  const { inputs } = call.body(pairs)
  refuseMany(inputs, most.write)
  for (const input of inputs) {
    const asked = (input.types ?? []).map((type) => type.associationTypeId)
    dissociate(call.hand, { type: from, id: input.from.id }, { type: to, id: input.to.id }, asked)
  }
  return { status: 204 }
}

/** Links of many records in one call. */
export function associationBatchRoutes(desk: Desk): Router {
  const routes = Router()
  const paths = (verb: string): string[] => [
    ...versions('crm/associations', `/:from/:to/batch/${verb}`, 'v4'),
    `/crm/v3/associations/:from/:to/batch/${verb}`,
  ]
  routes.post(paths('read'), api(desk, 'calls', read))
  routes.post(paths('create'), api(desk, 'calls', create))
  routes.post(paths('associate/default'), api(desk, 'calls', createDefault))
  routes.post(paths('archive'), api(desk, 'calls', archive))
  routes.post(paths('labels/archive'), api(desk, 'calls', archiveLabels))
  return routes
}
