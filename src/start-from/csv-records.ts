import { CsvError, parse } from 'csv-parse/sync'
import { type Column, columnOf, columnWords } from './csv-columns'
import type { RowError } from './staged-schedule'

/** One filled row: its number as a spreadsheet counts, and its cells by column. */
export interface CsvRow {
  readonly row: number
  readonly cells: ReadonlyMap<Column, string>
}

export interface CsvRecords {
  readonly rows: readonly CsvRow[]
  /** What each heading was taken for; null where the column is left alone. */
  readonly headings: readonly { readonly text: string; readonly column: Column | null }[]
}

const SEPARATORS = [',', ';', '\t'] as const

/**
 * The rows of a table as text: comma, semicolon or tab between cells, quotes where needed, any line ends, with or
 * without a byte order mark. Answers what is wrong with the table as a whole, where it can't be read.
 */
export function readCsv(text: string): CsvRecords | { readonly problems: readonly RowError[] } {
  const whole = (detail: string, row = 1) => ({ problems: [{ row, pointer: '', detail }] })
  if (text.includes('\ufffd')) {
    return whole('The file is not in UTF-8, so letters would be lost. Save it as “CSV UTF-8” and try again.')
  }
  // Excel's own first line, which names the separator.
  const named = /^\ufeff?sep=([,;\t])\r?\n/i.exec(text)
  const body = named ? text.slice(named[0].length) : text
  const records = named ? recordsOf(body, named[1] ?? ',') : bestReading(body)
  if ('problem' in records) return whole(records.problem, records.row)
  const [header, ...rest] = records.found
  if (!header) return whole('The table is empty.')
  const headings = header.map((heading) => ({ text: heading.trim(), column: columnOf(heading) }))
  const taken = headings.flatMap(({ column }) => column ?? [])
  if (!taken.includes('name')) {
    return whole('No column is headed “Name”. The first row must say what the columns are.')
  }
  const doubled = taken.find((column, at) => taken.indexOf(column) !== at)
  if (doubled) return whole(`Two columns are headed as the ${columnWords(doubled)}. Keep one.`)
  const shift = named ? 3 : 2
  const rows = rest.flatMap((cells, at): CsvRow[] => {
    const filled = headings.flatMap(({ column }, place): [Column, string][] => {
      const cell = asText(cells[place] ?? '')
      return column === null || cell.trim() === '' ? [] : [[column, cell]]
    })
    return filled.length === 0 ? [] : [{ row: at + shift, cells: new Map(filled) }]
  })
  return { rows, headings }
}

/** The separator under which the first row says most. */
function bestReading(text: string): Reading {
  const readings = SEPARATORS.map((separator) => recordsOf(text, separator))
  const said = (reading: Reading) =>
    'problem' in reading
      ? -1
      : (reading.found[0] ?? []).filter((heading) => columnOf(heading) !== null).length
  const [best] = [...readings].sort((a, b) => said(b) - said(a))
  return best ?? { found: [] }
}

type Reading = { readonly found: readonly string[][] } | { readonly problem: string; readonly row: number }

function recordsOf(text: string, delimiter: string): Reading {
  try {
    return { found: parse(text, { bom: true, delimiter, relax_column_count: true, relax_quotes: true }) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return {
      problem: 'A quoted cell never ends. Close its quotes, or double the quotes inside it.',
      row: typeof error['records'] === 'number' ? error['records'] + 1 : 1,
    }
  }
}

/**
 * A formula is text to us, whatever a spreadsheet would do with it. An apostrophe before one is what spreadsheets (and
 * our own tables) write to keep it text: it goes.
 */
function asText(cell: string): string {
  const text = cell.replace(/\r\n?/g, '\n').replace(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, '')
  return /^'+[=+\-@]/.test(text) ? text.slice(1) : text
}
