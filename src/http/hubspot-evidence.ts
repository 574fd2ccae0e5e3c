import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import multer, { MulterError } from 'multer'
import { megabytes, type UploadLimits } from '../../config/upload-limits'
import type { Clock } from '../clock/clock'
import { readDeal } from '../deals/deal-table'
import type { KeepsFiles } from '../documents/file-store'
import { listEvidence } from '../documents/file-table'
import type { Database } from '../postgres/database'
import { attachEvidence } from '../schedules/attach-evidence'
import { noEvidenceBecause } from '../schedules/evidence'
import { codeOf } from '../schedules/milestone'
import { readMilestone } from '../schedules/milestone-table'
import { readSchedule } from '../schedules/schedule-table'
import { Refusal } from '../tenants/refusal'
import type { Sealer } from '../tenants/seal'
import { english } from '../ui/portal/english'
import { type EvidenceShown, renderEvidence } from '../ui/portal/evidence-page'
import { renderNotice } from '../ui/portal/render-page'
import { nonceOf } from './console'
import { issueTicket, openTicket } from './evidence-ticket'
import { type FormMemory, formMemory } from './form-memory'
import { bringFile, filesOf } from './handlers/handler-parts'
import { seenAs } from './portal-reply'
import { portalStyle } from './portal-style'
import { refusalOf, requestId } from './problem'
import type { Throttle } from './throttle'

interface EvidenceParts extends KeepsFiles {
  readonly database: Database
  readonly clock: Clock
  readonly sealer: Sealer
  readonly throttle: Throttle
  /** Where its files are while they come; of its own, unless said. */
  readonly memory?: FormMemory | undefined
  readonly onBroken: (error: unknown, request: Request, id: string) => void
}

type Opened = NonNullable<Awaited<ReturnType<typeof openTicket>>>
type Outcome = EvidenceShown['outcomes'][number]

/** HubSpot's own pages, in each of its regions, and nobody else's. */
const FRAMED_BY = 'https://app.hubspot.com https://*.hubspot.com'

/**
 * The page that HubSpot's card opens in a window of its own, to add evidence: no session of the console comes along there,
 * so it stands on a ticket, and then on the pass in its form. It works without a script.
 */
export function hubspotEvidence(parts: EvidenceParts): Router {
  const router = Router()
  const uploads = filesOf(parts).limits
  const openPass = (request: Request) => {
    const { pass } = fieldsOf(request)
    return openTicket(parts, 'pass', typeof pass === 'string' ? pass.trim() : '')
  }
  const passed = formReader(uploads, parts.memory ?? formMemory(uploads), openPass)
  router.use((_request, response, next) => {
    const nonce = nonceOf(response.locals)
    response.removeHeader('x-frame-options')
    response.set({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'nonce-${nonce}'`,
        `script-src 'nonce-${nonce}'`,
        "form-action 'self'",
        "base-uri 'none'",
        `frame-ancestors ${FRAMED_BY}`,
      ].join('; '),
    })
    next()
  })
  router.use(
    parts.throttle('hubspot-evidence', 'Too many visits from here. Wait a minute.', { perMinute: 120 }),
  )
  router.get('/', async (request, response) => {
    const { ticket } = request.query
    const opened = await openTicket(parts, 'ticket', typeof ticket === 'string' ? ticket : '')
    if (opened === null) return sendEnded(response)
    await send(response, opened, [])
  })
  router.post('/', async (request, response) => {
    await passed(request, response)
    const fields = fieldsOf(request)
    const textOf = (name: string) => (typeof fields[name] === 'string' ? String(fields[name]).trim() : '')
    // Once more: who lost the right while their files came adds nothing.
    const opened = await openPass(request)
    if (opened === null) return sendEnded(response)
    const given = Array.isArray(request.files)
      ? request.files.filter(({ originalname }) => originalname !== '')
      : []
    const outcomes: Outcome[] = []
    for (const { originalname: name, buffer } of given) {
      const about = { item: textOf('item') || null, note: textOf('note').slice(0, 500) || null }
      outcomes.push(await add(opened, { name, bytes: seenAs(buffer), ...about }))
    }
    await send(response, opened, outcomes)
  })

  async function add(
    opened: Opened,
    given: { name: string; bytes: Uint8Array; item: string | null; note: string | null },
  ): Promise<Outcome> {
    const { workspaceId, milestoneId, actor } = opened
    try {
      await bringFile(parts, workspaceId, given)
      const { name, duplicate } = await parts.database.inWorkspace(workspaceId, (sql) =>
        attachEvidence(sql, actor, filesOf(parts).at(sql), { milestoneId, ...given }),
      )
      return { name, problem: null, held: duplicate }
    } catch (error) {
      // One that is refused holds up no other.
      const refusal = error instanceof Refusal ? error : refusalOf(error)
      if (!refusal) throw error
      return { name: given.name, problem: refusal.message, held: false }
    }
  }

  async function send(response: Response, opened: Opened, outcomes: readonly Outcome[]): Promise<void> {
    const { milestoneId, workspaceId } = opened
    const { text: pass } = issueTicket(parts, 'pass', opened)
    const shown = await parts.database.inWorkspace(
      workspaceId,
      async (sql): Promise<EvidenceShown | null> => {
        const milestone = await readMilestone(sql, milestoneId)
        const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
        const deal = schedule && (await readDeal(sql, schedule.dealId))
        if (!milestone || !deal) return null
        const files = await listEvidence(sql, [milestoneId])
        return {
          deal: deal.name,
          milestone: { code: codeOf(milestone), name: milestone.name },
          asked: milestone.details.evidenceRequired.map((item) => ({
            item,
            found: files.filter((file) => file.item === item).length,
          })),
          files: files.map(({ name, size, item }) => ({ name, size, item })),
          locked: noEvidenceBecause(milestone),
          pass,
          outcomes,
          takes: {
            accept: english.takenFiles,
            size: megabytes(uploads.fileBytes),
            atOnce: uploads.filesPerForm,
          },
        }
      },
    )
    if (shown === null) return sendEnded(response)
    const refused = outcomes.length > 0 && outcomes.every(({ problem }) => problem !== null)
    response
      .status(refused ? 422 : 200)
      .type('html')
      .send(renderEvidence(shown, { css: portalStyle, nonce: nonceOf(response.locals) }))
  }

  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof PassEnded) return sendEnded(response)
    const refusal = error instanceof Refusal ? error : refusalOf(error)
    if (refusal) return sendWords(response, refusal.status, 'Nothing was added', refusal.message)
    parts.onBroken(error, request, requestId(response))
    sendWords(
      response,
      500,
      'Something broke on our side',
      `Nothing was added. Request ${requestId(response)}.`,
    )
  }
  router.use(onError)
  return router
}

/** The form's pass opens nothing: none of its files was taken. */
class PassEnded extends Error {}

const fieldsOf = (request: Request): Record<string, unknown> => {
  const body: unknown = request.body
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

/**
 * Reads a form once its pass is known to open something: it stands before the files, and nothing of a stranger's file is
 * kept for a moment.
 */
function formReader(
  uploads: UploadLimits,
  memory: FormMemory,
  openPass: (request: Request) => Promise<Opened | null>,
): (request: Request, response: Response) => Promise<void> {
  const reader = multer({
    storage: memory,
    fileFilter: (request, _file, done) => {
      openPass(request).then((opened) => {
        if (opened === null) return done(new PassEnded())
        memory.holds(request, `person ${opened.personId}`)
        done(null, true)
      }, done)
    },
    limits: {
      fileSize: uploads.fileBytes,
      files: uploads.filesPerForm,
      fields: 10,
      fieldSize: 10_000,
      parts: 10 + uploads.filesPerForm,
    },
    defParamCharset: 'utf8',
  }).array('files')
  return async (request, response) => {
    await new Promise<void>((resolve, reject) => {
      if (!request.is('multipart/form-data')) {
        return reject(new Refusal(415, 'unsupported_media_type', 'Send the files as multipart/form-data.'))
      }
      void reader(request, response, (error: unknown) =>
        error ? reject(asRefusal(error, uploads)) : resolve(),
      )
    })
    memory.checkRoom(request)
  }
}

function asRefusal(error: unknown, { fileBytes, filesPerForm }: UploadLimits): Error {
  if (error instanceof PassEnded || error instanceof Refusal) return error
  const refusal = refusalOf(error)
  if (refusal) return refusal
  if (!(error instanceof MulterError))
    return new Refusal(400, 'malformed', 'The upload broke off. Try again.')
  const most =
    error.code === 'LIMIT_FILE_SIZE'
      ? `A file may have ${megabytes(fileBytes)} at most.`
      : `${filesPerForm} files at once are the most.`
  return new Refusal(413, 'payload_too_large', `${most} Nothing was added: go back, and send less.`)
}

function sendWords(response: Response, status: number, title: string, text: string): void {
  const frame = { css: portalStyle, nonce: nonceOf(response.locals) }
  response
    .status(status)
    .type('html')
    .send(renderNotice({ title, text, back: null, requestId: null }, frame))
}

/** An unknown, a changed, an expired and a withdrawn ticket are one answer. */
const sendEnded = (response: Response): void =>
  sendWords(
    response,
    404,
    'This window has ended',
    'Close it, and press “Add evidence” on the card again. What was added before is kept.',
  )
