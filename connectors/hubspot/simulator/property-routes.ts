import { Router } from 'express'
import { z } from 'zod'
import { runBatch } from './batch'
import { api, type Call, type Desk, type Handle, versions } from './call'
import { defineGroup, defineProperty, type NewProperty, newGroup, newProperty } from './define-property'
import { type ObjectType, objectType } from './object-types'
import { type PropertyDefinition, showProperty } from './property-definition'
import { invalid, notFound, Refusal } from './refusal'

const named = z.object({ inputs: z.array(z.object({ name: z.string() })) })

function readable(call: Call): ObjectType {
  const type = objectType(call.param('type'))
  call.need([...type.read, `crm.schemas.${type.name}.read`, `crm.schemas.${type.name}.write`])
  return type
}

function writable(call: Call): ObjectType {
  const type = objectType(call.param('type'))
  call.need([...type.write, `crm.schemas.${type.name}.write`])
  return type
}

function propertyOf(call: Call, type: ObjectType): PropertyDefinition {
  const definition = call.portal.properties(type).get(call.param('name'))
  if (definition === undefined || definition.archived) throw notFound()
  return definition
}

function own(definition: PropertyDefinition): PropertyDefinition {
  if (definition.hubspotDefined)
    throw invalid(`${definition.name} is defined by HubSpot and cannot be changed`)
  return definition
}

const list: Handle = (call) => {
  const type = readable(call)
  const archived = call.query('archived') === 'true'
  const found = call.portal
    .properties(type)
    .all()
    .filter((each) => each.archived === archived)
  return { status: 200, body: { results: found.map(showProperty) } }
}

const define = (call: Call, type: ObjectType, given: NewProperty): PropertyDefinition =>
  defineProperty(call.portal, type, given, call.world.switches.value('archived_property_name'))

const create: Handle = (call) => {
  const type = writable(call)
  return { status: 201, body: showProperty(define(call, type, call.body(newProperty))) }
}

const patch: Handle = (call) => {
  const type = writable(call)
  const definition = own(propertyOf(call, type))
  const given = call.body(newProperty.omit({ name: true }).partial())
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  const changed: PropertyDefinition = {
    ...definition,
    ...Object.fromEntries(known),
    updatedAt: call.portal.now().toISOString(),
  }
  call.portal.properties(type).put(definition.name, changed)
  return { status: 200, body: showProperty(changed) }
}

function archiveOne(call: Call, type: ObjectType, definition: PropertyDefinition): void {
  call.portal.properties(type).put(own(definition).name, { ...definition, archived: true })
}

const archive: Handle = (call) => {
  const type = writable(call)
  archiveOne(call, type, propertyOf(call, type))
  return { status: 204 }
}

const batchCreate: Handle = (call) => {
  const type = writable(call)
  const { inputs } = call.body(z.object({ inputs: z.array(newProperty) }))
  // Definitions that exist fail alone: the others are made, and the answer is 207.
  return runBatch(call, call.version === '2026-09' ? 200 : 201, () => {
    const results: object[] = []
    const errors: { status: 'error'; category: string; message: string; context: { name: string[] } }[] = []
    for (const input of inputs) {
      try {
        results.push(showProperty(define(call, type, input)))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { category = 'VALIDATION_ERROR', message } = error.body
        errors.push({ status: 'error', category, message, context: { name: [input.name] } })
      }
    }
    return { results, errors }
  })
}

const batchRead: Handle = (call) => {
  const type = readable(call)
  const { inputs } = call.body(named)
  const found = inputs
    .flatMap(({ name }) => call.portal.properties(type).get(name) ?? [])
    .filter((p) => !p.archived)
  const lost = inputs.map(({ name }) => name).filter((name) => !found.some((each) => each.name === name))
  const message =
    'Could not get some PROPERTY objects, they may be deleted or not exist. Check that names are valid.'
  return runBatch(call, 200, () => ({
    results: found.map(showProperty),
    errors:
      lost.length === 0
        ? []
        : [{ status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { names: lost } }],
  }))
}

const batchArchive: Handle = (call) => {
  const type = writable(call)
  const { inputs } = call.body(named)
  for (const { name } of inputs) {
    const definition = call.portal.properties(type).get(name)
    if (definition !== undefined && !definition.archived) archiveOne(call, type, definition)
  }
  return { status: 204 }
}

const listGroups: Handle = (call) => ({
  status: 200,
  body: { results: call.portal.groups(readable(call)).all() },
})

const createGroup: Handle = (call) => {
  const type = writable(call)
  return { status: 201, body: defineGroup(call.portal, type, call.body(newGroup)) }
}

const readGroup: Handle = (call) => {
  const group = call.portal.groups(readable(call)).get(call.param('name'))
  if (group === undefined) throw notFound()
  return { status: 200, body: group }
}

/** Definitions of properties and their groups. */
export function propertyRoutes(desk: Desk): Router {
  const routes = Router()
  const paths = (rest: string): string[] => versions('crm/properties', `/:type${rest}`)
  routes.get(paths('/groups'), api(desk, 'calls', listGroups))
  routes.post(paths('/groups'), api(desk, 'calls', createGroup))
  routes.get(paths('/groups/:name'), api(desk, 'calls', readGroup))
  routes.post(paths('/batch/create'), api(desk, 'calls', batchCreate))
  routes.post(paths('/batch/read'), api(desk, 'calls', batchRead))
  routes.post(paths('/batch/archive'), api(desk, 'calls', batchArchive))
  routes.get(paths(''), api(desk, 'calls', list))
  routes.post(paths(''), api(desk, 'calls', create))
  routes.get(
    paths('/:name'),
    api(desk, 'calls', (call) => ({ status: 200, body: showProperty(propertyOf(call, readable(call))) })),
  )
  routes.patch(paths('/:name'), api(desk, 'calls', patch))
  routes.delete(paths('/:name'), api(desk, 'calls', archive))
  return routes
}
