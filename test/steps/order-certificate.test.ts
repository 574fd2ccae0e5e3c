/**
 * Goal: every change order that the client agrees to leaves one certificate, of exactly what was shown and signed, that can be
 * checked and goes with the agreement; one that is rejected leaves none. Method: the client's door and colleagues on a real
 * database, also at once; the paper read by a program that knows nothing of ours.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { contentHashOf } from '../../src/approvals/certificates/certificate'
import { listOrderCertificates } from '../../src/approvals/certificates/certificate-table'
import { renderOrderCertificate } from '../../src/approvals/certificates/render-order-certificate'
import { approveChangeOrder } from '../../src/change-orders/decide-change-order'
import { draftChangeOrder } from '../../src/change-orders/draft-change-order'
import { readAnswers } from '../../src/change-orders/order-answer-table'
import { sendChangeOrder } from '../../src/change-orders/send-change-order'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { readFiles } from '../../src/documents/file-table'
import { verifyPage } from '../../src/http/verify-page'
import { gatherAttachments } from '../../src/invoices/attachments/gather-attachments'
import { readBilledSoFar } from '../../src/invoices/books/read-billed-so-far'
import { followOrder } from '../../src/invoices/edited/follow-order'
import { deleteFile } from '../../src/schedules/delete-file'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { decideParts, wordsIn } from '../fixtures/certificates'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { adding, changing } from '../fixtures/ordering'
import { draftOf, fixed, owner, usd } from '../fixtures/plan'
import { ana, cem, dealLinkFor, openPortalDoor, type Portal } from '../fixtures/portal'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  office = { ...office, parts: { ...decideParts(office.clock), clock: office.clock } }
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const tools = () => ({ ...decideParts(office.clock), billedSoFar: readBilledSoFar, followOrder })

/** A change order that is with Ana Ruiz and Cem Kaya: one more milestone, and a dearer one. */
async function asked(approval: Partial<ApprovalDraft> = {}) {
  const { dealId, ids } = await office.plan({
    ...draftOf('250000', [fixed('Works', '200000'), fixed('Garden', '50000')]),
    contractReference: 'SOW-14',
    approval: { required: false, approvers: [ana, cem], ...approval },
  })
  const lines = [adding('Łódź pavilion', '12500'), changing(must(ids[1]), { amount: usd('51000') })]
  const { changeOrderId: id } = await office.within((sql) =>
    draftChangeOrder(sql, owner, { dealId, reason: 'More was asked for', lines }),
  )
  await office.within((sql) => sendChangeOrder(sql, owner, tools(), { changeOrderId: id, ifVersion: null }))
  const token = await dealLinkFor(office, dealId, ana.email)
  return { dealId, id, ids, token, other: await dealLinkFor(office, dealId, cem.email, cem.name) }
}
const at = (id: string, verb: 'approve' | 'reject') => `/change-orders/${id}/${verb}`
const certificates = (id: string) => office.within((sql) => listOrderCertificates(sql, [id]))
const paperOf = (fileId: string) =>
  office.within(async (sql) => {
    const file = must((await readFiles(sql, [fileId])).get(fileId))
    return { file, bytes: must(await bytesInDatabase(sql).get(file.sha256)) }
  })

test('signed by both, it is certified as it was shown, with both signatures; checked, shown to the client, and kept', async () => {
  const { dealId, id, ids, token, other } = await asked({ rule: 'all' })
  await portal.answer(token, at(id, 'approve'), { reason: 'As discussed' })
  expect(await certificates(id)).toEqual([])
  await portal.answer(other, at(id, 'approve'), { name: 'C. Kaya' })
  const [made, ...more] = await certificates(id)
  expect(more).toEqual([])
  const { content, contentHash, number, fileId } = must(made)
  expect(content).toMatchObject({
    order: { name: 'CO-1', contractSumBefore: '250000.00', contractSumAfter: '263500.00' },
    orderHash: must((await office.within((sql) => readAnswers(sql, [id]))).at(-1)).shownHash,
    contract: { reference: 'SOW-14' },
    asked: { rule: 'all', names: ['Ana Ruiz', 'Cem Kaya'] },
    signatures: [
      { who: 'Ana Ruiz', role: 'Project lead', signedName: 'Ana R.', reason: 'As discussed', via: 'portal' },
      { who: 'Cem Kaya', signedName: 'C. Kaya' },
    ],
    recorded: null,
  })
  const { file, bytes } = await paperOf(fileId)
  expect(file).toMatchObject({ kind: 'certificate', name: 'CO-1 – change order certificate.pdf' })
  // The same words give the same bytes, whenever.
  expect(contentHashOf(JSON.stringify(content))).toBe(contentHash)
  expect(Buffer.from(await renderOrderCertificate(content, contentHash)).equals(bytes)).toBe(true)
  const { text } = wordsIn(bytes)
  const said = text.replace(/\s+/g, ' ')
  for (const words of [
    'Change order certificate',
    number,
    'CO-1 was signed as it was shown. The contract sum, net of tax, was $250,000.00 before it and is $263,500.00 with it.',
    'Add “Łódź pavilion” at $12,500.00',
    'Effect on the contract sum: $1,000.00',
    'signed by typing “C. Kaya”',
    'In their words: As discussed',
    contentHash,
    content.orderHash,
  ])
    expect(said).toContain(words)

  const page = await portal.page(token)
  expect(page.certificates).toMatchObject([{ number, milestoneId: null, name: 'CO-1', withdrawnAt: null }])
  const shown = await portal.ask('GET', `/${token}/files/${fileId}`)
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  const stranger = await asked()
  expect((await portal.ask('GET', `/${stranger.token}/files/${fileId}`)).status).toBe(404)

  expect(await check(number, contentHash)).toContain('a change order that was agreed to')
  expect(await check(number, file.sha256)).toContain('is of this very file')
  expect(await check(number, content.orderHash)).toContain('Not confirmed')

  // It goes with invoices of the work that it is about, beside the agreement; and nobody deletes it.
  const gathered = (milestoneId: string) =>
    office.within(async (sql) =>
      (await gatherAttachments(sql, { dealIds: [dealId], milestoneIds: [milestoneId] })).map(
        (each) => each.file.fileId,
      ),
    )
  expect([await gathered(must(ids[1])), await gathered(must(ids[0]))]).toEqual([[fileId], []])
  const deleting = office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), fileId))
  expect(await refusalOf(deleting)).toMatchObject({
    code: 'file_in_use',
    detail: expect.stringContaining(number),
  })
})

test('answered in the same second under any, it is certified once; rejected, never', async () => {
  const { id, token, other } = await asked()
  const pages = await Promise.all([portal.page(token), portal.page(other)])
  await Promise.all([
    portal.answer(token, at(id, 'approve'), {}, pages[0]),
    portal.answer(other, at(id, 'approve'), {}, pages[1]),
    portal.answer(token, at(id, 'approve'), {}, pages[0]),
  ])
  expect(await certificates(id)).toHaveLength(1)
  const no = await asked()
  await portal.answer(no.token, at(no.id, 'reject'), { reason: 'Too dear' })
  expect(await certificates(no.id)).toEqual([])
})

test('recorded by a colleague, it says that the client did not answer here', async () => {
  const { id } = await asked()
  const said = { on: '2026-01-05', signedBy: 'Ana Ruiz', reason: 'By letter', fileIds: [], ifVersion: null }
  await office.within((sql) => approveChangeOrder(sql, owner, tools(), { changeOrderId: id, ...said }))
  const { fileId, content } = must((await certificates(id))[0])
  expect(content).toMatchObject({
    signatures: [],
    recorded: { by: owner.who, signedBy: 'Ana Ruiz', on: '2026-01-05' },
  })
  const printed = wordsIn((await paperOf(fileId)).bytes).text.replace(/\s+/g, ' ')
  expect(printed).toContain('CO-1 was recorded as agreed')
  expect(printed).toContain('They did not answer in Milepost themselves.')
})

test('a signature under sums that are not the contract’s any more is none of its certificate', async () => {
  const { dealId, id, token } = await asked({ rule: 'all' })
  await portal.answer(token, at(id, 'approve'))
  const said = { on: '2026-01-05', signedBy: 'Ana Ruiz', reason: null, fileIds: [], ifVersion: null }
  const { changeOrderId: second } = await office.within((sql) =>
    draftChangeOrder(sql, owner, { dealId, reason: 'A wall', lines: [adding('Wall', '10000')] }),
  )
  await office.within((sql) =>
    sendChangeOrder(sql, owner, tools(), { changeOrderId: second, ifVersion: null }),
  )
  for (const changeOrderId of [second, id])
    await office.within((sql) => approveChangeOrder(sql, owner, tools(), { changeOrderId, ...said }))
  const { content } = must((await certificates(id))[0])
  expect(content).toMatchObject({
    order: { contractSumBefore: '260000.00', contractSumAfter: '273500.00' },
    signatures: [],
    recorded: { signedBy: 'Ana Ruiz' },
  })
  const { changeOrders } = await portal.page(token)
  expect(changeOrders.find(({ name }) => name === 'CO-1')).toMatchObject({
    contractSumBefore: { amount: content.order.contractSumBefore },
    contractSumAfter: { amount: content.order.contractSumAfter },
  })
})

/** What the public page says of this number and hash. */
async function check(number: string, hash: string): Promise<string> {
  const app = express()
  app.use('/verify', verifyPage({ database: office.database, throttle: () => (_, __, next) => next() }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    return await (await fetch(`http://127.0.0.1:${port}/verify/${number}?hash=${hash}`)).text()
  } finally {
    server.close()
  }
}
