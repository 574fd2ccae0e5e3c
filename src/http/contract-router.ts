import { createHash } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import type { z } from 'zod'
import { type UploadLimits, usualUploads } from '../../config/upload-limits'
import type { Database, Sql } from '../postgres/database'
import { pastDeadlocks } from '../postgres/past-deadlocks'
import { mayAct, whoMay } from '../tenants/actor'
import { notFound, Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { authenticate, type Caller, checkCsrf } from './authenticate'
import { checkInput } from './check-input'
import { type Download, download, uploadedFile } from './contract/route'
import { type Route, type RouteName, routes } from './contract/routes'
import { sendProblem } from './problem'
import { bodyReader, type ReadBody } from './read-body'
import { type KeptAnswer, keepAnswer, readRequestKey, takeRequestKey } from './request-key-table'

type Part<N extends RouteName, K extends 'body' | 'query' | 'answer'> =
  (typeof routes)[N] extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined

/** What a handler is given: who asks, checked input, and the version of a precondition. */
export interface Asked<N extends RouteName> {
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly query: Part<N, 'query'>
  readonly body: Part<N, 'body'>
  /** The version in If-Match, or null. */
  readonly ifVersion: number | null
}

export interface Reply<N extends RouteName> {
  readonly value: Part<N, 'answer'>
  readonly version?: number
  /** What is kept for a repeated request, where the value has a secret that is told once. */
  readonly kept?: Part<N, 'answer'>
  /** Where this answer's status is not the route's: a look ahead makes nothing. */
  readonly status?: 200
}

/**
 * One function for each route. `run` gets a transaction that commits with its answer, and for a GET one that can only read
 * and sees one moment; `before` runs outside of it, for calls to a vendor that must not be held inside.
 */
export interface Handler<N extends RouteName> {
  before?(asked: Asked<N>): Promise<void>
  run(sql: Sql, asked: Asked<N>): Promise<Reply<N>>
}

export type Handlers = { readonly [N in RouteName]: Handler<N> }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const DEAL_ID = /^\d{1,25}$/

/** Serves every route of the contract: identity, role, input, precondition, idempotency, answer. */
export function contractRouter(parts: {
  database: Database
  publicUrl: string
  handlers: Handlers
  checkAnswers: boolean
  /** The usual ones unless said. */
  uploads?: UploadLimits | undefined
}): Router {
  const router = Router()
  const readBody = bodyReader(parts.uploads ?? usualUploads)
  const names = Object.keys(routes).filter(isRouteName)
  // `/invoices/{id}.pdf` is an `/invoices/{id}` too: such an address is answered whole before the wider one is asked.
  for (const narrow of [true, false]) {
    const methods = new Map<string, string[]>()
    for (const name of names.filter((each) => hasEnding(routes[each]) === narrow)) {
      const route: Route = routes[name]
      const path = route.path.replace(/\{(\w+)\}/g, ':$1')
      methods.set(path, [...(methods.get(path) ?? []), route.method])
      const method = methodOf(route.method)
      router[method](path, async (request, response) => {
        await serve({ ...parts, readBody }, name, route, request, response)
      })
    }
    for (const [path, allowed] of methods) {
      router.all(path, (_request, response) => {
        response.set('allow', allowed.join(', '))
        sendProblem(response, {
          status: 405,
          code: 'method_not_allowed',
          message: `This address takes ${allowed.join(', ')}.`,
        })
      })
    }
  }
  return router
}

/** Whether something stands behind the id at the end of an address. */
const hasEnding = ({ path }: Route): boolean => /\}\.\w+$/.test(path)
const isRouteName = (name: string): name is RouteName => name in routes
const methodOf = (method: Route['method']) =>
  (({ GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' }) as const)[method]

async function serve<N extends RouteName>(
  parts: {
    database: Database
    publicUrl: string
    handlers: Handlers
    checkAnswers: boolean
    readBody: ReadBody
  },
  name: N,
  route: Route,
  request: Request,
  response: Response,
): Promise<void> {
  const caller = await authenticate(parts.database, parts.publicUrl, request)
  checkCsrf(request, caller)
  if (!mayAct(caller.actor, route.role) && !(await isGranted(parts.database, caller, route))) {
    throw new Refusal(
      403,
      'forbidden',
      `“${route.summary}” is for ${whoMay(route.role)}. You are ${caller.actor.role}.`,
    )
  }
  await parts.readBody(route, request, response)
  const handler: Handler<N> = parts.handlers[name]
  const asked = askedOf<N>(caller, route, request)
  const key = route.method === 'POST' ? request.get('idempotency-key') : undefined
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Refusal(400, 'malformed', 'An Idempotency-Key is 1 to 200 visible ASCII characters.')
  }
  const identity = { key: key ?? '', personId: caller.actor.personId, requestHash: hashOf(request) }
  const { inWorkspace, inSnapshot } = parts.database
  if (handler.before) {
    // What runs before may have an effect at a vendor, so a used key is known first. Two at the same moment both
    // get past here; what runs before stands being repeated.
    const kept =
      key === undefined ? null : await inWorkspace(caller.workspaceId, (sql) => readRequestKey(sql, identity))
    if (kept) {
      send(response, replay(kept, identity.requestHash))
      return
    }
    await handler.before(asked)
  }
  const transaction = route.method === 'GET' ? inSnapshot : inWorkspace
  const run = async (sql: Sql): Promise<Done> => {
    const kept = key === undefined ? null : await takeRequestKey(sql, identity)
    if (kept) return replay(kept, identity.requestHash)
    const reply = await handler.run(sql, asked)
    const answer = {
      status: reply.status ?? route.status ?? 200,
      value: reply.value ?? {},
      etag: reply.version === undefined ? null : `"${reply.version}"`,
    }
    if (key !== undefined) {
      const kept = reply.kept ?? answer.value
      await keepAnswer(sql, identity, { status: answer.status, answer: kept, etag: answer.etag })
    }
    return { ...answer, replayed: false }
  }
  const done = await pastDeadlocks(() => transaction(caller.workspaceId, run))
  if (parts.checkAnswers && !done.replayed) route.answer.parse(done.value)
  if (route.gives === 'download') sendFile(response, download.parse(done.value))
  else send(response, done)
}

/** What is a bookkeeper's may be a member's, where the workspace has settled it so. */
async function isGranted(database: Database, caller: Caller, route: Route): Promise<boolean> {
  if (route.bookkeeping !== true || !mayAct(caller.actor, 'member')) return false
  const { settings } = await database.inWorkspace(caller.workspaceId, readWorkspace)
  return mayAct(caller.actor, settings.bookkeepingBy)
}

interface Done {
  readonly status: number
  readonly value: unknown
  readonly etag: string | null
  readonly replayed: boolean
}

function replay(kept: KeptAnswer, requestHash: Buffer): Done {
  if (!kept.requestHash.equals(requestHash)) {
    throw new Refusal(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Use a new one.',
    )
  }
  return { status: kept.status, value: kept.answer, etag: kept.etag, replayed: true }
}

function send(response: Response, done: Done): void {
  if (done.replayed) response.set('idempotency-replayed', 'true')
  if (done.etag !== null) response.set('etag', done.etag)
  response.set('cache-control', 'no-store').status(done.status)
  if (done.status === 204) response.end()
  else response.json(done.value)
}

/**
 * A browser's viewer opens nothing in a sandbox. It is apart from the page by itself, and what it is given here was looked
 * through for all that runs.
 */
const FRAMED = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'"

/** Whatever a file claims to be, a browser neither guesses its type nor runs it in our name. */
export function sendFile(
  response: Response,
  file: Download,
  more: Readonly<Record<string, string>> = {},
): void {
  response
    .status(200)
    .set({
      'cache-control': 'no-store',
      'content-type': file.type,
      'content-disposition': `${file.inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': file.framed === true ? FRAMED : "default-src 'none'; sandbox",
      ...more,
    })
    .end(file.bytes)
}

/** Checked against the route's own schemas, which is what makes these the types they say. */
function askedOf<N extends RouteName>(caller: Caller, route: Route, request: Request): Asked<N> {
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.params)) {
    const text = String(value)
    if (name === 'id' && !UUID.test(text)) throw notFound('thing')
    if (name === 'dealId' && !DEAL_ID.test(text)) throw notFound('deal')
    params[name] = text
  }
  if (
    route.body &&
    route.takes === undefined &&
    request.method !== 'GET' &&
    request.body === undefined &&
    request.get('content-length') !== undefined &&
    request.get('content-length') !== '0'
  ) {
    throw new Refusal(415, 'unsupported_media_type', 'Send JSON, with Content-Type: application/json.')
  }
  const body: unknown = route.body ? checkInput(route.body, request.body ?? {}) : undefined
  const query: unknown = route.query ? checkInput(route.query, { ...request.query }) : undefined
  return {
    caller,
    params,
    body: body as Part<N, 'body'>,
    query: query as Part<N, 'query'>,
    ifVersion: versionIn(request),
  }
}

function versionIn(request: Request): number | null {
  const header = request.get('if-match')
  if (header === undefined || header === '*') return null
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header)
  if (!match) throw new Refusal(400, 'malformed', 'If-Match takes the ETag that was read, such as "7".')
  return Number(match[1])
}

function hashOf(request: Request): Buffer {
  const hash = createHash('sha256')
  const body: unknown = request.body ?? null
  if (body instanceof Uint8Array) {
    return hash
      .update(JSON.stringify([request.method, request.originalUrl]))
      .update(body)
      .digest()
  }
  const file =
    typeof body === 'object' && body !== null && 'file' in body ? uploadedFile.safeParse(body.file) : null
  if (file?.success) hash.update(createHash('sha256').update(file.data.bytes).digest())
  return hash
    .update(
      JSON.stringify([
        request.method,
        request.originalUrl,
        file?.success ? withoutBytes(body, file.data) : body,
      ]),
    )
    .digest()
}

const withoutBytes = (body: unknown, file: { name: string; type: string }) => ({
  ...(typeof body === 'object' ? body : {}),
  file: { name: file.name, type: file.type },
})
