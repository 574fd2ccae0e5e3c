import { Router } from 'express'
import { z } from 'zod'
import { runBatch } from './batch'
import { api, type Call, type Desk } from './call'
import { findLive } from './identify'
import { objectType } from './object-types'
import { invalid, Refusal } from './refusal'
import { type TimelineEvent, timelineEvent } from './timeline-event'

function store(call: Call, event: TimelineEvent): Record<string, unknown> {
  if ((event.eventTypeName ?? event.eventTemplateId) === undefined) throw invalid('eventTypeName is required')
  if ((event.objectId ?? event.email ?? event.domain) === undefined) {
    throw invalid('One of objectId, email and domain is required')
  }
  if (event.objectId !== undefined && findLive(call.portal, objectType('deal'), event.objectId) === null) {
    const isContact = findLive(call.portal, objectType('contact'), event.objectId) !== null
    if (!isContact) throw invalid(`Object ${event.objectId} does not exist`)
  }
  const id = event.id ?? call.portal.nextId()
  if (call.portal.timeline.get(id) !== undefined) {
    throw new Refusal(409, { message: `An event with id ${id} already exists`, category: 'CONFLICT' })
  }
  const kept = { ...event, id }
  call.portal.timeline.put(id, kept)
  return { ...kept, createdAt: call.portal.now().toISOString() }
}

/** App events. Ids de-duplicate: the same one again is a conflict. */
export function timelineRoutes(desk: Desk): Router {
  const routes = Router()
  const bases = ['2026-03', '2026-09', 'v3'].map((version) => `/integrators/timeline/${version}/events`)
  const all = [...bases, '/crm/v3/timeline/events']
  const need = (call: Call): void => call.need(['timeline', 'crm.objects.deals.write'])
  routes.post(
    all,
    api(desk, 'calls', (call) => {
      need(call)
      return { status: 201, body: store(call, call.body(timelineEvent)) }
    }),
  )
  routes.post(
    all.flatMap((path) => [`${path}/batch`, `${path}/batch/create`]),
    api(desk, 'calls', (call) => {
      need(call)
      const { inputs } = call.body(z.object({ inputs: z.array(timelineEvent) }))
      return runBatch(call, 201, () => ({ results: inputs.map((event) => store(call, event)), errors: [] }))
    }),
  )
  return routes
}
