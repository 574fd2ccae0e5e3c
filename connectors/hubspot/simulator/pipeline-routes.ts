import { Router } from 'express'
import { api, type Call, type Desk, versions } from './call'
import { objectType } from './object-types'
import type { Pipeline } from './pipeline'
import { notFound } from './refusal'

function pipelinesOf(call: Call): readonly Pipeline[] {
  const type = objectType(call.param('type'))
  call.need([...type.read, `crm.schemas.${type.name}.read`])
  return type.name === 'deals' ? call.portal.settings.pipelines : []
}

function pipelineOf(call: Call): Pipeline {
  const found = pipelinesOf(call).find(({ id }) => id === call.param('pipelineId'))
  if (found === undefined) throw notFound()
  return found
}

/** Pipelines and their stages, to read. */
export function pipelineRoutes(desk: Desk): Router {
  const routes = Router()
  const paths = (rest: string): string[] => versions('crm/pipelines', `/:type${rest}`)
  routes.get(
    paths(''),
    api(desk, 'calls', (call) => ({ status: 200, body: { results: pipelinesOf(call) } })),
  )
  routes.get(
    paths('/:pipelineId'),
    api(desk, 'calls', (call) => ({ status: 200, body: pipelineOf(call) })),
  )
  routes.get(
    paths('/:pipelineId/stages'),
    api(desk, 'calls', (call) => ({ status: 200, body: { results: pipelineOf(call).stages } })),
  )
  routes.get(
    paths('/:pipelineId/stages/:stageId'),
    api(desk, 'calls', (call) => {
      const stage = pipelineOf(call).stages.find(({ id }) => id === call.param('stageId'))
      if (stage === undefined) throw notFound()
      return { status: 200, body: stage }
    }),
  )
  return routes
}
