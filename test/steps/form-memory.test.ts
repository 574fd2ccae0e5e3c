/**
 * Goal: files fill no memory for somebody who may not send them, and never more than there is room for of those who may.
 * Method: forms over a socket, written bit by bit, at HubSpot's page and at the client's; the room counted while they come.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http, { type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { usualUploads } from '../../config/upload-limits'
import { listEvidence } from '../../src/documents/file-table'
import { issueTicket } from '../../src/http/evidence-ticket'
import { type FormMemory, formMemory } from '../../src/http/form-memory'
import { hubspotEvidence } from '../../src/http/hubspot-evidence'
import { sealer } from '../../src/tenants/seal'
import { addPerson } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed } from '../fixtures/plan'
import { at, openPortalDoor, reviews } from '../fixtures/portal'

const MB = 1024 * 1024
const chunk = Buffer.alloc(MB, 65)
/** What a client reads, before anything else, whose files found no room. */
const NOT_SENT = 'Your answer was not sent yet: other files are still arriving.'
/** The room of one form, and no more. */
const ROOM = usualUploads.fileBytes * usualUploads.filesPerForm

let office: Office
let server: Server
let memory: FormMemory
let url: string
const seals = sealer([randomBytes(32).toString('base64')])
const broken: unknown[] = []
beforeAll(async () => {
  office = await openOffice()
  memory = formMemory(usualUploads, ROOM)
  const app = express()
  app.use(
    '/hubspot/evidence',
    hubspotEvidence({
      database: office.database,
      clock: office.clock,
      sealer: seals,
      throttle: () => (_request, _response, next) => next(),
      memory,
      onBroken: (error) => broken.push(error),
    }),
  )
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hubspot/evidence`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await office.close()
  expect(broken).toEqual([])
})

async function aCard() {
  const { ids } = await office.plan(
    draftOf('1000.00', [fixed('Lobby', '1000.00', { approval: { required: false } })]),
  )
  const { personId } = await office.within((sql) =>
    addPerson(sql, { name: 'Sam', email: null, role: 'member' }),
  )
  const milestoneId = must(ids[0])
  const subject = { workspaceId: office.workspaceId, personId, milestoneId }
  return {
    milestoneId,
    pass: issueTicket({ sealer: seals, clock: office.clock }, 'pass', subject).text,
  }
}

const field = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const fileHead = (name: string) =>
  `--x\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n`

/** A form that is being sent: bit by bit, as the test says. */
function sending(address: string) {
  const request = http.request(address, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
    request.once('error', reject)
    request.once('response', (response) => {
      let text = ''
      response.on('data', (bytes: Buffer) => {
        text += bytes.toString()
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
  })
  const put = async (bytes: Buffer | string) => {
    if (!request.write(bytes)) await once(request, 'drain')
  }
  return {
    put,
    async file(name: string, megabytes: number) {
      await put(fileHead(name))
      for (let sent = 0; sent < megabytes; sent += 1) await put(chunk)
      await put('\r\n')
    },
    async end() {
      request.end('--x--\r\n')
      return answered
    },
    async breakOff() {
      answered.catch(() => undefined)
      request.destroy()
    },
  }
}
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20))
}

test.each([
  'nonsense',
  null,
  'behind',
])('a form whose pass is %s: nothing of its files is kept for a moment', async (kind) => {
  const { pass, milestoneId } = await aCard()
  let most = 0
  const watching = setInterval(() => {
    most = Math.max(most, memory.held())
  }, 1)
  const form = sending(url)
  if (kind === 'nonsense') await form.put(field('pass', 'nonsense'))
  for (let n = 0; n < usualUploads.filesPerForm; n += 1) await form.file(`a${n}.txt`, 12)
  if (kind === 'behind') await form.put(field('pass', pass))
  const { status, text } = await form.end()
  clearInterval(watching)
  expect([status, text.includes('This window has ended')]).toEqual([404, true])
  expect([most, memory.held()]).toEqual([0, 0])
  expect(await office.within((sql) => listEvidence(sql, [milestoneId]))).toEqual([])
})

test('more than there is room for is refused, whoever sends it; room comes back when a form is answered or breaks off', async () => {
  const { pass, milestoneId } = await aCard()
  const first = sending(url)
  await first.put(field('pass', pass))
  for (let n = 0; n < usualUploads.filesPerForm - 1; n += 1) await first.file(`first${n}.txt`, 24)
  await until(() => memory.held() === 96 * MB)
  for (const [sentBy, told] of [
    [pass, 'Files that you sent before are still arriving.'],
    [(await aCard()).pass, 'Too many files are arriving at once.'],
  ] as const) {
    const second = sending(url)
    await second.put(field('pass', sentBy))
    await second.file('second0.txt', 20)
    await second.file('second1.txt', 20)
    const refused = await second.end()
    expect(refused.status).toBe(503)
    expect(refused.text).toContain(`${told} Nothing was added: try again in a minute.`)
    await until(() => memory.held() === 96 * MB)
  }
  await first.breakOff()
  await until(() => memory.held() === 0)
  expect(await office.within((sql) => listEvidence(sql, [milestoneId]))).toEqual([])
  const third = sending(url)
  await third.put(field('pass', pass))
  await third.file('third.txt', 2)
  expect((await third.end()).text).toContain('Added: third.txt')
  await until(() => memory.held() === 0)
})

/** A client’s door with room of its own: a file may have one megabyte, a form two. */
async function aDoor(filesPerForm: number, most: number) {
  const full = formMemory({ ...usualUploads, fileBytes: MB, filesPerForm }, most)
  const door = await openPortalDoor(office, undefined, { memory: full })
  return {
    full,
    door,
    addressOf: ({ id, token }: { id: string; token: string }, verb: string) =>
      door.url.replace('/api/portal', `/portal/${token}${at(id, verb)}`),
  }
}
const { submitted, kept } = reviews(() => office)

test('one link’s slow forms leave room for everybody else’s, and two that send much for what is small', async () => {
  const { full, door, addressOf } = await aDoor(2, 4 * MB)
  try {
    const [slow, slower, other] = [await submitted(), await submitted(), await submitted()]
    const first = sending(addressOf(slow, 'approve'))
    await first.file('a.txt', 1)
    await first.file('b.txt', 1)
    await until(() => full.held() === 2 * MB)
    // Of the same link: not a byte more, though there is room.
    const again = sending(addressOf(slow, 'approve'))
    await again.file('c.txt', 1)
    const refused = await again.end()
    expect(refused.status).toBe(503)
    expect(refused.text).toContain(NOT_SENT)
    // Of another: as much as a file may have, and no more while another large one comes.
    const second = sending(addressOf(slower, 'approve'))
    await second.file('d.txt', 1)
    await until(() => full.held() === 3 * MB)
    await second.file('e.txt', 1)
    const small = sending(addressOf(other, 'request-revision'))
    await small.put(field('reason', 'Too blue'))
    await small.put(`${fileHead('f.txt')}not quite a megabyte\r\n`)
    const { csrf, version } = await door.page(other.token)
    for (const [name, value] of Object.entries({ csrf, version, name: 'Ana', confirm: 'yes' }))
      await small.put(field(name, value))
    expect((await small.end()).status).toBe(303)
    const [decision] = await kept(other.id)
    expect(must(decision)).toMatchObject({ decision: 'revise', reason: 'Too blue' })
    expect(must(decision).fileIds).toHaveLength(1)
    expect((await second.end()).text).toContain(NOT_SENT)
    await first.breakOff()
    await until(() => full.held() === 0)
    // What it held is its own again.
    const third = sending(addressOf(slow, 'approve'))
    await third.file('g.txt', 1)
    await until(() => full.held() === MB)
    await third.breakOff()
    await until(() => full.held() === 0)
  } finally {
    await door.close()
  }
})

test('a client’s answer with files takes its room there too, and records nothing when there is none', async () => {
  const { full, door, addressOf } = await aDoor(1, MB)
  try {
    const asked = await submitted()
    const { id, token } = asked
    const form = sending(addressOf(asked, 'approve'))
    const { csrf, version } = await door.page(token)
    await form.put(field('csrf', csrf) + field('version', version) + field('reason', 'A long & good story'))
    await form.file('a.txt', 3)
    await form.put(field('name', 'Ana of Ruiz') + field('confirm', 'yes'))
    const { status, text } = await form.end()
    expect(status).toBe(503)
    expect(text).toMatch(new RegExp(`<p role="alert"[^>]* autofocus="">${NOT_SENT}`))
    // The form is there again with what was typed, also behind the files.
    expect(text).toContain('A long &amp; good story</textarea>')
    expect(text).toContain('value="Ana of Ruiz"')
    expect(text).toMatch(/name="confirm"[^>]*checked/)
    expect(text).toContain('If you had chosen files, choose them again')
    expect(await kept(id)).toEqual([])
    await until(() => full.held() === 0)
    expect((await door.answer(token, at(id, 'approve'))).status).toBe(200)
  } finally {
    await door.close()
  }
})
