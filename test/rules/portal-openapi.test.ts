/** Goal: whoever builds a client's page finds every address of the portal in the description. Method: it is read. */
import { openApi } from '../../src/http/openapi'

test('the client’s door is described: each address, what it takes, and that a link is all it takes', () => {
  const { paths } = openApi('https://milepost.example') as { paths: Record<string, Record<string, object>> }
  const portal = Object.entries(paths).filter(([path]) => path.startsWith('/api/portal/'))
  expect(portal.map(([path, methods]) => `${Object.keys(methods).join()} ${path}`)).toEqual([
    'get /api/portal/{token}',
    'post /api/portal/{token}/milestones/{id}/approve',
    'post /api/portal/{token}/milestones/{id}/request-revision',
    'post /api/portal/{token}/milestones/{id}/approve-part',
    'post /api/portal/{token}/change-orders/{id}/approve',
    'post /api/portal/{token}/change-orders/{id}/reject',
  ])
  for (const [, methods] of portal)
    for (const operation of Object.values(methods)) expect(operation).toMatchObject({ security: [] })
  expect(JSON.stringify(paths['/api/portal/{token}/milestones/{id}/approve'])).toContain(
    '"required":["csrf","version","name","confirm"]',
  )
  const ids = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map((each) => ('operationId' in each ? each.operationId : null)),
  )
  expect(new Set(ids).size).toBe(ids.length)
})
