/**
 * Goal: a page sends a file in pieces, goes on by itself where a connection broke, and asks a person only when nothing
 * moves. Method: a server in a few lines that keeps bytes by the contract, and breaks on command.
 */
import { createHash } from 'node:crypto'
import type { UploadView } from '../../src/http/contract/upload'
import type { Call } from '../../src/ui/console/api/caller'
import { Refusal, unreachable } from '../../src/ui/console/api/refusal'
import { sendInPieces } from '../../src/ui/console/documents/send-in-pieces'
import type { sendPiece } from '../../src/ui/console/documents/send-piece'
import { createUploadQueue, type Upload } from '../../src/ui/console/documents/upload-queue'
import { must } from '../fixtures/must'

const away = () => new Refusal(unreachable('PUT'))
const refusal = (status: number, code: 'upload_damaged' | 'milestone_locked') =>
  new Refusal({ type: 'about:blank', title: 'No', status, code, detail: 'No.' })
const pieceBytesAtMost = 1_000
const bytes = Buffer.alloc(2 * pieceBytesAtMost + 10, 'x')
const file = () => new File([bytes], 'video.pdf')
const held = { id: 'f1', name: 'video.pdf', version: 1 } as NonNullable<UploadView['file']>

/** Keeps what comes. `breaks` says for each piece whether it is lost before it came, or its answer after. */
function server(breaks: ('no' | 'before' | 'after')[] = []) {
  let received = 0
  let whole = ''
  const asked: string[] = []
  let onComplete: () => void = () => undefined
  const view = (more: Partial<UploadView> = {}): UploadView => ({
    id: 'u1',
    size: bytes.length,
    received,
    pieceBytes: pieceBytesAtMost,
    file: null,
    duplicate: false,
    ...more,
  })
  const call = (async (route: string, options?: { body?: { sha256?: string } }) => {
    asked.push(route)
    if (route === 'POST /uploads') whole = options?.body?.sha256 ?? ''
    if (route !== 'POST /uploads/{id}/complete') return view()
    onComplete()
    return view({ file: held })
  }) as unknown as Call
  const piece: typeof sendPiece = async ({ at, bytes: part, onSent }) => {
    const how = breaks.shift() ?? 'no'
    asked.push(`PUT at ${at}`)
    if (how === 'before') throw away()
    expect(at).toBe(received)
    received += part.size
    onSent(part.size)
    if (how === 'after') throw away()
    return view()
  }
  return {
    call,
    piece,
    asked,
    whole: () => whole,
    completing: (act: () => void) => {
      onComplete = act
    },
  }
}

const parts = ({ call, piece }: ReturnType<typeof server>) => ({
  call,
  piece,
  csrf: () => null,
  waitMs: () => 1,
})
const how = () => {
  const seen: (number | boolean)[] = []
  return {
    seen,
    how: {
      file: file(),
      ahead: { to: { milestoneId: 'm1' } },
      signal: new AbortController().signal,
      onSent: (sent: number) => seen.push(sent),
      onStalled: (stalled: boolean) => seen.push(stalled),
    },
  }
}

test('what is lost on the way is sent again from where the other side is; what arrived is not', async () => {
  const there = server(['no', 'before', 'after'])
  const { seen, how: sending } = how()
  expect((await sendInPieces(parts(there), sending)).file).toEqual(held)
  const [mega] = [pieceBytesAtMost]
  expect(there.asked).toEqual([
    'POST /uploads',
    'PUT at 0',
    `PUT at ${mega}`,
    'GET /uploads/{id}',
    `PUT at ${mega}`,
    'GET /uploads/{id}',
    `PUT at ${2 * mega}`,
    'POST /uploads/{id}/complete',
  ])
  expect(there.whole()).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(seen.filter((each) => typeof each === 'boolean')).toEqual([true, true, false])
  expect(must(seen.at(-1))).toBe(100)
})

test('nothing moves: a person is asked, and what is there stays; pressed again, it goes on', async () => {
  const there = server(['no', 'before', 'before', 'before', 'before', 'before', 'before'])
  await expect(sendInPieces(parts(there), how().how)).rejects.toMatchObject({ problem: { status: 0 } })
  expect(there.asked).not.toContain('DELETE /uploads/{id}')
  there.asked.length = 0
  await sendInPieces(parts(there), how().how)
  expect(there.asked[1]).toBe(`PUT at ${pieceBytesAtMost}`)
})

test.each([
  ['damaged on the way', refusal(409, 'upload_damaged')],
  ['its work was locked meanwhile', refusal(409, 'milestone_locked')],
])('refused for good (%s) it is forgotten there, and not tried again', async (_, problem) => {
  const there = server()
  there.completing(() => {
    throw problem
  })
  await expect(sendInPieces(parts(there), how().how)).rejects.toBe(problem)
  expect(there.asked.slice(-2)).toEqual(['POST /uploads/{id}/complete', 'DELETE /uploads/{id}'])
})

describe('the queue', () => {
  const upload = (key: string): Upload => ({
    key,
    scope: 'm1',
    file: new File(['x'], `${key}.pdf`),
    kind: 'evidence',
    item: null,
    state: 'waiting',
    sent: 0,
    problem: null,
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  test('sends three at once; one that fails stays until it is gone on with, and is told where nobody looks', async () => {
    const waiting = new Map<string, { resolve: (answer: UploadView) => void; reject: (why: Error) => void }>()
    const [done, failed]: [string[], [string, boolean][]] = [[], []]
    const queue = createUploadQueue({
      fileBytes: () => 25_000_000,
      send: ({ key }) =>
        new Promise((resolve, reject) => {
          waiting.set(key, { resolve, reject })
        }),
      onDone: ({ key }) => void done.push(key),
      onFailed: ({ key }, _problem, seen) => void failed.push([key, seen]),
    })
    const stop = queue.listen('m1', () => undefined)
    queue.add(['a', 'b', 'c', 'd', 'e'].map(upload))
    await settled()
    expect([...waiting.keys()]).toEqual(['a', 'b', 'c'])
    const answer = { id: 'u', size: 1, received: 1, pieceBytes: 1_000, file: held, duplicate: false }
    must(waiting.get('a')).resolve(answer)
    must(waiting.get('b')).reject(away())
    await settled()
    stop()
    queue.cancel(must(queue.all().find(({ key }) => key === 'c')))
    must(waiting.get('c')).reject(away())
    must(waiting.get('d')).reject(away())
    await settled()
    expect([done, failed]).toEqual([
      ['a'],
      [
        ['b', true],
        ['d', false],
      ],
    ])
    expect(queue.all().map(({ key, state }) => `${key} ${state}`)).toEqual([
      'b failed',
      'd failed',
      'e sending',
    ])
    queue.retry(must(queue.all()[0]))
    await settled()
    must(waiting.get('b')).resolve(answer)
    await settled()
    expect(done).toEqual(['a', 'b'])
  })
})
