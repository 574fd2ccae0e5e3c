import { type Request, type Response, Router } from 'express'
import { parseMultipart } from '../../simulation/multipart'
import { bodyOf } from '../../simulation/raw-body'
import { refusedBody, send } from './answer'
import { FILE_ADDRESS_MS, fileAddress } from './attachable'
import { batchCall } from './batch-call'
import { type CompanyProfile, findById } from './company-books'
import { documentPdf } from './invoice-pdf'
import { type Kind, kindInfo, kindOf } from './kinds'
import type { Office } from './office'
import { changesCall, queryCall, readCall } from './read-call'
import { Refusal, refuse } from './refusal'
import { text } from './value'
import { sendCall, uploadCall, writeCall } from './write-call'

const asked = (req: Request, name: string): string | null => {
  const value = req.query[name]
  return typeof value === 'string' ? value : null
}
const includes = (req: Request): readonly string[] => (asked(req, 'include') ?? '').toLowerCase().split(',')
const bodyText = (req: Request): string => bodyOf(req).toString('utf8')
const segment = (req: Request, name: string): string => {
  const value = req.params[name]
  return typeof value === 'string' ? value : ''
}

/** QuickBooks Online's accounting API of every company: `/v3/company/{realmId}/…`. The gate stands before it. */
export function companyRoutes(office: Office, baseUrl: () => string): Router {
  const routes = Router()
  const at = '/v3/company/:realmId'
  const company = (req: Request): CompanyProfile => {
    const found = office.company(segment(req, 'realmId'))
    if (found === null) throw new Error('the gate let an unknown company through')
    return found
  }
  const unsupported = (req: Request, res: Response): void => {
    const path = `${req.path} of full path: ${baseUrl()}${req.path}`
    send(
      res,
      refusedBody(office, company(req), refuse.unsupported(`Could not find resource for relative : ${path}`)),
    )
  }
  const kind = (req: Request): Kind | null => kindOf(segment(req, 'entity'))
  const requestId = (req: Request): string | null => {
    const id = asked(req, 'requestid')
    return id === '' ? null : id
  }

  routes.get(`${at}/query`, (req, res) =>
    send(res, queryCall(office, company(req), asked(req, 'query') ?? '')),
  )
  routes.post(`${at}/query`, (req, res) => {
    const body = bodyText(req)
    send(res, queryCall(office, company(req), body.trim() === '' ? (asked(req, 'query') ?? '') : body))
  })
  routes.get(`${at}/cdc`, (req, res) => {
    const query = { entities: asked(req, 'entities'), changedSince: asked(req, 'changedSince') }
    send(res, changesCall(office, company(req), query))
  })
  routes.post(`${at}/batch`, (req, res) =>
    send(res, batchCall(office, company(req), bodyText(req), requestId(req))),
  )
  routes.post(`${at}/upload`, (req, res) => {
    const files = parseMultipart(req.get('Content-Type'), bodyOf(req))
    if (files === null) send(res, refusedBody(office, company(req), refuse.unreadable()))
    else send(res, uploadCall(office, company(req), files, requestId(req)))
  })
  routes.get(`${at}/download/:id`, (req, res) => {
    const found = office.work(company(req), 'app', (books) =>
      findById(books, 'Attachable', segment(req, 'id')),
    )
    if (found instanceof Refusal) send(res, refusedBody(office, company(req), found))
    else {
      const address = fileAddress(company(req).realmId, segment(req, 'id'), baseUrl(), office.clock.now())
      res.type('text/plain').end(address)
    }
  })
  routes.get(`${at}/:entity`, (req, res) => {
    const given = { include: includes(req), baseUrl: baseUrl() }
    if (kind(req) === 'Preferences') send(res, readCall(office, company(req), 'Preferences', '1', given))
    else unsupported(req, res)
  })
  routes.get(`${at}/:entity/:id`, (req, res) => {
    const meant = kind(req)
    const given = { include: includes(req), baseUrl: baseUrl() }
    if (meant === null) unsupported(req, res)
    else send(res, readCall(office, company(req), meant, segment(req, 'id'), given))
  })
  routes.get(`${at}/:entity/:id/pdf`, (req, res) => {
    const meant = kind(req)
    if (meant === null || kindInfo(meant).family !== 'sales') unsupported(req, res)
    else {
      const found = office.work(company(req), 'app', (books) => findById(books, meant, segment(req, 'id')))
      if (found instanceof Refusal) send(res, refusedBody(office, company(req), found))
      else res.type('application/pdf').end(documentPdf(meant, company(req).name, found.answer))
    }
  })
  routes.post(`${at}/:entity/:id/send`, (req, res) => {
    const meant = kind(req)
    const given = { to: asked(req, 'sendTo'), requestId: requestId(req) }
    if (meant === null) unsupported(req, res)
    else send(res, sendCall(office, company(req), meant, segment(req, 'id'), given))
  })
  routes.post(`${at}/:entity`, (req, res) => {
    const meant = kind(req)
    if (meant === null) unsupported(req, res)
    else {
      const options = {
        operation: asked(req, 'operation'),
        include: includes(req),
        requestId: requestId(req),
      }
      send(res, writeCall(office, company(req), meant, bodyText(req), options))
    }
  })
  routes.all(`${at}/*rest`, unsupported)
  return routes
}

/** The addresses that TempDownloadUri gives out: no token, a quarter of an hour. */
export function fileRoutes(office: Office): Router {
  const routes = Router()
  routes.get('/files/:realmId/:id', (req, res) => {
    const company = office.company(segment(req, 'realmId'))
    const until = Number(asked(req, 'until') ?? '0')
    const now = office.clock.now().getTime()
    if (company === null || until < now || until > now + FILE_ADDRESS_MS) return void res.status(403).end()
    const found = office.work(company, 'app', (books) => ({
      file: books.recall('file', segment(req, 'id')),
      about: books.get('Attachable', segment(req, 'id')),
    }))
    if (found instanceof Refusal || found.answer.file === null) return void res.status(404).end()
    res.type(text(found.answer.about ?? {}, 'ContentType') ?? 'application/octet-stream')
    res.end(Buffer.from(text(found.answer.file, 'base64') ?? '', 'base64'))
  })
  return routes
}
