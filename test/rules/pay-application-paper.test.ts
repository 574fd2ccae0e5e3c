/**
 * Goal: the PDF says the figures of its application, on as many pages as it needs, in letters that every reader shows.
 * Method: the PDF read again by a library that knows nothing of ours, in a process of its own.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { plainLook } from '../../src/documents/paper/paper-look'
import { columnAmount } from '../../src/insight/pay-application/column-amount'
import type { PayApplicationPage } from '../../src/insight/pay-application/read-pay-application'
import { renderPayApplication } from '../../src/insight/pay-application/render-pay-application'
import { atTen, derive, done, example, job, TODAY } from '../fixtures/pay-application'

describe('on paper', () => {
  const page = (more: Partial<PayApplicationPage> = {}): PayApplicationPage => {
    const of = example([atTen(6, 'a', 13_600_000n), atTen(28, 'b', 4_210_000n)])
    return {
      application: derive(of),
      schedule: of.schedule,
      deal: {
        dealId: '1',
        name: 'Harbour house',
        company: 'Acme',
      } as PayApplicationPage['deal'],
      owner: ['Acme Corp'],
      contractor: 'Hill & Sons',
      through: '2026-05-31',
      today: TODAY,
      paper: 'LETTER',
      look: plainLook,
      ...more,
    }
  }
  /** What a program that knows nothing of ours reads in a PDF. */
  function wordsIn(bytes: Uint8Array): { text: string; pages: number } {
    const folder = mkdtempSync(path.join(tmpdir(), 'milepost-pdf-'))
    const file = path.join(folder, 'paper.pdf')
    writeFileSync(file, bytes)
    const script = `const { extractText } = require('unpdf');
      const bytes = new Uint8Array(require('node:fs').readFileSync(process.argv[1]));
      extractText(bytes, { mergePages: true }).then(({ text, totalPages }) => console.log(JSON.stringify({ text, pages: totalPages })))`
    try {
      return JSON.parse(execFileSync(process.execPath, ['-e', script, file], { encoding: 'utf8' }))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  test('it says every figure of the example, on two pages', async () => {
    const { text: words, pages } = wordsIn(
      await renderPayApplication(page(), new Date('2026-06-30T12:00:00Z')),
    )
    expect(pages).toBe(2)
    for (const said of [
      'Application for payment No. 2',
      '$250,000.00',
      '$12,500.00',
      '$262,500.00',
      '$178,100.00',
      '5 Retainage (10 %) $17,810.00',
      '$160,290.00',
      '$122,400.00',
      '8 Current payment due (6 − 7) $37,890.00',
      '$102,210.00',
      'Continuation sheet',
      'Work b 42,100.00 0.00 42,100.00 42,100.00 100 0.00 4,210.00',
      'Totals 262,500.00 136,000.00 42,100.00 178,100.00 67.84 84,400.00 17,810.00',
    ])
      expect(words.replace(/\s+/g, ' ')).toContain(said)
  })

  test('a name and terms without end stay on their lines', async () => {
    const sliding = Array.from({ length: 20 }, (_, at) => ({
      upToPercent: String((at + 1) * 5),
      percent: '10',
    }))
    const { schedule, deal } = page()
    const long = {
      schedule: { ...schedule, terms: { ...schedule.terms, retainage: { sliding } } },
      deal: { ...deal, name: 'Donaudampfschifffahrtsgesellschaft Headquarters '.repeat(8) },
    }
    const { text: words, pages } = wordsIn(await renderPayApplication(page(long), new Date(0)))
    expect(pages).toBe(2)
    expect(words.replace(/\s+/g, ' ')).toMatch(/5 Retainage \(10 % up to 5 % complete, .*… \$17,810\.00/)
  })

  test('two hundred milestones go over as many pages as they need, none lost', async () => {
    const many = Array.from({ length: 200 }, (_, at) =>
      done(`m${at}`, 1_000n, 5, {
        name: `Phase number ${at + 1} of the whole job, with words enough for two lines of its column`,
      }),
    )
    const application = derive(job(200_000n, many, []))
    const { text: words, pages } = wordsIn(await renderPayApplication(page({ application }), new Date(0)))
    expect(pages).toBeGreaterThan(8)
    for (const at of [1, 77, 200])
      expect(words.replace(/\s+/g, ' ')).toContain(`Phase number ${at} of the whole job`)
    expect(words).toContain(`Page ${pages} of ${pages}`)
  })

  test('names are printed as they are written, and a letter that can’t be is a box that the foot explains', async () => {
    const { deal } = page()
    const truly = { deal: { ...deal, name: 'Łódź – “Żabka”' }, contractor: 'Nguyễn & Сыновья' }
    const { text } = wordsIn(await renderPayApplication(page(truly), new Date(0)))
    expect(text).toContain('Łódź – “Żabka”')
    expect(text).toContain('Nguyễn & Сыновья')
    expect(text).not.toContain('□')
    const lacking = wordsIn(await renderPayApplication(page({ contractor: '東京建設' }), new Date(0)))
    expect(lacking.text).toContain('□□□□')
    expect(lacking.text).toContain('□ stands for a letter that this paper’s typeface lacks')
  })

  test('amounts are set as their currency has them', () => {
    expect(columnAmount(-1_234_567_890n, 'USD')).toBe('−12,345,678.90')
    expect(columnAmount(1_234n, 'JPY')).toBe('1,234')
    expect(columnAmount(1_234_567n, 'KWD')).toBe('1,234.567')
  })
})
