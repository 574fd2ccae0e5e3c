import { type Request, type Response, Router } from 'express'
import { bodyOf } from '../../../simulation/raw-body'
import { associate } from '../associate'
import type { Given } from '../check-properties'
import { type CrmObject, isLive } from '../crm-object'
import { findArchived, findLive } from '../identify'
import { mergeObjects } from '../merge-objects'
import { objectType } from '../object-types'
import type { World } from '../open-world'
import type { Hand, Portal } from '../portal'
import { notFound, Refusal } from '../refusal'
import { archiveObject, createObject, restoreObject, updateObject } from '../write-object'
import { dealPage } from './deal-page'
import { dealsPage, portalsPage } from './deals-page'
import { page, problem, stylesheet } from './layout'

const deal = objectType('deal')
const company = objectType('company')

function portalOf(world: World, req: Request): Portal {
  const portal = world.portals.get(Number(req.params['portalId']))
  if (portal === undefined) throw notFound('No such portal')
  return portal
}

function dealOf(portal: Portal, req: Request): CrmObject {
  const { id } = req.params
  const object = typeof id === 'string' ? findLive(portal, deal, id) : null
  if (object === null) throw notFound('No such deal')
  return object
}

/** The salesperson is the portal's first owner. */
function handOf(portal: Portal): Hand {
  const userId = portal.settings.owners[0]?.userIdIncludingInactive ?? 0
  return { portal, actor: { changeSource: 'CRM_UI', sourceId: `userId:${userId}` } }
}

function fieldsOf(form: URLSearchParams): Given {
  const [pipeline = '', dealstage = ''] = (form.get('stage') ?? '').split('/')
  const date = form.get('closedate')
  return {
    dealname: (form.get('dealname') ?? '').trim(),
    amount: (form.get('amount') ?? '').trim(),
    deal_currency_code: form.get('currency') ?? null,
    pipeline,
    dealstage,
    ...(date === null ? {} : { closedate: date }),
  }
}

function createDeal(portal: Portal, form: URLSearchParams): void {
  const hand = handOf(portal)
  const made = createObject(hand, deal, fieldsOf(form))
  const name = (form.get('company') ?? '').trim()
  if (name === '') return
  const known = portal
    .objects(company)
    .all()
    .find((each) => isLive(each) && each.properties['name'] === name)
  const firm = known ?? createObject(hand, company, { name })
  associate(hand, { type: deal, id: made.id }, { type: company, id: firm.id })
}

/** The pages of a person who plays the salesperson. Forms post, then the browser is sent on. */
export function pageRoutes(world: World): Router {
  const routes = Router()
  const send = (res: Response, text: string, status = 200): void => {
    res.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; form-action *; frame-ancestors 'none'",
    )
    res.status(status).type('html').send(text)
  }
  /** Does something and goes to `to`; what HubSpot refuses is said on the page the person was on. */
  const act = (res: Response, work: () => string, stay: (wrong: string) => string): void => {
    try {
      res.redirect(303, work())
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(res, stay(error.body.message), 400)
    } finally {
      world.flush()
    }
  }
  const formOf = (req: Request): URLSearchParams => new URLSearchParams(bodyOf(req).toString('utf8'))
  const home = (portal: Portal): string => `/portals/${portal.settings.portalId}`

  routes.get('/page.css', (_req, res) => void res.type('css').send(stylesheet))
  routes.get('/', (_req, res) => send(res, portalsPage([...world.portals.values()])))
  routes.get('/portals/:portalId', (req, res) => send(res, dealsPage(portalOf(world, req), null)))
  routes.post('/portals/:portalId/deals', (req, res) => {
    const portal = portalOf(world, req)
    const work = (): string => {
      createDeal(portal, formOf(req))
      return home(portal)
    }
    act(res, work, (wrong) => dealsPage(portal, wrong))
  })
  routes.get('/portals/:portalId/deals/:id', (req, res) => {
    const portal = portalOf(world, req)
    send(res, dealPage(portal, dealOf(portal, req), null))
  })
  routes.post('/portals/:portalId/deals/:id', (req, res) => {
    const portal = portalOf(world, req)
    const object = dealOf(portal, req)
    const work = (): string => {
      updateObject(handOf(portal), deal, object, fieldsOf(formOf(req)))
      return `${home(portal)}/deals/${object.id}`
    }
    act(res, work, (wrong) => dealPage(portal, object, wrong))
  })
  routes.post('/portals/:portalId/deals/:id/archive', (req, res) => {
    const portal = portalOf(world, req)
    const work = (): string => {
      archiveObject(handOf(portal), deal, dealOf(portal, req))
      return home(portal)
    }
    act(res, work, (wrong) => dealsPage(portal, wrong))
  })
  routes.post('/portals/:portalId/deals/:id/restore', (req, res) => {
    const portal = portalOf(world, req)
    const work = (): string => {
      const object = findArchived(portal, deal, req.params.id)
      if (object === null) throw notFound('No such deal in the recycle bin')
      restoreObject(handOf(portal), deal, object)
      return home(portal)
    }
    act(res, work, (wrong) => dealsPage(portal, wrong))
  })
  routes.post('/portals/:portalId/deals/:id/merge', (req, res) => {
    const portal = portalOf(world, req)
    const object = dealOf(portal, req)
    const work = (): string => {
      const mode = world.switches.value('merge_survivor')
      const survivor = mergeObjects(handOf(portal), deal, object.id, formOf(req).get('other') ?? '', mode)
      return `${home(portal)}/deals/${survivor.id}`
    }
    act(res, work, (wrong) => dealPage(portal, object, wrong))
  })
  routes.use((error: unknown, _req: Request, res: Response, next: (error: unknown) => void) => {
    if (error instanceof Refusal) send(res, page('Not found', problem(error.body.message)), error.status)
    else next(error)
  })
  return routes
}
