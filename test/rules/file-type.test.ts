/**
 * Goal: what a file is comes from its bytes alone, and nothing that could run is taken. Method: one small file of every
 * kind, many hostile ones, and chance.
 */
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { cleanName, endingOf } from '../../src/documents/file-name'
import { recogniseType } from '../../src/documents/file-type'
import { zipEntries } from '../../src/documents/zip-directory'
import { docx, eml, gif, heic, hostile, jpeg, odt, pdf, png, webp, xlsx, zip } from '../fixtures/sample-files'

const OFFICE = 'application/vnd.openxmlformats-officedocument'

describe('what is taken, and whether a browser may show it', () => {
  test.each<[string, Buffer, string, boolean]>([
    ['contract.pdf', pdf(), 'application/pdf', true],
    ['CONTRACT.PDF', pdf(), 'application/pdf', true],
    ['scan', pdf(), 'application/pdf', true],
    ['form.pdf', pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>'), 'application/pdf', false],
    ['form.pdf', pdf('/AA<</O<</S/J#61vaScript>>>>'), 'application/pdf', false],
    ['attached.pdf', pdf('/Names<</EmbeddedFiles 4 0 R>>/X<</Type/EmbeddedFile>>'), 'application/pdf', false],
    ['photo.png', png, 'image/png', true],
    ['photo.jpg', jpeg, 'image/jpeg', true],
    ['photo.jpeg', jpeg, 'image/jpeg', true],
    ['pixel.gif', gif, 'image/gif', true],
    ['photo.webp', webp, 'image/webp', true],
    ['photo.heic', heic, 'image/heic', false],
    ['plan.docx', docx, `${OFFICE}.wordprocessingml.document`, false],
    ['plan.xlsx', xlsx, `${OFFICE}.spreadsheetml.sheet`, false],
    ['plan.odt', odt, 'application/vnd.oasis.opendocument.text', false],
    ['mail.eml', eml, 'message/rfc822', false],
    ['notes.txt', Buffer.from('Grüße, 你好\tand so on\r\n'), 'text/plain; charset=utf-8', false],
    ['notes', Buffer.from('\ufeffWith a mark'), 'text/plain; charset=utf-8', false],
    ['table.csv', Buffer.from('a,b\n1,2\n'), 'text/csv; charset=utf-8', false],
    ['readme.md', Buffer.from('# We agreed\n1 < 2 and 3 > 2\n'), 'text/markdown; charset=utf-8', false],
  ])('%s', (name, bytes, type, inline) => {
    expect(recogniseType(bytes, name)).toMatchObject({ type, inline })
  })
})

test.each(hostile)('%s is not: %s', (_, name, bytes) => {
  const found = recogniseType(bytes, name)
  expect(found).toEqual({ problem: expect.stringMatching(/^[A-Z][\s\S]{10,}\.$/) })
})

test('a wrong ending is said with the right one', () => {
  expect(recogniseType(png, 'contract.pdf')).toEqual({
    problem: 'It is called .pdf, but is a PNG picture by its content. Name it .png, or send the right file.',
  })
})

test('a hostile PDF of many beginnings takes no longer than its length', () => {
  const bytes = Buffer.concat([pdf(), Buffer.alloc(8_000_000, 'stream\n')])
  const began = performance.now()
  expect(recogniseType(bytes, 'slow.pdf')).toMatchObject({ type: 'application/pdf' })
  expect(performance.now() - began).toBeLessThan(3_000)
})

describe('a PDF whose objects are packed', () => {
  const hidden = '1 0 2 40 <</Type/Catalog/Pages 2 0 R/OpenAction 3 0 R>> <</S/JavaScript/JS(app.alert(1))>>'
  const harmless = '1 0 2 40 <</Type/Catalog/Pages 2 0 R>> <</Title(A long report)>>'
  const holder = (content: Buffer, said = '/Type/ObjStm/N 2/First 8/Filter/FlateDecode') =>
    Buffer.concat([
      pdf(),
      Buffer.from(`9 0 obj<<${said}/Length ${content.length}>>stream\r\n`),
      content,
      Buffer.from('\r\nendstream endobj\n'),
    ])
  const inline = (bytes: Buffer) => (recogniseType(bytes, 'form.pdf') as { inline: boolean }).inline
  const flate = (text: string) => deflateSync(Buffer.from(text))

  test('is shown where nothing of them runs', () => {
    expect(inline(holder(flate(harmless)))).toBe(true)
    expect(inline(holder(flate(harmless), '/Type /ObjStm /N 2 /First 8 /Filter [ /FlateDecode ]'))).toBe(true)
    expect(inline(holder(Buffer.from(harmless), '/Type/ObjStm/N 2/First 8'))).toBe(true)
    // Outlines before a photo, and pages that are packed with what a predictor needs: no objects are in these.
    expect(inline(holder(jpeg, '/First 5 0 R/Last 6 0 R>>endobj 9 0 obj<</Filter/DCTDecode'))).toBe(true)
    const table = '/Type/XRef/W[1 2 1]/Filter/FlateDecode/DecodeParms<</Columns 4/Predictor 12>>'
    expect(inline(holder(flate('whatever'), table))).toBe(true)
  })

  test.each<[string, Buffer, string | undefined]>([
    ['as all programs do it', flate(hidden), undefined],
    ['with its names written otherwise', flate(hidden.replaceAll('/J', '/#4a')), undefined],
    ['and its kind too', flate(hidden), '/Type/Obj#53tm/N 2/First 8/Filter/Flate#44ecode'],
    ['without saying its kind', flate(hidden), '/N 2/First 8/Filter/FlateDecode'],
    ['without a number of its own', flate(hidden), '/N 7 0 R/First 8 0 R/Filter/FlateDecode'],
    ['not at all', Buffer.from(hidden), '/Type/ObjStm/N 2/First 8'],
    ['twice', deflateSync(flate(hidden)), '/Type/ObjStm/N 2/First 8/Filter[/FlateDecode/FlateDecode]'],
    ['in another way', Buffer.from('80 0b'), '/Type/ObjStm/N 2/First 8/Filter/ASCIIHexDecode'],
    ['in a way that is said elsewhere', flate(hidden), '/Type/ObjStm/N 2/First 8/Filter 7 0 R'],
    ['behind a predictor', flate(harmless), '/Type/ObjStm/N 2/First 8/Filter/FlateDecode/DecodeParms 7 0 R'],
    ['and broken off', flate(hidden).subarray(0, 30), undefined],
    ['to more than can be looked at', deflateSync(Buffer.alloc(17_000_000, ' ')), undefined],
  ])('is only saved where something runs in them, or may: packed %s', (_, content, said) => {
    expect(inline(holder(content, said))).toBe(false)
  })

  test('is only saved where the stream has no end, and costs little where it has ever so many', () => {
    const endless = holder(flate(hidden))
    expect(inline(endless.subarray(0, endless.lastIndexOf('endstream')))).toBe(false)
    const began = performance.now()
    const small = Buffer.concat([Buffer.from('/First 8 stream\n'), flate(''), Buffer.from('endstream\n')])
    for (const piece of [small, Buffer.from('stream\nendstream\n')]) {
      expect(inline(Buffer.concat([pdf(), Buffer.alloc(20_000_000, piece)]))).toBe(false)
    }
    expect(performance.now() - began).toBeLessThan(4_000)
  })
})

test('bytes by chance, behind any good beginning, break nothing', () => {
  const beginnings = [pdf(), png, jpeg, gif, webp, heic, docx, odt, eml, Buffer.alloc(0)]
  const endings = ['pdf', 'png', 'docx', 'txt', 'eml', '']
  fc.assert(
    fc.property(
      fc.constantFrom(...beginnings),
      fc.nat({ max: 400 }),
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(...endings),
      (beginning, cut, noise, ending) => {
        const bytes = Buffer.concat([beginning.subarray(0, cut), noise])
        const found = recogniseType(bytes, `a.${ending}`)
        expect('problem' in found || found.type.includes('/')).toBe(true)
        zipEntries(bytes)
      },
    ),
    { numRuns: 500 },
  )
})

test('an archive is read only where it is whole', () => {
  const whole = zip({ 'a.txt': 'a', 'b/c.txt': 'b' })
  expect(zipEntries(whole)?.map((entry) => entry.name)).toEqual(['a.txt', 'b/c.txt'])
  for (let cut = 1; cut < whole.length; cut += 1) expect(zipEntries(whole.subarray(cut))).toBeNull()
  for (let cut = 1; cut < whole.length; cut += 1) expect(zipEntries(whole.subarray(0, -cut))).toBeNull()
})

describe('a name can be shown and saved as it is', () => {
  test.each([
    ['SOW-17 signed.pdf', 'SOW-17 signed.pdf'],
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\ana\\contract.pdf', 'contract.pdf'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['invoice\u202efdp.exe.pdf', 'invoicefdp.exe.pdf'],
    ['zero\u200bwidth\ufeff.pdf', 'zerowidth.pdf'],
    ['what?<b>"x"|*.pdf', 'what--b--x---.pdf'],
    ['  spaces   inside .pdf ', 'spaces inside.pdf'],
    ['...hidden.pdf', 'hidden.pdf'],
    ['CON.txt', 'CON-.txt'],
    ['scan', 'scan'],
    ['Résumé ✓ 契約.pdf', 'Résumé ✓ 契約.pdf'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(116)}.pdf`],
  ])('%j → %j', (given, clean) => {
    expect(cleanName(given)).toBe(clean)
  })

  test.each(['', '.', '...', '///', '\u202e\u200b', '??? .pdf', '   '])('%j is none', (given) => {
    expect(cleanName(given)).toBeNull()
  })

  test('whatever it was: short, without a path or anything unseen, and clean again the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = cleanName(given)
        if (name === null) return
        expect([...name].length).toBeLessThanOrEqual(121)
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}\p{Cs}]/u)
        expect(cleanName(name)).toBe(name)
        expect(endingOf(name).length).toBeLessThanOrEqual(10)
      }),
    )
  })
})
