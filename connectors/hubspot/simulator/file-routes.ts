import { Router } from 'express'
import { api, type Call, type Desk, versions } from './call'
import { type SignedLinks, type StoredFile, storeUpload } from './files'
import { invalid, notFound, Refusal } from './refusal'
import { sendRefusal } from './send-refusal'

const isPublic = (file: StoredFile): boolean => file.access.startsWith('PUBLIC')

function shown(file: StoredFile, portalId: number, host: string): Record<string, unknown> {
  const { bytes, ...facts } = file
  return {
    ...facts,
    parentFolderId: '1',
    size: Buffer.from(bytes, 'base64').length,
    defaultHostingUrl: `${host}/hubfs/${portalId}${file.path}`,
    url: `${host}/hubfs/${portalId}${file.path}`,
    isUsableInContent: isPublic(file),
    archived: false,
  }
}

function fileOf(call: Call): StoredFile {
  call.need(['files', 'files.ui_hidden.read'])
  const file = call.portal.files.get(call.param('id'))
  if (file === undefined) throw notFound()
  return file
}

/** Uploads, their facts, and links to private ones. `hostOf` gives this server's own address. */
export function fileRoutes(desk: Desk, links: SignedLinks, hostOf: () => string): Router {
  const routes = Router()
  const paths = (rest: string): string[] => versions('files', `/files${rest}`)
  routes.post(
    paths(''),
    api(desk, 'calls', (call) => {
      call.need(['files'])
      const file = storeUpload(call.portal.files, {
        ...call.raw,
        id: call.portal.nextId,
        at: call.portal.now().toISOString(),
      })
      return { status: 201, body: shown(file, call.portal.settings.portalId, hostOf()) }
    }),
  )
  routes.get(
    paths('/:id/signed-url'),
    api(desk, 'calls', (call) => {
      const file = fileOf(call)
      const seconds = Number(call.query('expirationSeconds') ?? '300')
      if (!Number.isInteger(seconds) || seconds < 1) throw invalid('expirationSeconds must be a whole number')
      const { path, expiresAt } = links.make(call.portal.settings.portalId, file, seconds)
      const { extension, name, type } = file
      const size = Buffer.from(file.bytes, 'base64').length
      return { status: 200, body: { expiresAt, url: hostOf() + path, name, extension, type, size } }
    }),
  )
  routes.get(
    paths('/:id'),
    api(desk, 'calls', (call) => ({
      status: 200,
      body: shown(fileOf(call), call.portal.settings.portalId, hostOf()),
    })),
  )
  routes.delete(
    paths('/:id'),
    api(desk, 'calls', (call) => {
      call.portal.files.remove(fileOf(call).id)
      return { status: 204 }
    }),
  )
  routes.get('/hubfs/:portalId/signed/:id', (req, res) => {
    const { portalId, id } = req.params
    const query = new URL(req.originalUrl, 'http://simulator').searchParams
    try {
      links.check(portalId, id, query.get('expires') ?? '', query.get('signature') ?? '')
      const file = desk.world.portals.get(Number(portalId))?.files.get(id)
      if (file === undefined) throw notFound()
      res.attachment(`${file.name}.${file.extension}`).send(Buffer.from(file.bytes, 'base64'))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      sendRefusal(res, error, '')
    }
  })
  routes.get('/hubfs/:portalId/*path', (req, res) => {
    const path = decodeURIComponent(req.path.replace(/^\/hubfs\/\d+/, ''))
    const files = desk.world.portals.get(Number(req.params.portalId))?.files.all() ?? []
    const file = files.find((each) => each.path === path && isPublic(each))
    if (file === undefined) sendRefusal(res, notFound(), '')
    else res.attachment(`${file.name}.${file.extension}`).send(Buffer.from(file.bytes, 'base64'))
  })
  return routes
}
