/** Goal: a table becomes the plan that it says, or every wrong cell is named. Method: tables as people save them. */
import { scheduleInput } from '../../src/http/contract/schedule'
import { money } from '../../src/money/money'
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
  ['Name,Amount,Start,Due\nA,5,2027-02-02,2027-02-01\n', 'is after 2027-02-01'],
  ['Name,Amount,Start\nA,5,2027-02-02\n', 'no day on which it ends'],
  ['Name,Amount,Approval by\nA,5,some\n', 'neither “any”'],
  ['Name,Amount,Due\nA,5,\nContract date,,soon\n', 'Row 3, contract date'],
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

test('a wait after another milestone is written in words, and named when it is read back', () => {
  const usd = (amount: string) => ({ amount: { amount, currency: 'USD' } })
  const table = scheduleCsv({
    contractValue: { amount: '10.00', currency: 'USD' },
    milestones: [
      { id: 'a', name: 'Design', ...usd('5.00') },
      { id: 'b', name: 'Build', ...usd('5.00'), trigger: { on: [], after: { milestoneId: 'a', days: 30 } } },
    ],
  })
  expect(table).toContain('30 days after “Design”')
  expect(errorsOf(stage(table))).toEqual([[3, expect.stringContaining('set once the plan is there')]])
})

test('a formula is text', () => {
  const staged = stage(`Name,Amount,Description\n"=HYPERLINK(""http://x"")",5,'=1+1\n`)
  expect(clean(staged).milestones[0]).toMatchObject({ name: '=HYPERLINK("http://x")', description: '=1+1' })
})
