/**
 * Goal: what a client sends with an answer takes the place of nothing that anybody else attached, whatever it is called, and
 * signs something off only where its round ended accepted. Method: the client's own form over HTTP, beside a colleague's
 * file of the same name, and what an invoice would have attached after each answer.
 */
import { listStandingSignOffs } from '../../src/approvals/list-standing-sign-offs'
import { takeBack } from '../../src/approvals/take-back'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { listFiles } from '../../src/documents/file-table'
import { attachFile } from '../../src/schedules/attach-file'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { at, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { pdf } from '../fixtures/sample-files'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { submitted, submit, round } = reviews(() => office)
const page = (words: string) => pdf(`/Title(${words})`)

async function answer(
  token: string,
  path: string,
  typed: Record<string, string>,
  files: readonly (readonly [name: string, words: string])[],
) {
  const { csrf, version } = await portal.page(token)
  const form = new FormData()
  const fields = { csrf, version, name: 'Ana Ruiz', confirm: 'yes', reason: '', ...typed }
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [name, words] of files) form.append('files', new Blob([new Uint8Array(page(words))]), name)
  const address = portal.url.replace('/api/portal', `/portal/${token}${path}`)
  expect((await fetch(address, { method: 'POST', body: form, redirect: 'manual' })).status).toBe(303)
}
const ours = (dealId: string, words: string) =>
  office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), {
      dealId,
      kind: 'sign_off',
      note: null,
      name: 'scan.pdf',
      bytes: page(words),
    }),
  )
const signOffs = async (dealId: string) =>
  (await office.within((sql) => listStandingSignOffs(sql, dealId))).map(
    ({ name, version, uploadedBy }) => `${name} ${version} ${uploadedBy}`,
  )

test('a client’s scan of the same name stands beside ours; it signs off once everybody accepted, and no longer than that', async () => {
  const { id, dealId, token } = await submitted({ rule: 'all' })
  await ours(dealId, 'lender')
  await answer(token, at(id, 'approve'), {}, [['scan.pdf', 'ana']])
  // Cem is still asked: nothing is accepted.
  expect(await signOffs(dealId)).toEqual(['scan.pdf 1 Ana Ruiz'])
  await answer(await linkFor(office, id, '2'), at(id, 'request-revision'), { reason: 'A crack' }, [])
  expect(await signOffs(dealId)).toEqual(['scan.pdf 1 Ana Ruiz'])
  await submit(id)
  // A phone calls all its photos the same: none takes another's place.
  const photos = [
    ['scan.pdf', 'ana again'],
    ['scan.pdf', 'ana’s second page'],
  ] as const
  await answer(await linkFor(office, id), at(id, 'approve'), {}, photos)
  await answer(await linkFor(office, id, '2'), at(id, 'approve'), { name: 'Cem Kaya' }, [['scan.pdf', 'cem']])
  const accepted = await signOffs(dealId)
  expect(accepted.sort()).toEqual([
    'scan.pdf 1 Ana Ruiz',
    'scan.pdf 1 Ana Ruiz',
    'scan.pdf 1 Ana Ruiz',
    'scan.pdf 1 Cem Kaya',
  ])
  // A newer version of ours is one of ours.
  expect(await ours(dealId, 'lender, amended')).toMatchObject({ version: 2, duplicate: false })
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: id, how: 'revoke', reason: 'by mistake' }),
  )
  expect(await signOffs(dealId)).toEqual(['scan.pdf 2 Ana Ruiz'])
  // All of them stay, with the answers that they came with.
  const kept = await office.within((sql) => listFiles(sql, dealId, { limit: 50, offset: 0 }))
  expect(kept.filter(({ kind }) => kind !== 'certificate')).toHaveLength(6)
})

test.each([
  ['reopened', 'reopen', '[]'],
  ['revoked while evidence is missing', 'revoke', '["Test log"]'],
] as const)('%s: nobody is asked again, and what was signed signs nothing off', async (_how, how, required) => {
  const { id, dealId, token } = await submitted()
  await answer(token, at(id, 'approve'), {}, [['signed.pdf', 'signed']])
  expect(await signOffs(dealId)).toEqual(['signed.pdf 1 Ana Ruiz'])
  const missing = `jsonb_set(details, '{evidenceRequired}', '${required}')`
  await office.within((sql) => sql(`update milestone set details = ${missing} where milestone_id = $1`, [id]))
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: id, how, reason: 'by mistake' }),
  )
  expect(await round(id)).toMatchObject({ number: 1, state: 'approved' })
  expect(await signOffs(dealId)).toEqual([])
})

test('photos of what is missing of a part sign nothing off', async () => {
  const { id, dealId, token } = await submitted()
  const part = { accepted: '80 %', outcome: 'carry', reason: 'The door is missing' }
  await answer(token, at(id, 'approve-part'), part, [['door.pdf', 'door']])
  const files = await office.within((sql) => listFiles(sql, dealId, { limit: 50, offset: 0 }))
  expect(files.filter(({ kind }) => kind !== 'certificate')).toMatchObject([
    { name: 'door.pdf', kind: 'other' },
  ])
  expect(await signOffs(dealId)).toEqual([])
})

test('a scan with the approval that ends the round is a sign-off at once', async () => {
  const { id, dealId, token } = await submitted()
  await answer(token, at(id, 'approve'), {}, [['signed.pdf', 'signed']])
  expect(must(await signOffs(dealId))).toEqual(['signed.pdf 1 Ana Ruiz'])
})
