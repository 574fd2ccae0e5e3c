/**
 * Goal: a certificate says what was accepted, by whom and how, and never more than that: silence is no approval, a recorded
 * answer is no answer of the client's, a part is not the whole. The same content gives the same bytes.
 * Method: the PDF read again by a library that knows nothing of ours, and words of every script thrown at it.
 */
import fc from 'fast-check'
import { contentHashOf, newNumber, typedNumber } from '../../src/approvals/certificates/certificate'
import { statementOf, titleOf } from '../../src/approvals/certificates/certificate-words'
import { paperName } from '../../src/approvals/certificates/certify-work'
import { renderCertificate } from '../../src/approvals/certificates/render-certificate'
import { sha256Of } from '../../src/documents/file-bytes'
import { answered, certified, wordsIn } from '../fixtures/certificates'
import { block } from '../fixtures/logos'
import { must } from '../fixtures/must'

const HASH = 'd'.repeat(64)
const RED = 0xc63b2fff
const SILENCE = {
  who: [{ name: 'Cem Kaya', role: 'CFO' }],
  businessDays: 3,
  endedAt: '2026-02-25T04:59:59.000Z',
}

describe('on paper', () => {
  test('it says what was approved, by whom, when in both zones, how, with every hash', async () => {
    const { text } = wordsIn(await renderCertificate(certified(), HASH))
    for (const said of [
      'Hill & Sons Design',
      'Acceptance certificate',
      'MC-7KQ4-XB29-TM3D-HW6P',
      'Brand Redesign',
      'Acme Corp',
      'SOW-14, dated 15 Jan 2026',
      '$20,000.00',
      '1. Logo in four colour variants',
      '3. Style guide of at least 20 pages',
      'Ana Ruiz, Project lead: approved',
      '20 Feb 2026, 15:04 (America/New_York) · 2026-02-20 20:04:05 UTC',
      'signed by typing “Ana Ruiz”',
      'a'.repeat(64),
      'sources.zip · application/zip · 9 MB',
      'b'.repeat(64),
      'SOW.pdf, version 2',
      'c'.repeat(64),
      'Paid $10,000.00',
      'Billed, not paid $5,000.00',
      'Open $35,000.00',
      'https://milepost.example/verify/MC-7KQ4-XB29-TM3D-HW6P',
      HASH,
      '5'.repeat(64),
    ]) {
      expect(text).toContain(said)
    }
    expect(text).not.toContain('Being billed')
    expect(text).not.toContain('typeface')
  })

  test('of pictures it says why a copy from the client’s page can have another hash', async () => {
    const said = 'Each SHA-256 is of the file as it was submitted.'
    expect(wordsIn(await renderCertificate(certified(), HASH)).text).not.toContain(said)
    const content = certified()
    const evidence = content.snapshot.evidence.map((file) => ({ ...file, type: 'image/heic' }))
    const { text } = wordsIn(
      await renderCertificate({ ...content, snapshot: { ...content.snapshot, evidence } }, HASH),
    )
    expect(text).toContain(said)
  })

  test('acceptance by silence is told as nothing else', async () => {
    const content = certified({ decisions: [], silence: SILENCE })
    const { text } = wordsIn(await renderCertificate(content, HASH))
    expect(text).toContain('Certificate of acceptance by silence')
    expect(text).toContain('Nobody objected to “Design” within 3 business days')
    expect(text).toContain('This is not an approval by the client')
    expect(text).toContain('Cem Kaya, CFO: no answer')
    expect(text).not.toMatch(/was approved|: approved/)
  })

  test('an answer that a colleague recorded says whose word it is', async () => {
    const recorded = answered({
      recordedBy: 'Olga Owner',
      recordedOn: '2026-02-18',
      signedName: null,
      reason: 'By e-mail: fine with us',
      via: 'console',
      files: [{ name: 'mail.eml', sha256: 'e'.repeat(64) }],
    })
    const { text } = wordsIn(await renderCertificate(certified({ decisions: [recorded] }), HASH))
    expect(text).toContain('Recorded on their behalf by Olga Owner; answered on 18 Feb 2026')
    expect(text).toContain('They did not answer in Milepost themselves')
    expect(text).toContain('In their words: By e-mail: fine with us')
    expect(text).toContain(`mail.eml, SHA-256 ${'e'.repeat(64)}`)
    expect(text).not.toContain('Given ')
  })

  test('an accepted part is not the whole', () => {
    const part = certified({
      code: '2-A',
      amountMinor: '1600000',
      decisions: [answered({ decision: 'approve_part', outcome: 'split', accepted: '80 %' })],
    })
    expect(titleOf(part)).toBe('Certificate of partial acceptance')
    expect(statementOf(part)).toContain('$16,000.00 of 20000.00 USD')
    expect(statementOf(part)).toContain('The rest was not accepted')
  })

  test('carried revisions and a part paid later are said', () => {
    const carried = certified({
      decisions: [answered({ decision: 'approve_part', outcome: 'carry', reason: 'Fix the footer' })],
    })
    expect(statementOf(carried)).toContain('These revisions are carried on: Fix the footer')
    const collected = certified({
      decisions: [answered({ decision: 'approve_part', outcome: 'collect', accepted: '50 %' })],
    })
    expect(statementOf(collected)).toContain('50 % of it is paid now')
  })

  test('it wears the company’s colour and logo; another picture is another paper', async () => {
    const plain = Buffer.from(await renderCertificate(certified(), HASH)).toString('latin1')
    expect(plain).not.toContain('/Subtype /Image')
    const look = { accent: '#1f5494', logo: 'a'.repeat(64) }
    const picture = (bytes: Buffer, ground: 'light' | 'dark') => ({ bytes, width: 200, height: 60, ground })
    const one = await renderCertificate(
      certified({ look }),
      HASH,
      picture(await block(RED, 'image/png', 200, 60), 'light'),
    )
    expect(Buffer.from(one).toString('latin1')).toContain('/Subtype /Image')
    expect(wordsIn(one).pages).toBe(wordsIn(await renderCertificate(certified(), HASH)).pages)
    const two = await renderCertificate(
      certified({ look }),
      HASH,
      picture(await block(RED, 'image/png', 200, 60), 'dark'),
    )
    expect(sha256Of(two)).not.toBe(sha256Of(one))
  })

  test('the same content gives the same bytes, another one others', async () => {
    const once = sha256Of(await renderCertificate(certified(), HASH))
    expect(sha256Of(await renderCertificate(JSON.parse(JSON.stringify(certified())), HASH))).toBe(once)
    expect(sha256Of(await renderCertificate(certified({ round: 3 }), HASH))).not.toBe(once)
    expect(contentHashOf(JSON.stringify(certified()))).not.toBe(
      contentHashOf(JSON.stringify(certified({ client: 'Acme' }))),
    )
  })

  test('a hundred files and long words go on over pages, none lost', async () => {
    const evidence = Array.from({ length: 100 }, (_, at) => ({
      ...must(certified().snapshot.evidence[0]),
      name: `photo-${at}.jpg`,
      sha256: String(at).padStart(64, '0'),
    }))
    const criteria = ['word '.repeat(2_000), 'x'.repeat(3_000)]
    const { text, pages } = wordsIn(
      await renderCertificate(certified({ snapshot: { evidence, criteria } }), HASH),
    )
    expect(pages).toBeGreaterThan(3)
    for (let at = 0; at < 100; at += 1) expect(text).toContain(String(at).padStart(64, '0'))
    expect(text).toContain(`Page ${pages} of ${pages}`)
  })

  test('letters that the typeface lacks are owned up to', async () => {
    const { text } = wordsIn(
      await renderCertificate(certified({ project: 'Пример Żółty', client: '株式会社' }), HASH),
    )
    expect(text).toContain('Пример Żółty')
    expect(text).toContain('□□□□')
    expect(text).toContain('typeface lacks. The hash is of the exact words.')
  })

  test('any words can be printed: an approval never fails for what somebody wrote', async () => {
    const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme' }))
    await fc.assert(
      fc.asyncProperty(words, words, fc.array(words, { maxLength: 3 }), async (one, two, list) => {
        const content = certified({
          company: one,
          project: two,
          decisions: [answered({ who: one, reason: two, signedName: one })],
          snapshot: { name: two, deliverable: one, criteria: list },
        })
        expect((await renderCertificate(content, HASH)).byteLength).toBeGreaterThan(1_000)
        expect(paperName('2', one)).toMatch(/ – acceptance certificate\.pdf$/)
      }),
      { numRuns: 30 },
    )
  })
})

describe('its number', () => {
  test('is random, and read back however it is typed', () => {
    const numbers = Array.from({ length: 500 }, newNumber)
    expect(new Set(numbers).size).toBe(500)
    for (const number of numbers) {
      expect(number).toMatch(/^MC(-[2-9A-HJKMNP-TV-Z]{4}){4}$/)
      expect(typedNumber(number.toLowerCase().replace(/-/g, ' '))).toBe(number)
    }
    expect(typedNumber('')).toBe('MC-')
  })

  test('the file is named for people', () => {
    expect(paperName('2', 'Design')).toBe('M2 Design – acceptance certificate.pdf')
    expect(paperName('2-A', 'a/b:c')).toBe('M2-A b-c – acceptance certificate.pdf')
    expect(paperName('3', '…')).toBe('M3 – acceptance certificate.pdf')
    expect(paperName('3', 'x'.repeat(300)).length).toBeLessThan(120)
  })
})
