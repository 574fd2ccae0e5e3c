import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { megabytes } from '../../config/upload-limits'
import type { Company } from '../../connectors/quickbooks/company'
import { LOGO_TYPE } from '../documents/thumbnails/logo'
import { readPayLink } from '../invoices/hand-over/read-pay-link'
import { readInvoicePdf } from '../invoices/hand-over/read-pdf'
import { readLogo } from '../tenants/brand-logo-table'
import { notFound, Refusal } from '../tenants/refusal'
import { english as words } from '../ui/portal/english'
import { renderDeal, renderNotice } from '../ui/portal/render-page'
import type { Problem, Shown } from '../ui/portal/shown'
import { checkInput } from './check-input'
import { nonceOf } from './console'
import { type PortalPage, portalAnswer } from './contract/portal'
import { sendFile } from './contract-router'
import { type FormMemory, formMemory } from './form-memory'
import { filesOf, type HandlerParts } from './handlers/handler-parts'
import { type Opened, openPortal, type PortalParts, portalThrottles } from './portal-door'
import { type Form, givenIn, partAheadIn, problemOf, typedIn, verbOf } from './portal-form'
import { type Pressed, pressedAt } from './portal-pressed'
import { replyForm } from './portal-reply'
import { portalStyle } from './portal-style'
import { checkPreview, framedPdf } from './preview-file'
import { refusalOf, requestId } from './problem'
import { sendHtml } from './send-html'
import { smallPicture } from './small-picture'

export interface PortalPageParts extends PortalParts, Pick<HandlerParts, 'makeThumbnail'> {
  /** For what a client waits for: an invoice's PDF, and where it is paid. */
  readonly company: (workspaceId: string) => Promise<Company>
  /** Where files that come with answers are while they come; of its own, unless said. */
  readonly memory?: FormMemory | undefined
  readonly onBroken: (error: unknown, request: Request, id: string) => void
}

/** Of what has another address as soon as it is another: a logo by its hash, a file by its version. */
const LASTS = { 'cache-control': 'private, max-age=31536000, immutable' }

/**
 * The client's page: `/portal/{token}`, whole without any script. Looking is a GET and changes nothing; every answer is a
 * plain form that ends where the JSON's does, and then in the page as it is afterwards.
 */
export function portalPages(parts: PortalPageParts): Router {
  const router = Router()
  const portal = openPortal(parts, '/portal')
  const throttles = portalThrottles(parts.throttle, sendRefusal)
  const { limits } = filesOf(parts)
  const takeReply = replyForm(limits, parts.memory ?? formMemory(limits))
  const uploads = { most: limits.filesPerForm, size: megabytes(limits.fileBytes) }
  router.use((_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'nonce-${nonceOf(response.locals)}'`,
        "img-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    })
    next()
  })
  router.get('/:token/files/:id/small', ...throttles.ofPictures, async (request, response) => {
    const id = String(request.params['id'])
    const opened = await portal.open(request)
    const { picture, lasts } = await smallPicture(portal, parts.makeThumbnail, opened, id, response)
    sendFile(response, picture, lasts ? LASTS : {})
  })
  router.use(...throttles.everywhere)
  router.use('/:token', throttles.ofLink)

  const sendPage = (response: Response, opened: Opened, page: PortalPage, more: Partial<Shown> = {}) => {
    const none = { problem: null, part: null, answered: null, uploads }
    const shown = { page, root: `/portal/${opened.token}`, ...none, ...more }
    sendHtml(response, renderDeal(shown, frameOf(response)))
  }

  router.get('/:token', async (request, response) => {
    const opened = await portal.open(request)
    const page = await portal.look(opened)
    const answered = typeof request.query['answered'] === 'string' ? request.query['answered'] : null
    sendPage(response, opened, page, { answered, part: partAheadIn(page, { ...request.query }) })
  })

  router.get('/:token/files/:id', async (request, response) => {
    const file = await portal.file(await portal.open(request), String(request.params['id']), response)
    // A PDF is looked at in its own frame.
    sendFile(response, { ...file, inline: file.inline && file.type.startsWith('image/') })
  })

  router.get('/:token/files/:id/preview', async (request, response) => {
    const file = await portal.file(await portal.open(request), String(request.params['id']), response)
    sendFile(response, framedPdf(checkPreview(file)))
  })

  router.get('/:token/logo/:sha256', async (request, response) => {
    const { found } = await portal.open(request)
    const sha256 = String(request.params['sha256'])
    const bytes = await parts.database.inWorkspace(found.workspaceId, (sql) => readLogo(sql, sha256))
    if (bytes === null) throw notFound('logo')
    sendFile(response, { name: 'logo.png', type: LOGO_TYPE, bytes, inline: true }, LASTS)
  })

  const vendor = async (request: Request) => {
    const opened = await portal.open(request)
    const { invoices } = await portal.look(opened)
    const invoice = invoices.find(({ id }) => id === request.params['id'])
    if (!invoice) throw notFound('invoice')
    const { workspaceId } = opened.found
    const books = { database: parts.database, company: () => parts.company(workspaceId) }
    return { opened, invoice, books, workspaceId }
  }
  router.get('/:token/invoices/:id/pdf', async (request, response) => {
    const { opened, invoice, books, workspaceId } = await vendor(request)
    const room = (bytes: number) => portal.holdPaper(opened, response, bytes)
    const { name, bytes } = await readInvoicePdf({ ...books, room }, workspaceId, invoice.id)
    sendFile(response, { name, type: 'application/pdf', bytes: new Uint8Array(bytes), inline: false })
  })
  router.get('/:token/invoices/:id/pay', async (request, response) => {
    const { invoice, books, workspaceId } = await vendor(request)
    const { url } = invoice.pay === null ? { url: null } : await readPayLink(books, workspaceId, invoice.id)
    if (url?.startsWith('https://') || url?.startsWith('http://127.0.0.1:')) response.redirect(303, url)
    else sendNotice(response, 200, words.noPay, `/portal/${String(request.params['token'])}`)
  })

  for (const [part, kind] of [
    ['milestones', 'milestone'],
    ['change-orders', 'order'],
  ] as const) {
    router.post(`/:token/${part}/:id/:verb`, async (request, response) => {
      // A stranger fills no memory: whose link it is, and what for, is known before a body is read.
      const opened = await portal.open(request)
      const pressed = pressedAt(request, kind)
      const problem = await answer(opened, pressed, request, response)
      const { id } = pressed
      if (problem === null) {
        response.redirect(303, `/portal/${opened.token}?answered=${id}`)
        return
      }
      const page = await portal.look(opened)
      response.status(problem.status)
      sendPage(response, opened, page, {
        problem: problem.shown,
        part: partAheadIn(page, { ...formOf(request), part: id }),
      })
    })
  }

  /** Carries it out, or says what kept it from being so; what the rules of the door refuse is thrown. */
  async function answer(
    opened: Opened,
    pressed: Pressed,
    request: Request,
    response: Response,
  ): Promise<{ status: number; shown: Problem } | null> {
    const read = async (currency: string) => {
      await takeReply(request, response, `link ${opened.found.linkId}`)
      return checkInput(portalAnswer, givenIn(formOf(request), verbOf(pressed), currency))
    }
    try {
      await portal.answer(opened, pressed, read, request)
      return null
    } catch (error) {
      // What is too large, or broke off, was not read: nobody knows what was typed.
      const isUnread = error instanceof Refusal && ['payload_too_large', 'malformed'].includes(error.code)
      if (!(error instanceof Refusal) || error.status === 404 || isUnread) throw error
      return { status: error.status, shown: problemOf(error, pressed, typedIn(formOf(request))) }
    }
  }

  router.use((request, response) => {
    const known = ['GET', 'HEAD', 'POST'].includes(request.method)
    sendNotice(response, known ? 404 : 405, words.gone, null)
  })
  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof Refusal) return sendRefusal(response, error)
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
    if (status >= 400 && status < 500) return sendNotice(response, status, words.notTaken, null)
    const isAnswer = request.method === 'POST'
    const refusal = refusalOf(error)
    if (refusal) return sendNotice(response, refusal.status, awayWords(refusal, isAnswer), pageOf(request))
    parts.onBroken(error, request, requestId(response))
    sendNotice(response, 500, isAnswer ? words.notRecorded : words.broken, pageOf(request))
  }
  router.use(onError)
  return router
}

const formOf = (request: Request): Form => {
  const body: unknown = request.body
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

const frameOf = (response: Response) => ({ css: portalStyle, nonce: nonceOf(response.locals) })

function sendNotice(
  response: Response,
  status: number,
  { title, text }: { readonly title: string; readonly text: string },
  back: string | null,
): void {
  const id = status >= 500 ? requestId(response) : null
  sendHtml(response.status(status), renderNotice({ title, text, back, requestId: id }, frameOf(response)))
}

/** The page to which a notice leads back; null where the address has no link. */
function pageOf(request: Request): string | null {
  const [, token = ''] = request.path.split('/')
  return /^[\w-]{43}$/.test(token) ? `/portal/${token}` : null
}

/** Something of ours or of a vendor is away: what became of the answer is said, and never more than is known. */
function awayWords({ code, more }: Refusal, isAnswer: boolean): { title: string; text: string } {
  if (isAnswer && more['mayBeStored'] === true) return words.perhapsRecorded
  if (isAnswer) return words.notRecorded
  return code === 'connection_lost' || code === 'vendor_unavailable' ? words.notNow : words.away
}

/** A link that opens nothing has one page, whatever was the matter with it, and whatever was asked of it. */
function sendRefusal(response: Response, refusal: Refusal): void {
  if (refusal.status === 404) sendNotice(response, 404, words.gone, null)
  else if (refusal.status === 429) sendNotice(response, 429, words.busy, null)
  else if (refusal.status >= 500) sendNotice(response, refusal.status, words.notNow, null)
  else {
    const title = refusal.code === 'picture_with_notes' ? words.notGiven : words.notTaken.title
    sendNotice(response, refusal.status, { title, text: refusal.message }, null)
  }
}
