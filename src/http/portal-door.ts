import { timingSafeEqual } from 'node:crypto'
import type { Request, Response } from 'express'
import { limits } from '../../config/limits'
import { answerOrderByLink, decideByLink } from '../approvals/decide-by-link'
import { type FoundLink, findLink } from '../approvals/find-link'
import { isLive, noSuchLink, type PortalLink } from '../approvals/portal-link'
import { markUsed, readLink } from '../approvals/portal-link-table'
import { readShownFile } from '../approvals/shown-file-table'
import { verdictOf } from '../approvals/verdict'
import { forgetArrival, noteArrival } from '../approvals/windows/answer-arrival-table'
import { tellUnfitOrder } from '../change-orders/tell-unfit-order'
import { UnfitOrder } from '../change-orders/unfit-order'
import type { StoredFile } from '../documents/file'
import { withoutNotes } from '../documents/strip-picture'
import { type KeptThumbnail, readThumbnail } from '../documents/thumbnails/thumbnail-table'
import { readPortal } from '../insight/read-portal'
import { readBilledSoFar } from '../invoices/books/read-billed-so-far'
import { followOrder } from '../invoices/edited/follow-order'
import type { Sql } from '../postgres/database'
import { readMilestone } from '../schedules/milestone-table'
import { readSchedule } from '../schedules/schedule-table'
import { secretHash } from '../tenants/door-table'
import { notFound, Refusal } from '../tenants/refusal'
import { english as words } from '../ui/portal/english'
import { csrfToken } from './authenticate'
import { type PortalAnswer, type PortalPage, portalPage } from './contract/portal'
import { type DownloadMemory, downloadMemory } from './download-memory'
import { bringFile, filesOf, type HandlerParts } from './handlers/handler-parts'
import type { Pressed } from './portal-pressed'
import { sentAlong } from './portal-reply'
import { refusalOf } from './problem'
import type { Throttle, Visits } from './throttle'
import { portalView } from './views/portal-view'

export interface PortalParts
  extends Pick<
    HandlerParts,
    'database' | 'clock' | 'billing' | 'afterApproval' | 'afterSigning' | 'learnBillingFacts' | 'files'
  > {
  readonly throttle: Throttle
  /** Checks every answer against the contract, and breaks loudly: for tests. */
  readonly checkAnswers: boolean
  /** Room for files on their way to clients, of both faces of the door; left out, this one has its own. */
  readonly downloads?: DownloadMemory | undefined
}

/** A person may have several links: every letter carries one. */
const holderOf = ({ found }: Opened, link: PortalLink): string =>
  `${found.workspaceId} ${link.email.toLowerCase()}`

/** A link that opens something, and the secret by which it was opened. */
export interface Opened {
  readonly token: string
  readonly found: FoundLink
}

/** What was asked by links that open: nobody who tries links asked it, whatever was answered. */
const byLiveLink = new WeakSet<Request>()

/** Where and with what a photo was taken is nobody's business but the company's. */
function givenOut(
  file: StoredFile,
  bytes: Uint8Array<ArrayBuffer>,
): StoredFile & { bytes: Uint8Array<ArrayBuffer> } {
  const given = withoutNotes(file.type, bytes)
  if (given === null) throw new Refusal(409, 'picture_with_notes', words.withNotes(file.name))
  return { ...file, bytes: given }
}

/** The client's door behind both of its faces: the page and its JSON. `root` is where the face stands: `/portal`. */
export function openPortal(parts: PortalParts, root: string) {
  const downloads = parts.downloads ?? downloadMemory(filesOf(parts).limits.fileBytes)
  const inLink = async <T>({ found }: Opened, work: (sql: Sql, link: PortalLink) => Promise<T>): Promise<T> =>
    parts.database.inWorkspace(found.workspaceId, async (sql) => {
      const link = await readLink(sql, found.linkId)
      if (!link || !isLive(link, parts.clock.now())) throw noSuchLink()
      return work(sql, link)
    })
  const show = async (sql: Sql, link: PortalLink, token: string): Promise<PortalPage> => {
    const data = await readPortal(sql, parts.clock, link)
    if (!data) throw noSuchLink()
    const page = portalView(data, {
      csrf: csrfToken(token),
      fileUrl: (fileId) => `${root}/${token}/files/${fileId}`,
      logoUrl: (sha256) => `/portal/${token}/logo/${sha256}`,
      invoiceUrl: (intentId, what) => `/portal/${token}/invoices/${intentId}/${what}`,
    })
    return parts.checkAnswers ? portalPage.parse(page) : page
  }
  return {
    /** Refuses what opens nothing. */
    async open(request: Request): Promise<Opened> {
      const token = String(request.params['token'])
      const found = await findLink(parts.database, token)
      if (!found) throw noSuchLink()
      byLiveLink.add(request)
      return { token, found }
    },
    /** The page as it is now; it is noted that somebody looked. */
    look: (opened: Opened): Promise<PortalPage> =>
      inLink(opened, async (sql, link) => {
        await markUsed(sql, link.linkId)
        return show(sql, link, opened.token)
      }),
    /**
     * A file that this link's holder was shown, as they are given it. Refuses not_found for every other one, and
     * picture_with_notes for a picture that can't be told from what its camera wrote beside it, and busy while too much of
     * what was asked before is on its way.
     */
    async file(
      opened: Opened,
      id: string,
      response: Response,
    ): Promise<StoredFile & { bytes: Uint8Array<ArrayBuffer> }> {
      const shown = await inLink(opened, async (sql, link) => {
        const file = await readShownFile(sql, link.scheduleId, id)
        return file && { file, holder: holderOf(opened, link) }
      })
      if (!shown) throw notFound('file')
      const { file, holder } = shown
      // Where files are in the database, finding one loads it.
      downloads.take(response, holder, file.size)
      const at = await inLink(opened, (sql) => filesOf(parts).at(sql).locate(file.sha256))
      if (!at) throw notFound('file')
      return givenOut(file, await filesOf(parts).load(at))
    },
    /** Room for an invoice's paper on its way to this link's holder. Refuses busy. */
    async holdPaper(opened: Opened, response: Response, bytes: number): Promise<void> {
      downloads.take(response, await inLink(opened, async (_sql, link) => holderOf(opened, link)), bytes)
    },
    /** The same file's small picture, so far as it is known. Refuses not_found for what they were not shown. */
    async picture(
      opened: Opened,
      id: string,
    ): Promise<{ readonly file: StoredFile; readonly kept: KeptThumbnail | null }> {
      return inLink(opened, async (sql, link) => {
        const file = await readShownFile(sql, link.scheduleId, id)
        if (!file) throw notFound('file')
        return { file, kept: await readThumbnail(sql, file.sha256) }
      })
    },
    /**
     * Carries an answer out, and answers the page as it is afterwards, of one transaction. That it came is on record before
     * anything is waited for, its files too, so that silence does not overtake it, nor one that was turned away for want of room
     * and comes again. Refuses csrf_failed, what `read` refuses
     * of the body, whose amounts are in the deal's currency, and what the rules refuse.
     */
    async answer(
      opened: Opened,
      pressed: Pressed,
      read: (currency: string) => PortalAnswer | Promise<PortalAnswer>,
      request: Request,
    ): Promise<PortalPage> {
      const arrived = await inLink(opened, (sql, link) => arrive(sql, link, pressed))
      try {
        return await carryOut(opened, pressed, await read(arrived.currency), request, arrived)
      } catch (error) {
        const { arrivalId } = arrived
        // It came in time, and is to come again: its mark, which loses its meaning by itself, stays for it. What is refused
        // for what it says is not waited for. Best effort: what went wrong is what is told.
        if (arrivalId !== null && !isOurFault(error))
          await inLink(opened, (sql) => forgetArrival(sql, arrivalId)).catch(() => undefined)
        throw error
      }
    },
  }

  async function carryOut(
    opened: Opened,
    pressed: Pressed,
    given: PortalAnswer,
    request: Request,
    { arrivalId }: Arrived,
  ): Promise<PortalPage> {
    checkToken(given.csrf, opened.token)
    const signed = {
      version: given.version,
      signedName: given.name,
      ip: request.ip ?? null,
      userAgent: request.get('user-agent')?.slice(0, 500) ?? null,
      files: sentAlong(request),
    }
    const work = workOf(parts, pressed, given, signed)
    // What goes back bills nothing: nobody waits for QuickBooks to take a no.
    if (pressed.kind === 'milestone' && pressed.decision !== 'revise')
      await parts.learnBillingFacts(opened.found.workspaceId, pressed.id)
    // Not before the page is known to be theirs: what will be refused is brought nowhere.
    for (const file of signed.files) await bringFile(parts, opened.found.workspaceId, file)
    return inLink(opened, async (sql, link) => {
      await work(sql, link)
      if (arrivalId !== null) await forgetArrival(sql, arrivalId)
      return show(sql, link, opened.token)
    }).catch(async (error: unknown) => {
      if (!(error instanceof UnfitOrder)) throw error
      throw await parts.database.inWorkspace(opened.found.workspaceId, (sql) => tellUnfitOrder(sql, error))
    })
  }
}

/** Whether nothing was wrong with an answer: no room, no database, no vendor, or we broke. */
function isOurFault(error: unknown): boolean {
  const refusal = refusalOf(error)
  if (refusal) return refusal.status >= 500
  return !(error instanceof Error && 'status' in error && Number(error.status) < 500)
}

/** An answer that came, before it is looked at. */
interface Arrived {
  /** The mark by which silence waits for it; null where silence accepts nothing. */
  readonly arrivalId: string | null
  readonly currency: string
}

async function arrive(sql: Sql, link: PortalLink, pressed: Pressed): Promise<Arrived> {
  const schedule = await readSchedule(sql, link.scheduleId)
  if (!schedule) throw noSuchLink()
  const { currency } = schedule
  if (pressed.kind === 'order') return { arrivalId: null, currency }
  if ((await readMilestone(sql, pressed.id))?.scheduleId !== link.scheduleId) throw notFound('milestone')
  return { arrivalId: await noteArrival(sql, pressed.id), currency }
}

type Signed = Omit<Parameters<typeof decideByLink>[3], 'milestoneId' | 'verdict'>

/** Refuses at once what doesn't belong together, before anything is read for it. */
function workOf(
  parts: PortalParts,
  pressed: Pressed,
  given: PortalAnswer,
  signed: Signed,
): (sql: Sql, link: PortalLink) => Promise<void> {
  if (pressed.kind === 'milestone') {
    const verdict = verdictOf({ ...given, decision: pressed.decision })
    return (sql, link) => decideByLink(sql, parts, link, { milestoneId: pressed.id, verdict, ...signed })
  }
  const { clock, afterSigning } = parts
  const tools = { clock, billedSoFar: readBilledSoFar, followOrder, afterSigning }
  const { id: changeOrderId, answer } = pressed
  return (sql, link) =>
    answerOrderByLink(sql, tools, link, { changeOrderId, answer, reason: given.reason || null, ...signed })
}

/** Refuses an answer of a page that this link was not shown. */
function checkToken(csrf: string, token: string): void {
  const given = Buffer.from(csrf)
  const expected = Buffer.from(csrfToken(token))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal(403, 'csrf_failed', 'This page is out of date. Open your link again and try once more.')
  }
}

/**
 * Who comes too often waits: by address whoever tries links, whatever they try, and whoever visits; each link by itself,
 * whoever has it. Small pictures are counted beside all others: a page asks for all of its own at once.
 */
export function portalThrottles(throttle: Throttle, refuse?: Visits['refuse']) {
  const busy = 'Too many requests by this link. Wait a minute.'
  const how = refuse ? { refuse } : {}
  const refusedBut = (request: Request) => byLiveLink.has(request)
  const keyOf = (request: Request) => secretHash(String(request.params['token'])).toString('base64url')
  return {
    everywhere: [
      throttle('portal-tries', busy, { ...how, refusedBut }),
      throttle('portal', busy, { ...how, perMinute: limits.visitsToPortal }),
    ],
    ofLink: throttle('portal-link', busy, { ...how, perMinute: limits.visitsPerLink, keyOf }),
    ofPictures: [
      // What is under way counts until it is answered: so many as a page may ask for at once.
      throttle('portal-picture-tries', busy, { ...how, perMinute: limits.visitsToPortal, refusedBut }),
      throttle('portal-pictures', busy, { ...how, perMinute: limits.picturesPerLink, keyOf }),
    ],
  }
}
