/**
 * Goal: a picture is shown small to colleagues and to the client who was shown it, the same to both, without what its camera
 * wrote; another company, another client, an ended link and nobody get one answer. Method: the contract and the client's
 * door over HTTP on a real database, with two companies in it; drawn in threads as the program does.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Jimp } from 'jimp'
import { revokeLink } from '../../src/approvals/open-links'
import { listLinks } from '../../src/approvals/portal-link-table'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { drawInThread } from '../../src/documents/thumbnails/draw-in-thread'
import { makeThumbnails } from '../../src/documents/thumbnails/make-thumbnail'
import { pictureSize } from '../../src/documents/thumbnails/picture-size'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addPerson, addWorkspace } from '../../src/tenants/workspace-table'
import { type Api, type ApiAnswer, openApi } from '../fixtures/api'
import { compileInto } from '../fixtures/child-program'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import type { Stage } from '../fixtures/stage'

const STRANGER = `mp_${'s'.repeat(40)}`
const NOBODY = '00000000-0000-4000-8000-000000000000'
let folder: string
let office: Office
let portal: Portal
let api: Api
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'small-'))
  await compileInto(folder, ['config', 'src/documents/thumbnails'])
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  office = await openOffice()
  portal = await openPortalDoor(office)
  const draw = drawInThread(path.join(folder, 'src/documents/thumbnails/thumbnail-thread.js'))
  const log = (error: unknown) => {
    throw error
  }
  const makeThumbnail = makeThumbnails({ database: office.database, draw, log })
  // An office has what these routes ask for; no vendor is near.
  api = await openApi(office as unknown as Stage, null, { makeThumbnail })
  const elsewhere = randomUUID()
  await office.database.inWorkspace(elsewhere, async (sql) => {
    await addWorkspace(sql, {
      workspaceId: elsewhere,
      name: 'Else',
      zone: 'UTC',
      currency: 'USD',
      settings: {},
    })
    const { personId } = await addPerson(sql, { name: 'Eve', email: null, role: 'owner' })
    await addDoor(sql, { kind: 'token', hash: secretHash(STRANGER), subjectId: personId, expiresAt: null })
  })
})
afterAll(async () => {
  await api.close()
  await portal.close()
  await office.close()
  await rm(folder, { recursive: true, force: true })
})

const { submitted, submit } = reviews(() => office)

/** A photo whose camera wrote where it was taken. */
async function photo(): Promise<Buffer> {
  const plain = await new Jimp({ width: 640, height: 400, color: 0x2e8b57ff }).getBuffer('image/jpeg')
  const upright = '\x01\x12\0\x03\0\0\0\x01\0\x01\0\0'
  const tiff = `MM\0*\0\0\0\x08\0\x01${upright}\0\0\0\0`
  const note = Buffer.from(`Exif\0\0${tiff}SECRET GPS 52.37 N 4.89 E`, 'latin1')
  return Buffer.concat([
    plain.subarray(0, 2),
    Buffer.from([0xff, 0xe1, 0, note.length + 2]),
    note,
    plain.subarray(2),
  ])
}

/** The picture, as often as it is asked for until it is drawn. */
async function drawn(fileId: string): Promise<ApiAnswer> {
  for (;;) {
    const answer = await api.ask('GET', `/files/${fileId}/thumbnail`)
    if (answer.body['code'] !== 'not_ready') return answer
  }
}

test('colleagues and the client see the same small picture, without its notes; whoever was not shown it sees nothing', async () => {
  const { id } = await submitted()
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const bytes = await photo()
  const { fileId } = await office.within((sql) =>
    attachEvidence(sql, owner, bytesInDatabase(sql), {
      milestoneId: id,
      note: null,
      name: 'site.jpg',
      bytes,
    }),
  )
  await submit(id)
  const token = await linkFor(office, id)
  const client = async (by: string, what: string) => {
    const answer = await fetch(`${portal.url.replace('/api/portal', '/portal')}/${by}/files/${what}`)
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  expect((await drawn(fileId)).status).toBe(200)
  const inside = await api.ask('GET', `/files/${fileId}/thumbnail`, undefined, { as: 'viewer' })
  const outside = await client(token, `${fileId}/small`)
  expect([outside.status, outside.bytes.includes('SECRET')]).toEqual([200, false])
  expect(pictureSize('image/jpeg', outside.bytes)).toEqual({ width: 320, height: 200 })
  expect(outside.bytes.toString('utf8')).toBe(inside.text)
  for (const { headers } of [inside, outside]) {
    expect(headers.get('content-type')).toBe('image/jpeg')
    expect(headers.get('content-disposition')).toMatch(/^inline/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    // Never in a place that others share.
    expect(headers.get('cache-control')).toMatch(/^(?:no-store$|private, )/)
  }
  // The original is for colleagues alone: the client has the picture, and not where it was taken.
  expect((await api.ask('GET', `/files/${fileId}`)).text).toContain('SECRET')
  expect((await client(token, fileId)).bytes.includes('SECRET')).toBe(false)

  const by = { headers: { authorization: `Bearer ${STRANGER}` } }
  const told = async (file: string) => {
    const { status, body } = await api.ask('GET', `/files/${file}/thumbnail`, undefined, by)
    return [status, body['code'], body['detail']]
  }
  expect(await told(fileId)).toEqual(await told(NOBODY))
  expect((await told(NOBODY))[0]).toBe(404)
  const other = await submitted()
  const page = async (by: string, what: string) => {
    const { status, bytes: html } = await client(by, what)
    return [status, html.toString('utf8').replace(/nonce="[^"]*"/g, '')]
  }
  const gone = await page(other.token, `${NOBODY}/small`)
  expect(gone[0]).toBe(404)
  expect(await page(other.token, `${fileId}/small`)).toEqual(gone)
  const { scheduleId } = must(
    (
      await office.within((sql) =>
        sql<{ scheduleId: string }>(
          'select schedule_id as "scheduleId" from milestone where milestone_id = $1',
          [id],
        ),
      )
    )[0],
  )
  const [link] = await office.within((sql) => listLinks(sql, scheduleId))
  await office.within((sql) => revokeLink(sql, owner, office, must(link).linkId))
  expect(await page(token, `${fileId}/small`)).toEqual(gone)
}, 120_000)
