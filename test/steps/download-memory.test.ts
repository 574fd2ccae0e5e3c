/**
 * Goal: whoever reads slowly, or never, fills no memory: there is room for so many bytes on their way to clients, and for a
 * part of them to one link; what has no room is told so, and room comes back when an answer is over. Method: large files
 * over HTTP to clients that stop reading, and the room counted.
 */
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import express from 'express'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { downloadMemory } from '../../src/http/download-memory'
import { problemHandler } from '../../src/http/problem'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, linkFor, openPortalDoor } from '../fixtures/portal'

const MB = 1024 * 1024
/** Larger than what a connection takes in by itself. */
const FILE = 24 * MB

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
})
afterAll(() => office.close())

/** Asks for a file and reads its head alone; what it says where it is refused. */
async function asking(url: string): Promise<{ status: number; text: string; hangUp: () => Promise<void> }> {
  const request = http.get(url, { agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const status = response.statusCode ?? 0
  let text = ''
  if (status !== 200) for await (const part of response) text += String(part)
  return {
    status,
    text,
    hangUp: async () => {
      response.destroy()
    },
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 25) {
    if (waited > 20_000) throw new Error('it never came to that')
    await pause(25)
  }
}

test('clients that do not read hold so much and no more, whatever they ask for', async () => {
  const { ids } = await office.plan({
    ...draftOf('1000', [fixed('Design', '1000')]),
    approval: { required: true, approvers: [ana, { ...ana, name: 'Bob', email: 'bob@client.example' }] },
  })
  const id = must(ids[0])
  const { fileId } = await office.within((sql) =>
    attachEvidence(sql, owner, bytesInDatabase(sql), {
      milestoneId: id,
      note: null,
      name: 'Log.txt',
      bytes: Buffer.alloc(FILE, 'All went well. '),
    }),
  )
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
  const downloads = downloadMemory(25 * MB, { most: 192 * MB })
  const door = await openPortalDoor(office, undefined, { downloads })
  try {
    const file = (token: string) => `${door.url}/${token}/files/${fileId}`
    const [one, two] = [await linkFor(office, id), await linkFor(office, id, '2')]
    // A quarter of 192 MB is two files of 24, whichever link they are asked by.
    const held = [await asking(file(one)), await asking(file(one))]
    expect([held.map(({ status }) => status), downloads.held()]).toEqual([[200, 200], 2 * FILE])
    const third = await asking(file(await linkFor(office, id)))
    expect([third.status, JSON.parse(third.text)]).toMatchObject([
      503,
      { code: 'busy', detail: expect.stringMatching(/still on their way/) },
    ])
    // Somebody else is given theirs.
    const other = await asking(file(two))
    expect([other.status, downloads.held()]).toEqual([200, 3 * FILE])
    // The page itself, and the answer, wait for nobody's files.
    expect((await door.ask('GET', `/${one}`)).status).toBe(200)
    for (const each of [...held, other]) await each.hangUp()
    await until(() => downloads.held() === 0)
    const whole = await fetch(file(one))
    expect((await whole.arrayBuffer()).byteLength).toBe(FILE)
  } finally {
    await door.close()
  }
})

test('what stands behind another answer on a connection that is cut gives its room back', async () => {
  const memory = downloadMemory(10, { most: 40 })
  const app = express()
  app.get('/:link', (request, response) => {
    memory.take(response, request.params.link, 10)
    response.write('x')
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  const ask = (link: string) => `GET /${link} HTTP/1.1\r\nHost: x\r\n\r\n`
  socket.write(ask('one') + ask('two'))
  await until(() => memory.held() === 20)
  socket.destroy()
  await until(() => memory.held() === 0)
  server.closeAllConnections()
  server.close()
})

test('all together have so much room; the largest file fits where nothing else is on its way', async () => {
  const memory = downloadMemory(10, { most: 40 })
  const app = express()
  app.get('/:link', (request, response) => {
    memory.take(response, request.params.link, 10)
    response.write('x')
  })
  app.use(problemHandler(() => undefined))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = (link: number) => asking(`http://127.0.0.1:${port}/${link}`)
  const given: Awaited<ReturnType<typeof asking>>[] = []
  for (let n = 0; n < 4; n += 1) given.push(await ask(n))
  expect(given.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect((await ask(4)).text).toMatch(/Too many files are being given out/)
  await must(given[0]).hangUp()
  await until(() => memory.held() < 40)
  expect((await ask(4)).status).toBe(200)
  server.closeAllConnections()
  server.close()
})

describe('a pace', () => {
  /** A door that gives one file, to whoever reads so much now and then, or all there is; and how it ended. */
  async function read(slowest: number, each?: number): Promise<{ got: number; held: number }> {
    const memory = downloadMemory(FILE, { slowest, graceMs: 100 })
    const app = express()
    app.get('/', (_request, response) => {
      memory.take(response, 'Ana', FILE)
      response.end(Buffer.alloc(FILE, 'x'))
    })
    const server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    let got = 0
    let isOver = false
    socket.on('close', () => {
      isOver = true
    })
    await until(() => memory.held() === FILE)
    while (!isOver && got < FILE) {
      got += (socket.read(each) as Buffer | null)?.length ?? 0
      await pause(each === undefined ? 0 : 20)
    }
    await until(() => memory.held() === 0)
    socket.destroy()
    server.closeAllConnections()
    server.close()
    return { got, held: memory.held() }
  }

  test('below which it is ended, although something is read all the time', async () => {
    const { got, held } = await read(24 * MB, 16 * 1024)
    expect([got < FILE, held]).toEqual([true, 0])
  })

  test('above which all of it is given', async () => {
    const { got, held } = await read(MB / 4)
    expect([got >= FILE, held]).toEqual([true, 0])
  })
})
