/**
 * Goal: whoever sends slowly holds a connection, and what was sent by it, for as long as is said and no longer. Method: the
 * program's own listener with less patience, headers and a form that stall; one that ends in time is answered.
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import express from 'express'
import { limits } from '../../config/limits'
import { openServer } from '../../src/http/open-server'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})
const app = express().post('/', express.text(), (_request, response) => {
  response.send('taken')
})

/** What comes back for these words, until the other side hangs up. */
async function answerTo(words: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString()
  })
  await once(socket, 'connect')
  socket.write(words)
  await once(socket, 'close')
  return text
}
const head = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\n'

test('a form or headers that stall are given up; what came whole is answered', async () => {
  server = await openServer(app, 0, '127.0.0.1', {
    requestMs: 7_500,
    requestHeadersMs: 5_000,
    requestLookMs: 50,
  })
  const [stalled, headless, whole] = await Promise.all([
    answerTo(`${head}Content-Length: 9\r\n\r\nhalf`),
    answerTo(head),
    answerTo(`${head}Content-Length: 4\r\n\r\nhalf`),
  ])
  expect(stalled).toContain('408 Request Timeout')
  expect(headless).toContain('408 Request Timeout')
  expect(whole).toContain('taken')
})

test('that is two minutes, and less for headers; a port that is taken is said', async () => {
  server = await openServer(app, 0, '127.0.0.1')
  expect([server.requestTimeout, server.headersTimeout]).toEqual([120_000, 15_000])
  expect(limits.requestLookMs).toBeLessThanOrEqual(5_000)
  const { port } = server.address() as AddressInfo
  await expect(openServer(app, port, '127.0.0.1')).rejects.toThrow('EADDRINUSE')
})
