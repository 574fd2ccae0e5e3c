/**
 * Goal: a table becomes the plan that it says, or every wrong cell is named. Method: tables as people save them; any plan
 * written as a table and read back is the same plan; any text at all is read without breaking.
 */
import fc from 'fast-check'
import { scheduleInput } from '../../src/http/contract/schedule'
import { money } from '../../src/money/money'
import type { MilestoneDraft } from '../../src/schedules/draft'
import { type CsvGround, stageCsv } from '../../src/start-from/csv-schedule'
import { exampleCsv, scheduleCsv } from '../../src/start-from/schedule-csv'
import type { StagedSchedule } from '../../src/start-from/staged-schedule'

const ground: CsvGround = { contractValue: null, dealAmount: money(5_000_000n, 'USD'), currency: 'USD' }
const stage = (text: string, more: Partial<CsvGround> = {}) => stageCsv(text, { ...ground, ...more })
const errorsOf = (staged: StagedSchedule) => staged.rowErrors.map(({ row, detail }) => [row, detail])
const brief = (staged: StagedSchedule) =>
  staged.draft.milestones?.map(({ name, amount, share }) => [name, amount?.amount ?? share])

/** What planning takes, as the API checks it. */
function clean(staged: StagedSchedule) {
  expect(staged.rowErrors).toEqual([])
  expect(staged.questions).toEqual([])
  return scheduleInput.parse(staged.draft)
}

test('the example reads back without a question, as three milestones of the whole contract', () => {
  const staged = stage(exampleCsv, { dealAmount: null })
  const { milestones, contractValue } = clean(staged)
  expect(contractValue).toEqual({ amount: '50000.00', currency: 'USD' })
  expect(brief(staged)).toEqual([
    ['Strategy', '15000.00'],
    ['Design', { percent: '40' }],
    ['Delivery', '15000.00'],
  ])
  expect(milestones[0]?.approval?.approvers).toEqual([
    { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@acme.example' },
  ])
  expect(staged.notes).toEqual([])
})

test.each([
  ['a byte order mark, CRLF and quotes', '\ufeffName,Amount\r\n"Design, phase 2","15,000.00"\r\n'],
  ['semicolons and a decimal comma', 'Milestone;Price\n"Design, phase 2";15.000,00\n'],
  ['tabs', 'Title\tValue\nDesign, phase 2\t$15,000\n'],
  ['a line that names the separator', 'sep=;\nName;Amount\n"Design, phase 2";"15,000"\n'],
  ['empty rows and columns', ',Name,Amount\n,,\n,"Design, phase 2",15000\n,,\n'],
])('%s', (_, text) => {
  expect(brief(stage(text))?.[0]?.[0]).toBe('Design, phase 2')
  const { milestones } = clean(stage(text))
  expect(Number(milestones[0]?.amount?.amount)).toBe(15_000)
})

test('two bad rows: which, in which column, and what to do, all at once', () => {
  const staged = stage(
    'Name,Amount,Planned on,Approver,Approver e-mail\nStrategy,15000,2026-12-01,,\nDesign,15.000,03/04/2027,,\n,20000,,Ana,ana@\n',
  )
  expect(errorsOf(staged)).toEqual([
    [
      3,
      'Row 3, amount: “15.000” can be read as 15000 and as 15.000. Write it without a thousands separator.',
    ],
    [
      3,
      'Row 3, planned on: “03/04/2027” is one day in America and another in Europe. Write 2027-03-04 or 2027-04-03.',
    ],
    [4, 'Row 4, name: there is none. Say what is delivered.'],
    [4, 'Row 4, approver e-mail: “ana@” is no e-mail address.'],
  ])
  expect(staged.rowErrors.map(({ pointer }) => pointer)).toEqual([
    '/milestones/1/amount',
    '/milestones/1/plannedOn',
    '/milestones/2/name',
    '/milestones/2/approval',
  ])
  expect(brief(staged)).toEqual([
    ['Strategy', '15000'],
    ['Design', undefined],
    [undefined, '20000'],
  ])
})

describe('what the contract is worth', () => {
  const table = 'Name,Amount\nDesign,100\nContract value,"60,000.00"\n'
  test('said with the table, before the table, before the deal', () => {
    const said = stage(table, { contractValue: { amount: '70000', currency: 'USD' } })
    expect(said.draft.contractValue).toEqual({ amount: '70000', currency: 'USD' })
    expect(stage(table).draft.contractValue).toEqual({ amount: '60000.00', currency: 'USD' })
    expect(stage('Name,Amount\nDesign,100\n').draft.contractValue).toEqual({
      amount: '50000.00',
      currency: 'USD',
    })
    expect(brief(stage(table))).toEqual([['Design', '100']])
  })
  test('nobody says it: asked', () => {
    const staged = stage('Name,Amount\nDesign,100\n', { dealAmount: null })
    expect(staged.questions).toEqual([expect.objectContaining({ pointer: '/contractValue' })])
    expect(staged.draft).not.toHaveProperty('contractValue')
  })
  test('said twice, or in no way that can be read', () => {
    expect(errorsOf(stage(`${table}Contract sum,5\n`))).toEqual([
      [4, expect.stringContaining('stands there twice')],
    ])
    expect(errorsOf(stage('Name,Amount\nDesign,100\nContract value,much\n'))).toEqual([
      [3, expect.stringContaining('not an amount')],
    ])
  })
  test('in another currency than the deal', () => {
    const staged = stage('Name,Amount\nDesign,¥100\n', { contractValue: { amount: '900', currency: 'JPY' } })
    expect(clean(staged).milestones[0]?.amount).toEqual({ amount: '100', currency: 'JPY' })
  })
})

test('a row of totals is checked, and is no milestone', () => {
  const table = (total: string) => `Name,Amount\nStrategy,20000\nDesign,30000\nTotal,${total}\n`
  expect(brief(stage(table('"$50,000.00"')))).toEqual([
    ['Strategy', '20000'],
    ['Design', '30000'],
  ])
  clean(stage(table('50000')))
  expect(errorsOf(stage(table('49999.99')))).toEqual([
    [4, 'Row 4, total: it says 49999.99, the amounts above come to $50,000.00.'],
  ])
})

test('an amount beside a share must be its amount; the share is kept', () => {
  const table = (amount: string) => `Name,Share,Amount\nA,1/3,${amount}\nB,1/3,16666.67\nC,1/3,16666.67\n`
  expect(brief(stage(table('16666.66')))).toEqual([
    ['A', { fraction: '1/3' }],
    ['B', { fraction: '1/3' }],
    ['C', { fraction: '1/3' }],
  ])
  expect(errorsOf(stage(table('16666.67')))).toEqual([
    [2, expect.stringContaining('the share comes to $16,666.66')],
  ])
})

test('under or over the contract is said, and no reason to refuse', () => {
  expect(stage('Name,Amount\nA,48000\n').notes).toEqual([
    'The milestones come to $48,000.00, $2,000.00 less than the contract.',
  ])
  expect(stage('Name,Share\nA,70 %\nB,40 %\n').notes).toEqual([
    'The milestones come to $55,000.00, $5,000.00 more than the contract.',
  ])
})

test.each([
  ['no heading for names', 'Foo,Amount\nDesign,1\n', 1, 'No column is headed “Name”'],
  ['two columns of amounts', 'Name,Amount,Price\nDesign,1,1\n', 1, 'Two columns are headed as the amount'],
  ['nothing', '', 1, 'The table is empty'],
  ['headings alone', 'Name,Amount\n', 2, 'no milestone under the headings'],
  ['a quote that never ends', 'Name,Amount\n"Design,1\n', 2, 'quoted cell never ends'],
  ['another encoding', 'Name,Amount\nEntw\ufffdrfe,1\n', 1, 'not in UTF-8'],
  [
    'a row too many',
    `Name,Amount\n${'A,1\n'.repeat(1001)}`,
    1002,
    'The table has 1001 milestones; a plan has at most 1000',
  ],
])('%s', (_, text, row, words) => {
  expect(errorsOf(stage(text))).toEqual([[row, expect.stringContaining(words)]])
})

test.each([
  ['Name,Amount,Currency\nA,5,EUR\n', 'not USD'],
  ['Name,Amount,Share\nA,30 %,20 %\n', 'Keep one'],
  ['Name\nA\n', 'Give an amount, or a share'],
  ['Name,Amount,Approval\nA,5,maybe\n', 'neither yes nor no'],
  ['Name,Amount,Approval by\nA,5,some\n', 'neither “any”'],
  ['Name,Amount,Approval days\nA,5,90\n', 'from 1 to 60'],
  ['Name,Amount,Approver\nA,5,Ana; Ben\n', '2 names and 0 addresses'],
  ['Name,Amount,Trigger\nA,5,30 days after “B”\n', 'set once the plan is there'],
  ['Name,Amount,Trigger\nA,5,signature; signature\n', 'the same twice'],
  [`Name,Amount\n${'x'.repeat(201)},5\n`, 'at most 200 are kept'],
  [`Name,Amount,Criteria\nA,5,${'x;'.repeat(51)}\n`, 'at most 50'],
  [`Name,Amount,Criteria\nA,5,${'x'.repeat(501)}\n`, 'more than 500 characters'],
])('%#: a wrong cell is named', (text, words) => {
  expect(errorsOf(stage(text)).map(([, detail]) => detail)).toEqual([expect.stringContaining(words)])
})

test('a column that we do not know is left alone, and that is said', () => {
  expect(stage('Name,Amount,Colour\nA,5,red\n').notes[0]).toContain('“Colour”')
})

test('a formula is text', () => {
  const staged = stage(`Name,Amount,Description\n"=HYPERLINK(""http://x"")",5,'=1+1\n`)
  expect(clean(staged).milestones[0]).toMatchObject({ name: '=HYPERLINK("http://x")', description: '=1+1' })
})

const word = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom(...'abc ,;"\'=+-@%1/éß漢🙂\n'), minLength: 1, maxLength })
    .map((text) => text.trim())
    .filter((text) => text !== '')
const line = (maxLength: number) => word(maxLength).map((text) => text.replace(/\s*\n\s*/g, ' '))
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const approver = fc
  .record({ name: line(20), role: fc.option(line(20), { nil: undefined }) })
  .map(({ name, role }, at = 0) => ({
    name,
    email: `a${at}@acme.example`,
    ...(role !== undefined && { role }),
  }))
const approval = fc.record({
  required: fc.boolean(),
  rule: fc.constantFrom('any' as const, 'all' as const),
  approvers: fc.array(approver, { maxLength: 3 }),
  windowDays: fc.integer({ min: 1, max: 60 }),
  deemed: fc.boolean(),
})
const trigger = fc
  .record(
    {
      on: fc.uniqueArray(fc.constantFrom('acceptance' as const, 'signature' as const)),
      date: day,
      after: fc.record({ contractDate: fc.constant(true as const), days: fc.nat(3650) }),
    },
    { requiredKeys: ['on'] },
  )
  .filter((each) => each.on.length > 0 || each.date !== undefined || each.after !== undefined)
const milestone = (currency: string, digits: number): fc.Arbitrary<MilestoneDraft> =>
  fc
    .record({
      texts: fc.record(
        { description: word(60), deliverable: word(30), plannedOn: day, approval },
        { requiredKeys: [] },
      ),
      name: fc.oneof(word(30), fc.constantFrom('Total', 'Contract value', 'Sum')),
      criteria: fc.array(line(20), { maxLength: 4 }),
      evidenceRequired: fc.array(line(20), { maxLength: 3 }),
      trigger,
      worth: fc.oneof(
        fc.nat(10 ** 9).map((minor) => {
          const text = String(minor).padStart(digits + 1, '0')
          const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
          return { amount: { amount, currency } }
        }),
        fc.integer({ min: 1, max: 1_000_000 }).map((parts) => ({
          share: {
            percent: `${Math.floor(parts / 10_000)}.${String(parts % 10_000).padStart(4, '0')}`
              .replace(/0+$/, '')
              .replace(/\.$/, ''),
          },
        })),
        fc
          .tuple(fc.integer({ min: 1, max: 999_999 }), fc.nat(900_000))
          .map(([over, more]) => ({ share: { fraction: `${over}/${Math.min(over + more, 999_999)}` } })),
      ),
    })
    .map(({ texts, worth, ...rest }) => ({ ...rest, ...texts, ...worth }))

test('any plan, written as a table and read back, is the same milestones', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(['USD', 2] as const, ['JPY', 0] as const, ['KWD', 3] as const)
        .chain(([currency, digits]) =>
          fc.record({
            currency: fc.constant(currency),
            milestones: fc.array(milestone(currency, digits), { minLength: 1, maxLength: 8 }),
          }),
        ),
      ({ currency, milestones }) => {
        const plan = { contractValue: { amount: '900000', currency }, milestones }
        const staged = stageCsv(scheduleCsv(plan), { ...ground, currency, dealAmount: null })
        expect(staged.rowErrors).toEqual([])
        expect(staged.questions).toEqual([])
        expect(staged.draft.contractValue).toEqual(plan.contractValue)
        expect(staged.draft.milestones).toEqual(milestones)
      },
    ),
    { numRuns: 100 },
  )
})

test('any text is read or refused by rows, never broken on, never planned without a name', () => {
  const cell = fc.oneof(
    line(10),
    fc.constantFrom('Name', 'Amount', 'Share', '1,5', '30 %', '"', '\t', '2026-01-01'),
  )
  const table = fc
    .array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 })
    .map((rows) => rows.map((cells) => cells.join(',')).join('\n'))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        table,
        table.map((each) => `Name,Amount\n${each}`),
      ),
      (text) => {
        const staged = stage(text)
        if (staged.rowErrors.length === 0 && staged.questions.length === 0) scheduleInput.parse(staged.draft)
      },
    ),
    { numRuns: 500 },
  )
})

test('a thousand rows of a megabyte are read in a moment', () => {
  const rows = Array.from({ length: 1_000 }, (_, at) => `Milestone ${at},${at}.50,"${'word '.repeat(180)}"`)
  const began = performance.now()
  expect(clean(stage(`Name,Amount,Description\n${rows.join('\n')}\n`)).milestones).toHaveLength(1_000)
  expect(performance.now() - began).toBeLessThan(3_000)
})
