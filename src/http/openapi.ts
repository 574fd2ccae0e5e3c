import { z } from 'zod'
import { portalAnswer, portalPage } from './contract/portal'
import { problem } from './contract/problem'
import { type Route, routes } from './contract/routes'

/** The contract as OpenAPI 3.1, generated from the same schemas that check every request. */
export function openApi(publicUrl: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, route] of Object.entries(routes)) {
    const path = `/api/v1${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  Object.assign(paths, portalPaths())
  return {
    openapi: '3.1.0',
    info: {
      title: 'Milepost',
      version: '1',
      description:
        'Bill HubSpot deals by milestone in QuickBooks Online. Money is {amount, currency} with decimal text; ' +
        'errors are problem details (RFC 9457) with a stable code. Every POST takes an Idempotency-Key.',
    },
    servers: [{ url: publicUrl }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem) },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token of a workspace, mp_…' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-milepost' },
      },
    },
  }
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'output') => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

/** A file goes in as bytes: how the server holds it meanwhile is nobody's business. */
function bodyOf(route: Route, body: z.ZodType) {
  const schema = schemaOf(body, 'input')
  if (route.takes === 'bytes') return { type: 'string', format: 'binary' }
  if (route.takes !== 'upload') return schema
  return { ...schema, properties: { ...schema['properties'], file: { type: 'string', format: 'binary' } } }
}

const TAKEN = {
  json: 'application/json',
  csv: 'text/csv',
  upload: 'multipart/form-data',
  bytes: 'application/octet-stream',
} as const

const contentOf = (route: Route) =>
  route.gives === 'download'
    ? { '*/*': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: schemaOf(route.answer) } }

function operation(name: string, route: Route): object {
  const parameters = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const query = route.query
    ? Object.entries(route.query.shape).map(([parameter, schema]) => ({
        name: parameter,
        in: 'query',
        required: false,
        schema: schemaOf(z.object({ value: schema }), 'input')['properties']?.['value'] ?? {},
      }))
    : []
  return {
    operationId: name,
    summary: route.summary,
    description: `For ${route.role} and above.`,
    parameters: [...parameters, ...query],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { [TAKEN[route.takes ?? 'json']]: { schema: bodyOf(route, route.body) } },
      },
    }),
    responses: {
      [route.status ?? 200]: {
        description: 'Done',
        ...(route.status !== 204 && { content: contentOf(route) }),
      },
      default: {
        description: 'Refused; nothing was changed',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** The client's door: a link is all it takes, so none of the API's own identities is asked for. */
function portalPaths(): Record<string, Record<string, object>> {
  const at = '/api/portal/{token}'
  const parameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } })
  const json = (schema: object) => ({ 'application/json': { schema } })
  const operationOf = (path: string, operationId: string, summary: string, body?: object) => ({
    operationId,
    summary,
    security: [],
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name ?? '')),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      200: { description: 'Done', content: json(schemaOf(portalPage)) },
      default: {
        description:
          'Refused; nothing was changed. An unknown, an expired and a revoked link are the same 404',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  })
  const answers = [
    ['milestones', 'approve', 'Approve what is shown'],
    ['milestones', 'request-revision', 'Ask for changes, with a reason'],
    ['milestones', 'approve-part', 'Accept a part'],
    ['change-orders', 'approve', 'Sign a change order'],
    ['change-orders', 'reject', 'Reject a change order'],
  ] as const
  const said = schemaOf(portalAnswer, 'input')
  return {
    [at]: { get: operationOf(at, 'readPortal', 'What one link shows') },
    ...Object.fromEntries(
      answers.map(([what, verb, summary]) => {
        const path = `${at}/${what}/{id}/${verb}`
        return [
          path,
          {
            post: operationOf(
              path,
              `portal ${what} ${verb}`.replace(/[ -](\w)/g, (_, c: string) => c.toUpperCase()),
              summary,
              said,
            ),
          },
        ]
      }),
    ),
  }
}
