import { type Request, type Response, Router } from 'express'
import { Refusal } from '../tenants/refusal'
import { checkInput } from './check-input'
import { type PortalAnswer, portalAnswer } from './contract/portal'
import { sendFile } from './contract-router'
import { openPortal, type PortalParts, portalThrottles } from './portal-door'
import { pressedAt } from './portal-pressed'
import { sendProblem } from './problem'

/**
 * The client's door, without an account: `/api/portal/{token}`. Looking is a GET and changes nothing; answering is a POST
 * with the page's token, its version, a typed name and a tick, so that programs that follow links decide nothing.
 */
export function portalApi(parts: PortalParts): Router {
  const router = Router()
  const portal = openPortal(parts, '/api/portal')
  const throttles = portalThrottles(parts.throttle)
  router.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
    next()
  })
  router.use(...throttles.everywhere)
  router.use('/:token', throttles.ofLink)

  router.get('/:token', async (request, response) => {
    response.json(await portal.look(await portal.open(request)))
  })
  router.get('/:token/files/:id', async (request, response) => {
    const id = String(request.params['id'])
    sendFile(response, await portal.file(await portal.open(request), id, response))
  })
  for (const [path, kind] of [
    ['milestones', 'milestone'],
    ['change-orders', 'order'],
  ] as const) {
    router.post(`/:token/${path}/:id/:verb`, async (request, response) => {
      const opened = await portal.open(request)
      const answer = () => answerOf(request)
      response.json(await portal.answer(opened, pressedAt(request, kind), answer, request))
    })
  }

  const only = (allowed: string) => (_request: Request, response: Response) => {
    response.set('allow', allowed)
    sendProblem(response, {
      status: 405,
      code: 'method_not_allowed',
      message: `This address takes ${allowed}.`,
    })
  }
  router.all(['/:token', '/:token/files/:id'], only('GET'))
  router.all(['/:token/milestones/:id/:verb', '/:token/change-orders/:id/:verb'], only('POST'))
  return router
}

/** The body, checked. */
function answerOf(request: Request): PortalAnswer {
  if (request.body === undefined) {
    throw new Refusal(415, 'unsupported_media_type', 'Send JSON, with Content-Type: application/json.')
  }
  return checkInput(portalAnswer, request.body)
}
