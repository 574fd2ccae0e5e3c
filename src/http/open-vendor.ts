import { type Response, Router } from 'express'
import type { Database } from '../postgres/database'
import { notFound } from '../tenants/refusal'
import type { Sealer } from '../tenants/seal'
import { authenticate } from './authenticate'
import { booksPages, readVendorLinks, type VendorLinks, type VendorPages } from './views/vendor-links'

interface OpenVendorParts {
  readonly database: Database
  readonly publicUrl: string
  readonly sealer: Sealer
  readonly pages: VendorPages
}

const ID = /^\d{1,25}$/

/**
 * Sends a signed-in person on to a vendor's own page, whose address the workspace's connection knows: what is to be
 * mended can be linked by what it is. Refuses: 401 to strangers, 404 for pages that there are not, and while the vendor
 * is not connected.
 */
export function openVendorRouter({ database, publicUrl, sealer, pages }: OpenVendorParts): Router {
  const router = Router()
  const linksFor = async (request: Parameters<typeof authenticate>[2]): Promise<VendorLinks> => {
    const { workspaceId } = await authenticate(database, publicUrl, request)
    return database.inWorkspace(workspaceId, (sql) => readVendorLinks(sql, sealer, workspaceId, pages))
  }
  const send = (response: Response, address: string | null): void => {
    if (address === null) throw notFound('page')
    response.set('cache-control', 'no-store').redirect(302, address)
  }
  router.get('/quickbooks/:page{/:id}', async (request, response) => {
    const links = await linksFor(request)
    const { id = null } = request.params
    const page = booksPages.find((each) => each === request.params.page)
    if (page === undefined || (id !== null && !ID.test(id))) throw notFound('page')
    send(response, links.books(page, id))
  })
  router.get('/hubspot/deals/:id', async (request, response) => {
    const links = await linksFor(request)
    if (!ID.test(request.params.id)) throw notFound('page')
    send(response, links.deal(request.params.id))
  })
  return router
}

/** The short address of a deal, as it stands on an invoice. */
export function shortAddresses(): Router {
  const router = Router()
  router.get('/:dealId', (request, response, next) => {
    if (ID.test(request.params.dealId)) response.redirect(302, `/deals/${request.params.dealId}`)
    else next()
  })
  return router
}
