import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { bodyOf } from '../../simulation/raw-body'
import { identifyToken, type TokenFacts } from './identify-token'
import type { Limiter } from './limiter'
import type { World } from './open-world'
import type { Hand, Portal } from './portal'
import { invalid, Refusal } from './refusal'
import { sendRefusal } from './send-refusal'
import { adminRule } from './write-rule'

/** What routes stand on besides the world. */
export interface Desk {
  readonly world: World
  readonly appId: number
  readonly staticTokens: ReadonlyMap<string, number>
  readonly limits: { readonly calls: Limiter; readonly searches: Limiter }
}

/** One authorised API call. Reading what isn't there, or isn't right, throws HubSpot's refusal. */
export interface Call {
  readonly world: World
  readonly portal: Portal
  readonly hand: Hand
  readonly token: TokenFacts
  /** `2026-03`, `2026-09`, `v3`, `v4`: the version in the path. */
  readonly version: string
  param(name: string): string
  query(name: string): string | null
  /** A list, comma-separated, repeated, or both. */
  queries(name: string): string[]
  body<T>(schema: z.ZodType<T>): T
  readonly raw: { readonly bytes: Buffer; readonly contentType: string | undefined }
  /** Throws 403 unless the token has one of these scopes. */
  need(scopes: readonly string[]): void
}

export interface Reply {
  readonly status: number
  readonly body?: unknown
}

export type Handle = (call: Call) => Reply

/** Which limit a route counts against: calls per app and account, searches per account and without headers. */
export type Meter = 'calls' | 'searches' | 'none'

function parameterOf(req: Request, name: string): string {
  const value = req.params[name]
  return typeof value === 'string' ? value : ''
}

function readBody<T>(req: Request, schema: z.ZodType<T>): T {
  let given: unknown
  try {
    given = JSON.parse(bodyOf(req).toString('utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable'
    throw new Refusal(400, { message: `Invalid input JSON on line 1, column 1: ${reason}` })
  }
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw invalid(`Invalid input JSON on line 1, column 1: ${z.prettifyError(parsed.error)}`)
}

function callOf(desk: Desk, req: Request, token: TokenFacts, portal: Portal): Call {
  const query = new URL(req.originalUrl, 'http://simulator').searchParams
  const version = /\/(v\d|\d{4}-\d{2})\//.exec(`${req.path}/`)?.[1] ?? ''
  const rule = adminRule(desk.world.switches, version, portal)
  return {
    world: desk.world,
    portal,
    hand: { portal, actor: token.actor, ...(rule === null ? {} : { rule }) },
    token,
    version,
    param: (name) => parameterOf(req, name),
    query: (name) => query.get(name),
    queries: (name) =>
      query
        .getAll(name)
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    body: (schema) => readBody(req, schema),
    raw: { bytes: bodyOf(req), contentType: req.headers['content-type'] },
    need: (scopes) => {
      if (scopes.some((scope) => token.scopes.includes(scope))) return
      throw new Refusal(403, {
        message:
          "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
        category: 'MISSING_SCOPES',
        errors: [
          {
            message: 'One or more of the following scopes are required.',
            context: { requiredGranularScopes: scopes },
          },
        ],
        links: { scopes: 'https://developers.hubspot.com/scopes' },
      })
    },
  }
}

function meter(desk: Desk, res: Response, which: Meter, { portalId, actor }: TokenFacts): void {
  if (which === 'none') return
  const limiter = desk.limits[which]
  const { admitted, remaining } = limiter.take(
    which === 'calls' ? `${portalId} ${actor.sourceId}` : String(portalId),
  )
  if (which === 'calls') {
    res.setHeader('X-HubSpot-RateLimit-Max', String(limiter.max))
    res.setHeader('X-HubSpot-RateLimit-Remaining', String(remaining))
    res.setHeader('X-HubSpot-RateLimit-Interval-Milliseconds', '10000')
  }
  if (admitted) return
  const isNewer = desk.world.switches.value('rate_limit_body') === 'category'
  const policy = which === 'calls' ? 'TEN_SECONDLY_ROLLING' : 'SECONDLY'
  const group = which === 'calls' ? 'publicapi:private-apps' : 'publicapi:crm:search:oauth'
  const message = `You have reached your ${policy.toLowerCase()} limit.`
  if (isNewer) throw new Refusal(429, { message, category: 'RATE_LIMITS' })
  const groupName = `${group}:${portalId}`
  throw new Refusal(429, { message, errorType: 'RATE_LIMIT', policyName: policy, groupName })
}

/** An API route: knows the caller, counts the call, answers, and makes what it wrote durable before it answers. */
export function api(desk: Desk, which: Meter, handle: Handle): RequestHandler {
  return (req, res, next) => {
    const correlationId = randomUUID()
    res.setHeader('X-HubSpot-Correlation-Id', correlationId)
    try {
      const token = identifyToken(desk, req.headers.authorization)
      const portal = desk.world.portals.get(token.portalId)
      if (portal === undefined) throw new Error(`a token of portal ${token.portalId}, which isn't here`)
      meter(desk, res, which, token)
      let reply: Reply
      try {
        reply = handle(callOf(desk, req, token, portal))
      } finally {
        desk.world.flush()
      }
      if (reply.body === undefined) res.status(reply.status).end()
      else res.status(reply.status).json(reply.body)
    } catch (error) {
      if (error instanceof Refusal) sendRefusal(res, error, correlationId)
      else next(error)
    }
  }
}

/** The same path under every version HubSpot serves it: dated first, then the given legacy prefix. */
export function versions(area: string, rest: string, legacy = 'v3'): string[] {
  const [head = '', ...tail] = area.split('/')
  const after = tail.length === 0 ? '' : `/${tail.join('/')}`
  return [`/${area}/2026-03${rest}`, `/${area}/2026-09${rest}`, `/${head}/${legacy}${after}${rest}`]
}
