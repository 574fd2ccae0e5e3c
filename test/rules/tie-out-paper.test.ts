/**
 * Goal: the tie-out on paper says every figure with its documents, what is open and who looks into it, on as many pages as it
 * needs, and letters that its typeface lacks are boxes. Method: the PDF is read by a library that knows nothing of ours.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Jimp } from 'jimp'
import { type PaperLook, plainLook } from '../../src/documents/paper/paper-look'
import { renderDealTieOut } from '../../src/insight/tie-out/render-deal-tie-out'
import { ownedDifferences } from '../../src/insight/tie-out/tie-out-row'
import { dealOf, noLines, tieOutOf } from '../fixtures/tie-out-deal'

const madeAt = new Date('2026-04-15T12:00:00Z')

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

async function paperOf(invoices: number, name: string): Promise<{ text: string; pages: number }> {
  const works = Array.from({ length: invoices }, () => ({ ...noLines, work: 100_000n }))
  const over = [40_000n]
  const tieOut = tieOutOf(dealOf(works, [{ cash: 0n, credit: 40_000n, journal: 0n, unapplied: 0n, over }]))
  const [first] = ownedDifferences(tieOut, [])
  const owner = {
    scheduleId: 'schedule',
    key: first?.key ?? '',
    personId: null,
    who: 'Ana Ruiz',
    note: 'Asked',
    amountMinor: 40_000n,
    at: madeAt,
  }
  const page = {
    deal: { dealId: '100', name, company: 'Acme' },
    tieOut,
    differences: ownedDifferences(tieOut, [owner]),
  }
  return wordsIn(await renderDealTieOut(page, { name: 'Hill & Sons', zone: 'UTC' }, plainLook, 'A4', madeAt))
}

test('it says every sum, its documents, and what is open', async () => {
  const { text, pages } = await paperOf(1, 'Kitchen')
  expect(pages).toBe(1)
  for (const said of [
    'Hill & Sons · Kitchen · Acme · USD',
    '1 difference is open.',
    'nobody has said whether it is billed again: $400.00',
    'Ana Ruiz looks into it since 15 Apr 2026: “Asked”.',
    'Total of all invoices 1,000.00',
    'Invoice 1000, 1 Mar 2026 1,000.00',
    'Credited, with tax 400.00',
    'Credit memo 1042, 1 Mar 2026 400.00',
    'as of 15 Apr 2026',
  ])
    expect(text).toContain(said)
})

test('the company’s logo stands above the title, and its colour under it', async () => {
  const picture = new Uint8Array(
    await new Jimp({ width: 80, height: 40, color: 0x1f5494ff }).getBuffer('image/png'),
  )
  const page = {
    deal: { dealId: '1', name: 'Kitchen', company: null },
    tieOut: tieOutOf(dealOf([noLines], [])),
    differences: [],
  }
  const paper = (look: PaperLook) =>
    renderDealTieOut(page, { name: 'Hill & Sons', zone: 'UTC' }, look, 'LETTER', madeAt)
  const plain = Buffer.from(await paper(plainLook))
  const logo = { bytes: picture, width: 80, height: 40, ground: 'dark' } as const
  const dressed = Buffer.from(await paper({ accent: '#1f5494', logo }))
  expect([plain.includes('/Subtype /Image'), dressed.includes('/Subtype /Image')]).toEqual([false, true])
})

test('many documents take many pages, and none is lost', async () => {
  const { text, pages } = await paperOf(90, 'Łódź 東京')
  expect(pages).toBeGreaterThan(3)
  for (let at = 0; at < 90; at += 1) expect(text).toContain(`Invoice ${1_000 + at}`)
  expect(text).toContain('Łódź □□')
  expect(text).toContain('□ stands for a letter that this paper’s typeface lacks')
})
