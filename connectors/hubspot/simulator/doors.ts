import express, { type Response, Router } from 'express'
import { z } from 'zod'
import { type CardFetch, cardFetch, fetchAsCard } from './card-fetch'
import { findArchived } from './identify'
import { type ObjectType, objectType } from './object-types'
import type { World } from './open-world'
import { Refusal } from './refusal'
import { showWhole } from './show-object'
import { fireWorkflowAction, workflowRun } from './workflow-action'
import { restoreObject } from './write-object'

const restoring = z.strictObject({
  portalId: z.coerce.number(),
  objectType: z.string().default('deals'),
  id: z.coerce.string(),
})

const renaming = z.strictObject({
  portalId: z.coerce.number(),
  id: z.coerce.string(),
  firstName: z.string(),
  lastName: z.string(),
})

function refuse(res: Response, problem: string, status = 400): void {
  res.status(status).json({ problem })
}

/**
 * HubSpot's own doors beside the common ones: a workflow that reaches our action, a card that calls the app,
 * and what HubSpot's API can't do: open the recycle bin, and call a user by another name.
 */
export function hubspotDoors(world: World, app: { appId: number; clientSecret: string }): Router {
  const doors = Router()
  const json = express.json({ limit: '1mb', type: () => true })

  doors.post('/workflow-action', json, async (req, res) => {
    const run = workflowRun.safeParse(req.body)
    if (!run.success) refuse(res, z.prettifyError(run.error))
    else if (!world.portals.has(run.data.portalId)) refuse(res, `no portal ${run.data.portalId}`)
    else res.json(await fireWorkflowAction(world, app.clientSecret, run.data))
  })
  doors.get('/workflow-action/:portalId/:callbackId', (req, res) => {
    const { portalId, callbackId } = req.params
    const execution = world.portals.get(Number(portalId))?.executions.get(callbackId)
    if (execution === undefined) refuse(res, `no execution ${callbackId}`, 404)
    else res.json(execution)
  })
  doors.post('/card-fetch', json, async (req, res) => {
    const asked = cardFetch.safeParse(req.body)
    if (!asked.success) refuse(res, z.prettifyError(asked.error))
    else if (!hasUser(world, asked.data)) refuse(res, 'no such portal, or no such user in it')
    else res.json(await fetchAsCard(world, app, asked.data))
  })
  doors.get('/timeline/:portalId', (req, res) => {
    res.json({ items: world.portals.get(Number(req.params.portalId))?.timeline.all() ?? [] })
  })

  doors.post('/restore', json, (req, res) => {
    const wanted = restoring.safeParse(req.body)
    if (!wanted.success) {
      refuse(res, z.prettifyError(wanted.error))
      return
    }
    const portal = world.portals.get(wanted.data.portalId)
    const type = readType(wanted.data.objectType)
    const object = portal === undefined || type === null ? null : findArchived(portal, type, wanted.data.id)
    if (portal === undefined || type === null || object === null) {
      refuse(res, `nothing to restore under ${wanted.data.id}`, 404)
      return
    }
    const user = portal.settings.owners[0]?.userIdIncludingInactive ?? 0
    const actor = { changeSource: 'CRM_UI', sourceId: `userId:${user}` } as const
    const restored = restoreObject({ portal, actor }, type, object)
    world.flush()
    res.json(showWhole(restored))
  })
  doors.post('/owners/rename', json, (req, res) => {
    const wanted = renaming.safeParse(req.body)
    if (!wanted.success) return refuse(res, z.prettifyError(wanted.error))
    const { portalId, id, ...name } = wanted.data
    const owner = world.portals.get(portalId)?.settings.owners.find((each) => each.id === id)
    if (owner === undefined) return refuse(res, `no owner ${id}`, 404)
    res.json(Object.assign(owner, name))
  })
  return doors
}

function hasUser(world: World, { portalId, userId }: CardFetch): boolean {
  const owners = world.portals.get(portalId)?.settings.owners ?? []
  return owners.some((owner) => userId === undefined || owner.userId === userId)
}

function readType(name: string): ObjectType | null {
  try {
    return objectType(name)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
