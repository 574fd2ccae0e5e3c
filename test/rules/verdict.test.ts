/** Goal: what belongs together in an answer is told before anything is kept. Method: tables over what can be said. */
import { answersFor, missingOf } from '../../src/approvals/required-evidence'
import { verdictOf } from '../../src/approvals/verdict'

describe('what was asked as evidence', () => {
  const file = (fileId: string, name: string, note: string | null = null, item: string | null = null) => ({
    fileId,
    name,
    note,
    item,
  })
  test.each<[string, Parameters<typeof answersFor>, [string, string[]][], string[]]>([
    ['nothing asked', [[], [file('1', 'a.png')], []], [], []],
    ['nothing there', [['Photos'], [], []], [['Photos', []]], ['Photos']],
    [
      'by the words of names and notes',
      [['Test log', 'Photos of rooms'], [file('1', 'photo-1.jpg'), file('2', 'x.txt', 'the test log')], []],
      [
        ['Test log', ['2']],
        ['Photos of rooms', ['1']],
      ],
      [],
    ],
    [
      'all that was added for it, and none that was added for another',
      [
        ['Photos', 'Report', 'Signature'],
        [
          file('1', 'report.pdf', null, 'Photos'),
          file('2', 'a.jpg', null, 'Photos'),
          file('3', 'b.pdf', null, 'Not asked any more'),
        ],
        [],
      ],
      [
        ['Photos', ['1', '2']],
        ['Report', ['3']],
        ['Signature', []],
      ],
      ['Signature'],
    ],
    [
      'in the order it was gathered, one for each',
      [['Photos', 'Report', 'Signature'], [file('1', 'IMG_1.jpg'), file('2', 'scan.pdf')], []],
      [
        ['Photos', ['1']],
        ['Report', ['2']],
        ['Signature', []],
      ],
      ['Signature'],
    ],
    [
      'what a person says goes first, words too',
      [
        ['Photos', 'Report'],
        [file('1', 'report.pdf')],
        [
          { item: 'Photos', fileIds: ['1'], note: null },
          { item: 'Report', fileIds: [], note: 'Told on site' },
        ],
      ],
      [
        ['Photos', ['1']],
        ['Report', []],
      ],
      [],
    ],
    [
      'an item of which nothing is said in words is missing',
      [['Photos'], [], [{ item: 'Photos', fileIds: [], note: null }]],
      [['Photos', []]],
      ['Photos'],
    ],
  ])('%s', (_, given, found, missing) => {
    const answers = answersFor(...given)
    expect(answers.map(({ item, fileIds }) => [item, fileIds])).toEqual(found)
    expect(missingOf(answers)).toEqual(missing)
  })
})

describe('a verdict', () => {
  const part = { decision: 'approve_part' } as const
  test.each<[Parameters<typeof verdictOf>[0], string]>([
    [{ decision: 'revise' }, '/reason'],
    [{ decision: 'approve', accepted: { percent: '50' } }, '/accepted'],
    [{ decision: 'revise', reason: 'x', outcome: 'split' }, '/outcome'],
    [part, '/accepted'],
    [{ ...part, outcome: 'collect' }, '/accepted'],
    [{ ...part, outcome: 'carry' }, '/reason'],
  ])('%j is refused at %s', (given, pointer) => {
    expect(() => verdictOf(given)).toThrow(
      expect.objectContaining({ more: { errors: [expect.objectContaining({ pointer })] } }),
    )
  })
  test('a part is split unless something else was said', () => {
    expect(verdictOf({ ...part, accepted: { percent: '80' } })).toMatchObject({
      outcome: 'split',
      reason: null,
    })
  })
})
