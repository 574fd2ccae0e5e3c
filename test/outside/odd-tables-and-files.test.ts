/**
 * Goal: a table or an upload that is broken in any way is refused in words, with its place, and leaves nothing behind.
 * Method: tables and multipart bodies by chance and by hand, as bytes; the state is compared each time.
 */
import fc from 'fast-check'
import { type ContractStage, openContractStage } from './contract-stage'

let stage: ContractStage
let unplanned: string
beforeAll(async () => {
  stage = await openContractStage()
  const { body } = await stage.ask('GET', '/api/v1/deals?status=unscheduled')
  unplanned = (body['items'] as { id: string }[])[0]?.id ?? ''
}, 120_000)
afterAll(() => stage.close())

async function send(address: string, type: string | null, bytes: Uint8Array) {
  const response = await fetch(`${stage.embedded.url}/api/v1${address}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stage.embedded.at.apiToken}`,
      ...(type !== null && { 'content-type': type }),
    },
    body: new Uint8Array(bytes),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: Record<string, unknown> = isJson ? JSON.parse(text) : {}
  return { status: response.status, type: response.headers.get('content-type') ?? '', body }
}

async function changesNothing(
  address: string,
  type: string | null,
  bytes: Uint8Array,
  allowed: readonly number[],
) {
  const before = await stage.fingerprint()
  const answer = await send(address, type, bytes)
  expect([answer.status, JSON.stringify(answer.body).slice(0, 300)]).toEqual([
    allowed.includes(answer.status) ? answer.status : allowed,
    expect.any(String),
  ])
  if (answer.status >= 400) expect(answer.type).toContain('application/problem+json')
  expect(await stage.fingerprint()).toBe(before)
  return answer
}

describe('tables', () => {
  const planned = (query = '') => `/deals/${unplanned}/schedule/from-csv${query}`
  const utf8 = (text: string) => new Uint8Array(Buffer.from(text))

  test.each<[string, Uint8Array]>([
    ['nothing', utf8('')],
    ['white space', utf8(' \r\n\t\n')],
    ['only a header', utf8('Name,Amount\n')],
    ['no header', utf8('15000,Strategy\n')],
    ['a column twice', utf8('Name,Name,Amount\na,b,1\n')],
    ['a quote that never ends', utf8('Name,Amount\n"Strategy,15000\n')],
    ['rows of other lengths', utf8('Name,Amount\nA,1,2,3,4\nB\n')],
    ['bytes that are no UTF-8', new Uint8Array([0x4e, 0x61, 0x6d, 0x65, 0x2c, 0xff, 0xfe, 0x0a, 0xc3, 0x28])],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeffName,Amount\nA,1\n', 'utf16le'))],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['NUL', utf8('Name,Amount\nA\u0000B,1\n')],
    ['1,001 rows', utf8(`Name,Amount\n${'A,1\n'.repeat(1_001)}`)],
    ['5,000 columns', utf8(`${'Name,'.repeat(5_000)}\n${'A,'.repeat(5_000)}\n`)],
    ['a cell of 100,000 letters', utf8(`Name,Amount\n${'A'.repeat(100_000)},1\n`)],
    ['below zero', utf8('Name,Amount\nA,-5\nB,(5)\n')],
    ['more than there is', utf8('Name,Amount\nA,99999999999999\n')],
    ['more digits than dollars have', utf8('Name,Amount\nA,1.005\n')],
    ['two currencies', utf8('Name,Amount\nA,$5\nB,€5\n')],
    ['a formula for an amount', utf8('Name,Amount\nA,=1+1\n')],
    ['days that are none', utf8('Name,Amount,Planned on\nA,5,30 February 2027\nB,5,soon\n')],
  ])('%s', async (_, bytes) => {
    const answer = await changesNothing(planned(), 'text/csv', bytes, [400, 409, 415, 422])
    expect(answer.body['detail']).toEqual(expect.stringMatching(/.{15}/))
    const looked = await changesNothing(planned('?preview=true'), 'text/csv', bytes, [200, 400, 415, 422])
    const told = [looked.body['questions'], looked.body['rowErrors'], looked.body['errors']]
      .flat()
      .filter(Boolean)
    expect(looked.status === 200 ? told.length : 1).toBeGreaterThan(0)
  })

  test.each([
    null,
    'application/json',
    'text/plain',
    'text/csv; charset=klingon',
    'multipart/form-data',
    'text/csv;;;=',
  ])('as %s', async (type) => {
    await changesNothing(planned(), type, utf8('Name,Amount\nA,x\n'), [400, 415, 422])
  })

  test.each([
    'preview=maybe',
    'contractValue=-1',
    'contractValue=abc',
    'contractValue=1.005&currency=USD',
    'currency=usd',
    'currency=',
    'noSuch=1',
    'preview=true&preview=false',
  ])('with ?%s', async (query) => {
    await changesNothing(planned(`?${query}`), 'text/csv', utf8('Name,Amount\nA,x\n'), [400, 422])
  })

  test('by chance', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        'Strategy',
        '15,000.00',
        '$5',
        '33.34 %',
        '1/3',
        '2027-03-15',
        'ana@acme.example',
        '=cmd|x',
        '"',
        "'",
        '\r',
        ';',
        '\t',
        'the rest',
      ),
    )
    const header = fc.constantFrom(
      'Name',
      'Amount',
      'Percent',
      'Share',
      'Planned on',
      'Criteria',
      'Approver',
      'E-mail',
      'Description',
      'x',
      '',
    )
    const table = fc
      .record({
        head: fc.array(header, { maxLength: 6 }),
        rows: fc.array(fc.array(cell, { maxLength: 7 }), { maxLength: 8 }),
        between: fc.constantFrom(',', ';', '\t', '|'),
        line: fc.constantFrom('\n', '\r\n', '\r'),
      })
      .map(({ head, rows, between, line }) => [head, ...rows].map((row) => row.join(between)).join(line))
    await fc.assert(
      fc.asyncProperty(fc.oneof(table, fc.string({ unit: 'binary', maxLength: 200 })), async (text) => {
        await changesNothing(planned('?preview=true'), 'text/csv', utf8(text), [200, 400, 415, 422])
      }),
      { numRuns: 150 },
    )
  })
})

describe('uploads', () => {
  const at = () => `/deals/${stage.ids.deal}/files`
  const boundary = 'a-boundary'
  const type = `multipart/form-data; boundary=${boundary}`
  const part = (head: string, content: string) => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`
  const file = (name: string, more = '') =>
    part(`Content-Disposition: form-data; name="file"; filename="${name}"${more}`, '%PDF-1.7 not much')
  const kind = part('Content-Disposition: form-data; name="kind"', 'agreement')
  const end = `--${boundary}--\r\n`
  const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

  test.each<[string, string | null, string]>([
    ['nothing', type, ''],
    ['only the end', type, end],
    ['no end', type, file('a.pdf')],
    ['cut in a header', type, `--${boundary}\r\nContent-Dispo`],
    ['no boundary', 'multipart/form-data', file('a.pdf') + end],
    ['an empty boundary', 'multipart/form-data; boundary=', file('a.pdf') + end],
    ['another boundary', 'multipart/form-data; boundary=other', file('a.pdf') + end],
    ['JSON', 'application/json', '{"file":"x"}'],
    ['no type', null, kind + file('a.pdf') + end],
    [
      'another name',
      type,
      kind + part('Content-Disposition: form-data; name="upload"; filename="a.pdf"', 'x') + end,
    ],
    ['a file that is a field', type, kind + part('Content-Disposition: form-data; name="file"', 'x') + end],
    ['two files', type, kind + file('a.pdf') + file('b.pdf') + end],
    [
      'no file name',
      type,
      kind + part('Content-Disposition: form-data; name="file"; filename=""', 'x') + end,
    ],
    ['a name of 300 letters', type, kind + file(`${'a'.repeat(300)}.pdf`) + end],
    ['a NUL in the name', type, kind + file('a\u0000.pdf') + end],
    [
      'an empty file',
      type,
      kind + part('Content-Disposition: form-data; name="file"; filename="a.pdf"', '') + end,
    ],
    [
      'a field that nobody knows',
      type,
      kind + part('Content-Disposition: form-data; name="admin"', 'true') + file('a.pdf') + end,
    ],
    ['a field twice', type, kind + kind + file('a.pdf') + end],
    [
      'a prototype',
      type,
      kind +
        part('Content-Disposition: form-data; name="__proto__"', 'x') +
        part('Content-Disposition: form-data; name="constructor[prototype][x]"', 'x') +
        file('a.pdf') +
        end,
    ],
    [
      '30 fields',
      type,
      `${Array.from({ length: 30 }, (_, index) => part(`Content-Disposition: form-data; name="f${index}"`, 'x')).join('')}${file('a.pdf')}${end}`,
    ],
    [
      'a field of 100,000 letters',
      type,
      kind + part('Content-Disposition: form-data; name="note"', 'x'.repeat(100_000)) + file('a.pdf') + end,
    ],
    [
      'a wrong kind',
      type,
      part('Content-Disposition: form-data; name="kind"', 'contract') + file('a.pdf') + end,
    ],
    [
      'a program',
      type,
      kind + part('Content-Disposition: form-data; name="file"; filename="a.exe"', 'MZ\u0090\u0000') + end,
    ],
    [
      'a page',
      type,
      kind +
        part('Content-Disposition: form-data; name="file"; filename="a.html"', '<script>alert(1)</script>') +
        end,
    ],
  ])('%s', async (_, contentType, text) => {
    const answer = await changesNothing(at(), contentType, latin(text), [400, 413, 415, 422])
    expect(answer.body['detail']).toEqual(expect.stringMatching(/.{15}/))
  })

  test('by chance', async () => {
    const pieces = fc.array(
      fc.constantFrom(
        `--${boundary}\r\n`,
        end,
        '\r\n',
        '\r\n\r\n',
        'Content-Disposition: form-data; name="kind"',
        'Content-Disposition: form-data; name="file"; filename="a.pdf"',
        'Content-Type: application/pdf',
        'Content-Transfer-Encoding: base64',
        'agreement',
        '%PDF',
        '"',
        ';',
        '\u0000',
        "filename*=UTF-8''%ff.pdf",
      ),
      { maxLength: 20 },
    )
    await fc.assert(
      fc.asyncProperty(pieces, async (all) => {
        const answer = await send(at(), type, latin(all.join('')))
        expect([all.join(''), answer.status < 500]).toEqual([all.join(''), true])
      }),
      { numRuns: 120 },
    )
  })
})
