/**
 * Goal: acceptance by silence is certified as what it is. Method: the certificate of a round that nobody answered, on a real
 * database, its paper read by a library that knows nothing of ours.
 */

import { listCertificates } from '../../src/approvals/certificates/certificate-table'
import { certifyWork } from '../../src/approvals/certificates/certify-work'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { readFiles } from '../../src/documents/file-table'
import { readCertifiedContract } from '../../src/insight/read-certified-contract'
import { readMilestone } from '../../src/schedules/milestone-table'
import { wordsIn } from '../fixtures/certificates'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { reviews } from '../fixtures/portal'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
})
afterAll(() => office.close())

const { submitted, round } = reviews(() => office)
const certificates = (id: string) => office.within((sql) => listCertificates(sql, [id]))
const bytesOf = (fileId: string) =>
  office.within(async (sql) => {
    const file = must((await readFiles(sql, [fileId])).get(fileId))
    return { file, bytes: must(await bytesInDatabase(sql).get(file.sha256)) }
  })

test('acceptance by silence is certified as what it is', async () => {
  const { id, dealId } = await submitted()
  const open = await round(id)
  const milestone = must(await office.within((sql) => readMilestone(sql, id)))
  await office.within(async (sql) => {
    const schedule = (await office.tracker(dealId)).schedule
    const certify = certifyWork({
      clock: office.clock,
      publicUrl: 'https://milepost.example',
      readContract: (within, deal) => readCertifiedContract(within, office.clock, deal),
    })
    const silence = {
      who: open.approvers.map(({ name, role }) => ({ name, role })),
      businessDays: 3,
      endedAt: '2026-02-25T04:59:59.000Z',
    }
    await certify(sql, { schedule, milestone, round: open, decisions: [], silence })
    // Called again for the same round it adds nothing.
    expect(await certify(sql, { schedule, milestone, round: open, decisions: [], silence })).toEqual([])
  })
  const { fileId } = must((await certificates(id))[0])
  const { text } = wordsIn((await bytesOf(fileId)).bytes)
  expect(text).toMatch(/This is\s+not an approval by the client/)
  expect(text).toContain('Ana Ruiz, Project lead: no answer')
})
