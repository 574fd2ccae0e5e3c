import { z } from 'zod'
import { problem } from './contract/problem'
import { type Route, routes } from './contract/routes'

/** The contract as OpenAPI 3.1, generated from the same schemas that check every request. */
export function openApi(publicUrl: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, route] of Object.entries(routes)) {
    const path = `/api/v1${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
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
  if (route.takes !== 'upload') return schema
  return { ...schema, properties: { ...schema['properties'], file: { type: 'string', format: 'binary' } } }
}

const TAKEN = { json: 'application/json', csv: 'text/csv', upload: 'multipart/form-data' } as const

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
