/**
 * Goal: every approval leaves one certificate, of exactly what was submitted and decided, and it goes with the invoice;
 * what was not approved leaves none. Method: the client's door and colleagues on a real database, also at once, also where
 * billing refuses.
 */
import { contentHashOf } from '../../src/approvals/certificates/certificate'
import { listCertificates, readCertificate } from '../../src/approvals/certificates/certificate-table'
import { renderCertificate } from '../../src/approvals/certificates/render-certificate'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { decideRound } from '../../src/approvals/decide-round'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { takeBack } from '../../src/approvals/take-back'
import type { Verdict } from '../../src/approvals/verdict'
import { sha256Of } from '../../src/documents/file-bytes'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { listFiles, readFiles } from '../../src/documents/file-table'
import { readAttachments } from '../../src/invoices/attachments/attachment-table'
import { gatherAttachments } from '../../src/invoices/attachments/gather-attachments'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { deleteFile } from '../../src/schedules/delete-file'
import { readMilestone } from '../../src/schedules/milestone-table'
import { removeEvidence } from '../../src/schedules/remove-evidence'
import { decideParts, wordsIn } from '../fixtures/certificates'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { at, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { pdf } from '../fixtures/sample-files'

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

const { submitted, submit, round } = reviews(() => office)
const certificates = (id: string) => office.within((sql) => listCertificates(sql, [id]))
const filesOfInvoice = async (scheduleId: string) => {
  const intents = await office.intents(scheduleId)
  return office.within((sql) =>
    readAttachments(
      sql,
      intents.map(({ intentId }) => intentId),
    ),
  )
}
const decide = async (id: string, verdict: Verdict, approverId: string | null = '1') => {
  const { roundId } = await round(id)
  return office.within((sql) =>
    decideRound(sql, owner, decideParts(office.clock), {
      roundId,
      verdict,
      recording: { approverId, on: null, fileIds: [] },
    }),
  )
}
const bytesOf = (fileId: string) =>
  office.within(async (sql) => {
    const file = must((await readFiles(sql, [fileId])).get(fileId))
    return { file, bytes: must(await bytesInDatabase(sql).get(file.sha256)) }
  })

test('an approval by link is certified: what was submitted, who, when and how, on the invoice before the evidence', async () => {
  const { id, dealId, scheduleId } = await submitted()
  const add = (name: string, bytes: Uint8Array) =>
    office.within((sql) =>
      attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId: id, note: null, name, bytes }),
    )
  // Evidence after submission would make the round stale: it is withdrawn and submitted with it.
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const proof = await add('Proof.pdf', pdf('/Title(Proof of certificates)'))
  await submit(id)
  const token = await linkFor(office, id, '1', true)
  expect(await certificates(id)).toEqual([])
  expect((await portal.answer(token, at(id, 'approve'), { reason: 'Lovely' })).status).toBe(200)

  const [certificate, ...others] = await certificates(id)
  expect(others).toEqual([])
  const { content, contentHash, fileId } = must(certificate)
  expect(contentHashOf(JSON.stringify(content))).toBe(contentHash)
  expect(content).toMatchObject({
    company: 'Office',
    amountMinor: '60000',
    code: '1',
    silence: null,
    bar: { contractSum: '100000' },
    decisions: [
      { who: 'Ana Ruiz', role: 'Project lead', reason: 'Lovely', signedName: 'Ana R.', via: 'portal' },
    ],
    snapshot: { criteria: ['Signed'], evidence: [{ name: 'Proof.pdf', sha256: proof.sha256 }] },
    snapshotHash: (await round(id)).snapshotHash,
    verifyAt: `https://milepost.example/verify/${content.number}`,
  })
  const [shown] = (await portal.page(token)).certificates
  expect(shown).toMatchObject({
    number: content.number,
    name: 'Design',
    hash: contentHash,
    withdrawnAt: null,
  })
  const answer = await fetch(new URL(must(shown).url, portal.url))
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  const { file, bytes } = await bytesOf(fileId)
  expect(sha256Of(new Uint8Array(await answer.arrayBuffer()))).toBe(file.sha256)
  expect(file).toMatchObject({
    name: 'M1 Design – acceptance certificate.pdf',
    kind: 'certificate',
    milestoneId: id,
    type: 'application/pdf',
    sha256: sha256Of(bytes),
  })
  // Of the frozen content alone the same bytes come again.
  expect(sha256Of(await renderCertificate(content, contentHash))).toBe(file.sha256)
  const { text } = wordsIn(bytes)
  expect(text).toContain('Ana Ruiz, Project lead: approved')
  expect(text).toContain(proof.sha256)
  expect(text).toContain(contentHash)

  expect((await filesOfInvoice(scheduleId)).map((each) => [each.file.name, each.state])).toEqual([
    ['M1 Design – acceptance certificate.pdf', 'wanted'],
    ['Proof.pdf', 'wanted'],
  ])
  const listed = await office.within((sql) => listFiles(sql, dealId, { limit: 10, offset: 0 }))
  expect(listed.map(({ name }) => name)).toContain('M1 Design – acceptance certificate.pdf')
  const [story] = await office.within((sql) =>
    sql<{ after: object }>(
      `select after from history where milestone_id = $1 and what like 'Certified the acceptance of%'`,
      [id],
    ),
  )
  expect(story?.after).toMatchObject({ certificate: content.number, sha256: file.sha256, contentHash })
})

test('a certificate is no evidence: it is removed neither as one nor as a file, and changes never', async () => {
  const { id, token } = await submitted()
  await portal.answer(token, at(id, 'approve'))
  const { fileId, certificateId } = must((await certificates(id))[0])
  const asFile = office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), fileId))
  expect(await refusalOf(asFile)).toMatchObject({ code: 'file_in_use' })
  const asEvidence = office.within((sql) =>
    removeEvidence(sql, owner, bytesInDatabase(sql), { milestoneId: id, fileId }),
  )
  expect(await refusalOf(asEvidence)).toMatchObject({ code: 'not_found' })
  for (const change of [
    'update certificate set content = $2 where certificate_id = $1',
    'update certificate set number = $2 where certificate_id = $1',
  ]) {
    await expect(office.within((sql) => sql(change, [certificateId, 'else']))).rejects.toThrow(
      'a certificate stays as it was made',
    )
  }
})

test('changes asked for, and work that needs no approval, leave none', async () => {
  const { id, other, token, scheduleId } = await submitted()
  await portal.answer(token, at(id, 'request-revision'), { reason: 'Not yet' })
  expect(await certificates(id)).toEqual([])
  const { ids } = await office.plan(draftOf('10.00', [fixed('Plain', '10.00')]))
  const plain = must(ids[0])
  await office.within((sql) =>
    completeMilestone(sql, owner, decideParts(office.clock), { milestoneId: plain, note: null }),
  )
  expect(await certificates(plain)).toEqual([])
  expect(await certificates(other)).toEqual([])
  expect(await filesOfInvoice(scheduleId)).toEqual([])
})

test('of all who must approve the last one brings it, with every answer', async () => {
  const { id, token } = await submitted({ rule: 'all' })
  await portal.answer(token, at(id, 'approve'))
  expect(await certificates(id)).toEqual([])
  const second = await linkFor(office, id, '2')
  await portal.answer(second, at(id, 'approve'))
  const [certificate] = await certificates(id)
  expect(must(certificate).content.decisions.map(({ who }) => who)).toEqual(['Ana Ruiz', 'Cem Kaya'])
})

test('two answers in the same second, and one sent twice, make one certificate and one invoice', async () => {
  const { id, token, scheduleId } = await submitted()
  const second = await linkFor(office, id, '2')
  const shown = await portal.page(token)
  const also = await portal.page(second)
  const answers = await Promise.all([
    portal.answer(token, at(id, 'approve'), {}, shown),
    portal.answer(token, at(id, 'approve'), {}, shown),
    portal.answer(second, at(id, 'approve'), {}, also),
  ])
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  expect(await certificates(id)).toHaveLength(1)
  expect(await office.intents(scheduleId)).toHaveLength(1)
  expect(await filesOfInvoice(scheduleId)).toHaveLength(1)
})

test('a recorded answer says so', async () => {
  const { id } = await submitted()
  await decide(id, { decision: 'approve', reason: 'By telephone' })
  const { content, fileId } = must((await certificates(id))[0])
  expect(content.decisions).toMatchObject([
    { who: 'Ana Ruiz', recordedBy: owner.who, reason: 'By telephone' },
  ])
  expect(wordsIn((await bytesOf(fileId)).bytes).text).toContain(`Recorded on their behalf by ${owner.who}`)
})

test('of an accepted part only that part is certified, and billed with it', async () => {
  const { id, scheduleId } = await submitted()
  await decide(id, {
    decision: 'approve_part',
    outcome: 'split',
    accepted: { percent: '80' },
    reason: 'Footer is missing',
  })
  const { content } = must((await certificates(id))[0])
  expect(content).toMatchObject({ code: '1-A', amountMinor: '48000', snapshot: { amount: '600.00' } })
  const names = (await filesOfInvoice(scheduleId)).map(({ file }) => file.name)
  expect(names).toEqual(['M1-A Design – acceptance certificate.pdf'])
  const rest = must((await office.within((sql) => readMilestone(sql, id)))?.split).remainingId
  expect(await certificates(rest)).toEqual([])
})

test('taken back, it says so, goes with no invoice any more, and the next approval has its own', async () => {
  const { id, token, dealId, scheduleId } = await submitted()
  await portal.answer(token, at(id, 'approve'))
  const first = must((await certificates(id))[0])
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: id, how: 'revoke', reason: 'Wrong file' }),
  )
  const gathered = () =>
    office.within((sql) => gatherAttachments(sql, { dealIds: [dealId], milestoneIds: [id] }))
  expect(await gathered()).toEqual([])
  const taken = await office.within((sql) => readCertificate(sql, first.certificateId))
  expect(taken?.withdrawn).toMatchObject({ by: owner.who, because: 'Wrong file' })
  expect(taken?.contentHash).toBe(first.contentHash)
  await decide(id, { decision: 'approve', reason: 'Now' })
  const [newest] = await certificates(id)
  expect(must(newest).number).not.toBe(first.number)
  expect((await gathered()).map(({ file }) => file.fileId)).toEqual([must(newest).fileId])
  const intents = await office.intents(scheduleId)
  const live = must(intents.find(({ state }) => state !== 'cancelled'))
  const kept = await office.within((sql) => readAttachments(sql, [live.intentId]))
  expect(kept.map(({ file }) => file.fileId)).toEqual([must(newest).fileId])
})

test('taken back while evidence is missing, the client’s page says so', async () => {
  const { id, token } = await submitted()
  await portal.answer(token, at(id, 'approve'))
  const missing = `jsonb_set(details, '{evidenceRequired}', '["Test log"]')`
  await office.within((sql) => sql(`update milestone set details = ${missing} where milestone_id = $1`, [id]))
  const because = { milestoneId: id, how: 'revoke', reason: 'Wrong file' } as const
  await office.within((sql) => takeBack(sql, owner, office.parts.billing, because))
  const told = (await portal.page(token)).history.map(({ what, reason }) => [what, reason])
  expect(told).toContainEqual(['Took back the approval of “Design”, round 1', null])
})

test('a workspace that wants none on its invoices has it on the deal alone', async () => {
  const plain = await openOffice({ delivery: 'post', attach: ['evidence'] })
  try {
    const parts = decideParts(plain.clock)
    const all = reviews(() => plain)
    const { id, scheduleId } = await all.submitted()
    const { roundId } = await all.round(id)
    await plain.within((sql) =>
      decideRound(sql, owner, parts, {
        roundId,
        verdict: { decision: 'approve', reason: 'Seen' },
        recording: { approverId: '1', on: null, fileIds: [] },
      }),
    )
    expect(await plain.within((sql) => listCertificates(sql, [id]))).toHaveLength(1)
    const [intent] = await plain.intents(scheduleId)
    expect(await plain.within((sql) => readAttachments(sql, [must(intent).intentId]))).toEqual([])
  } finally {
    await plain.close()
  }
})

test('what fails after it takes it back with the decision', async () => {
  const { id } = await submitted()
  const parts = decideParts(office.clock)
  const broken = {
    ...parts,
    billing: { ...parts.billing, onCompleted: () => Promise.reject(new Error('the power went')) },
  }
  const { roundId } = await round(id)
  const failing = office.within((sql) =>
    decideRound(sql, owner, broken, {
      roundId,
      verdict: { decision: 'approve', reason: 'Seen' },
      recording: { approverId: '1', on: null, fileIds: [] },
    }),
  )
  await expect(failing).rejects.toThrow('the power went')
  expect(await certificates(id)).toEqual([])
  expect((await round(id)).state).toBe('open')
})
