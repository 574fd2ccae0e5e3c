/**
 * Goal: a logo that somebody has chosen is shown as it will be drawn, with the ground it gets, before anything is saved; and
 * once it is, papers have it. Method: the contract over HTTP on a real database, drawn in threads as the program does.
 */
import { type Api, openApi } from '../fixtures/api'
import { mark, openDrawing } from '../fixtures/logos'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import type { Stage } from '../fixtures/stage'

let office: Office
let api: Api
let drawing: Awaited<ReturnType<typeof openDrawing>>
beforeAll(async () => {
  office = await openOffice()
  drawing = await openDrawing()
  // An office has what these routes ask for; no vendor is near.
  api = await openApi(office as unknown as Stage, null, { drawLogo: drawing.draw })
})
afterAll(async () => {
  await api.close()
  await drawing.close()
  await office.close()
})

const brand = async () => (await api.ask('GET', '/workspace')).body['brand']
const told = () => office.within(async (sql) => (await sql('select 1 from history')).length)
async function send(bytes: Uint8Array, name: string, to = '/workspace/logo') {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  const whole = new Response(form)
  const type = must(whole.headers.get('content-type') ?? undefined)
  return api.send('POST', to, Buffer.from(await whole.arrayBuffer()), type)
}

test('one that is chosen is shown as it will be drawn, with the ground it gets, and nothing of it is kept', async () => {
  const before = [await brand(), await told()]
  const look = (bytes: Uint8Array) => send(bytes, 'logo.png', '/workspace/logo/preview')
  const dark = await look(await mark(0x16201bff))
  expect(dark.body).toMatchObject({ width: 307, height: 96, ground: 'light' })
  const none = await look(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
  expect([none.status, none.body['errors']]).toEqual([
    422,
    [{ pointer: '/file', detail: expect.stringContaining('can hold programs') }],
  ])
  expect([await brand(), await told()]).toEqual(before)
  // Saved, it is that very picture; and papers have it too.
  await send(await mark(0x16201bff), 'logo.png')
  const kept = await office.within((sql) => sql<{ bytes: Buffer }>('select bytes from brand_logo'))
  expect(dark.body['data']).toBe(`data:image/png;base64,${must(kept[0]).bytes.toString('base64')}`)
  const paper = async () => (await api.ask('GET', '/tie-out.pdf')).text.includes('/Subtype /Image')
  expect(await paper()).toBe(true)
  await api.ask('DELETE', '/workspace/logo')
  expect(await paper()).toBe(false)
}, 120_000)
