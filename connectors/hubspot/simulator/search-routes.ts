import { Router } from 'express'
import { api, type Desk, versions } from './call'
import { objectType } from './object-types'
import { searchObjects, searchRequest } from './search-objects'
import { showObject } from './show-object'

/** Search: its own limit of a few requests a second, a delay, and an end at 10,000 results. */
export function searchRoutes(desk: Desk): Router {
  const routes = Router()
  routes.post(
    versions('crm/objects', '/:type/search'),
    api(desk, 'searches', (call) => {
      const type = objectType(call.param('type'))
      call.need(type.read)
      const request = call.body(searchRequest)
      const known = call.world.index.see(call.portal.settings.portalId, type.name)
      const { total, objects, next } = searchObjects(call.portal, type, known, request)
      const properties = call.portal.properties(type)
      return {
        status: 200,
        body: {
          total,
          results: objects.map((object) =>
            showObject(object, type, request.properties, (name) => properties.get(name) !== undefined),
          ),
          ...(next === null ? {} : { paging: { next: { after: next } } }),
        },
      }
    }),
  )
  return routes
}
