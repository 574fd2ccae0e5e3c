import { timingSafeEqual } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { limits } from '../../config/limits'
import { answerOrderByLink, decideByLink } from '../approvals/decide-by-link'
import { type FoundLink, findLink } from '../approvals/find-link'
import type { PortalLink } from '../approvals/portal-link'
import { markUsed, readLink } from '../approvals/portal-link-table'
import { type SaidVerdict, verdictOf } from '../approvals/verdict'
import { bytesInDatabase } from '../documents/file-bytes-table'
import { readFiles } from '../documents/file-table'
import { readPortal } from '../insight/read-portal'
import { readBilledSoFar } from '../invoices/books/read-billed-so-far'
import { followOrder } from '../invoices/edited/follow-order'
import type { Sql } from '../postgres/database'
import { secretHash } from '../tenants/door-table'
import { notFound, Refusal } from '../tenants/refusal'
import { csrfToken } from './authenticate'
import { checkInput } from './check-input'
import { type PortalAnswer, type PortalPage, portalAnswer, portalPage } from './contract/portal'
import { sendFile } from './contract-router'
import type { HandlerParts } from './handlers/handler-parts'
import { sendProblem } from './problem'
import type { Throttle } from './throttle'
import { portalView } from './views/portal-view'

export interface PortalParts
  extends Pick<HandlerParts, 'database' | 'clock' | 'billing' | 'afterApproval' | 'learnBillingFacts'> {
  readonly throttle: Throttle
  /** Checks every answer against the contract, and breaks loudly: for tests. */
  readonly checkAnswers: boolean
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An unknown, an expired and a revoked link, and one into a deal that is gone: the same answer. */
const noSuchLink = () =>
  new Refusal(404, 'not_found', 'This link opens nothing. Ask whoever sent it to you for a new one.')

const MILESTONE_VERBS: ReadonlyMap<string, SaidVerdict['decision']> = new Map([
  ['approve', 'approve'],
  ['request-revision', 'revise'],
  ['approve-part', 'approve_part'],
])
const ORDER_VERBS: ReadonlyMap<string, 'approve' | 'reject'> = new Map([
  ['approve', 'approve'],
  ['reject', 'reject'],
])

/**
 * The client's door, without an account: `/api/portal/{token}`. Looking is a GET and changes nothing; answering is a POST
 * with the page's token, its version, a typed name and a tick, so that programs that follow links decide nothing.
 */
export function portalApi(parts: PortalParts): Router {
  const router = Router()
  const { throttle } = parts
  const busy = 'Too many requests by this link. Wait a minute.'
  router.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
    next()
  })
  // Whoever tries links is counted by their address, whatever they try; a link is counted by itself.
  router.use(throttle('portal-tries', busy, { refusedOnly: true }))
  router.use(throttle('portal', busy, { perMinute: limits.visitsToPortal }))
  router.use(
    '/:token',
    throttle('portal-link', busy, {
      perMinute: limits.visitsPerLink,
      keyOf: (request) => secretHash(String(request.params['token'])).toString('base64url'),
    }),
  )

  const inLink = async <T>(found: FoundLink, work: (sql: Sql, link: PortalLink) => Promise<T>): Promise<T> =>
    parts.database.inWorkspace(found.workspaceId, async (sql) => {
      const link = await readLink(sql, found.linkId)
      if (!link) throw noSuchLink()
      return work(sql, link)
    })
  const show = async (sql: Sql, link: PortalLink, token: string): Promise<PortalPage> => {
    const data = await readPortal(sql, parts.clock, link)
    if (!data) throw noSuchLink()
    const fileUrl = (fileId: string) => `/api/portal/${token}/files/${fileId}`
    const page = portalView(data, { csrf: csrfToken(token), fileUrl })
    return parts.checkAnswers ? portalPage.parse(page) : page
  }
  const opened = async (request: Request): Promise<{ token: string; found: FoundLink }> => {
    const token = String(request.params['token'])
    const found = await findLink(parts.database, token)
    if (!found) throw noSuchLink()
    return { token, found }
  }

  router.get('/:token', async (request, response) => {
    const { token, found } = await opened(request)
    response.json(
      await inLink(found, async (sql, link) => {
        await markUsed(sql, link.linkId)
        return show(sql, link, token)
      }),
    )
  })

  router.get('/:token/files/:id', async (request, response) => {
    const { found } = await opened(request)
    const fileId = String(request.params['id']).toLowerCase()
    const file = await inLink(found, async (sql, link) => {
      const data = await readPortal(sql, parts.clock, link)
      const shown = (data?.rounds ?? [])
        .filter(({ state }) => state !== 'withdrawn')
        .flatMap(({ snapshot }) => [
          ...snapshot.evidence,
          ...(snapshot.agreement ? [snapshot.agreement] : []),
        ])
      const stored = shown.some((each) => each.fileId === fileId)
        ? (await readFiles(sql, [fileId])).get(fileId)
        : undefined
      const bytes = stored && (await bytesInDatabase(sql).get(stored.sha256))
      return bytes ? { ...stored, bytes } : null
    })
    if (!file) throw notFound('file')
    sendFile(response, file)
  })

  router.post('/:token/milestones/:id/:verb', async (request, response) => {
    const decision = MILESTONE_VERBS.get(String(request.params['verb']))
    if (!decision) throw noSuchAddress()
    const { token, found } = await opened(request)
    const answer = answerOf(request, token)
    const milestoneId = idOf(request, 'milestone')
    const verdict = verdictOf({ ...answer, decision })
    await parts.learnBillingFacts(found.workspaceId, milestoneId)
    await answered(found, token, response, (sql, link) =>
      decideByLink(sql, parts, link, { milestoneId, verdict, ...signed(request, answer) }),
    )
  })

  router.post('/:token/change-orders/:id/:verb', async (request, response) => {
    const said = ORDER_VERBS.get(String(request.params['verb']))
    if (!said) throw noSuchAddress()
    const { token, found } = await opened(request)
    const answer = answerOf(request, token)
    const changeOrderId = idOf(request, 'change order')
    const tools = { clock: parts.clock, billedSoFar: readBilledSoFar, followOrder }
    await answered(found, token, response, (sql, link) =>
      answerOrderByLink(sql, tools, link, {
        changeOrderId,
        answer: said,
        reason: answer.reason || null,
        ...signed(request, answer),
      }),
    )
  })

  /** Carries an answer out, and shows the page as it is afterwards, in one transaction. */
  async function answered(
    found: FoundLink,
    token: string,
    response: Response,
    work: (sql: Sql, link: PortalLink) => Promise<void>,
  ): Promise<void> {
    response.json(
      await inLink(found, async (sql, link) => {
        await work(sql, link)
        return show(sql, link, token)
      }),
    )
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

const noSuchAddress = () => new Refusal(404, 'not_found', 'There is no such address.')

function idOf(request: Request, what: string): string {
  const id = String(request.params['id'])
  if (!UUID.test(id)) throw notFound(what)
  return id.toLowerCase()
}

/** The body, checked, of a page that this link was shown. */
function answerOf(request: Request, token: string): PortalAnswer {
  if (request.body === undefined) {
    throw new Refusal(415, 'unsupported_media_type', 'Send JSON, with Content-Type: application/json.')
  }
  const answer = checkInput(portalAnswer, request.body)
  const given = Buffer.from(answer.csrf)
  const expected = Buffer.from(csrfToken(token))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal(403, 'csrf_failed', 'This page is out of date. Open your link again and try once more.')
  }
  return answer
}

const signed = (request: Request, answer: PortalAnswer) => ({
  version: answer.version,
  signedName: answer.name,
  ip: request.ip ?? null,
  userAgent: request.get('user-agent')?.slice(0, 500) ?? null,
})
