/**
 * The order of the house, held against every file; and each rule against a planted offence, because a rule that
 * never goes red proves nothing.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  exportsAreUsed,
  filesAreShort,
  folderOf,
  importsGoLeft,
  isCode,
  namesSaySomething,
  nounsArePure,
  onlyTablesHoldSql,
  packagesStayHome,
  type SourceFile,
  SQL_BESIDES,
  vendorsNeverMeet,
  wordsHaveOneHome,
} from '../fixtures/layout-rules'

const ROOT = path.resolve(__dirname, '../..')

/** First words of files that do something. A new one is added here on purpose. */
const VERBS: ReadonlySet<string> = new Set(
  `
  accept add adopt amend apply approve ask assign attach award bill bind build call cancel certify change check choose claim close collect compare complete compose confirm create decide delete derive detect draft ensure enter export fill find follow forecast
  gather generate hold import keep learn link list load lock look make mark match merge move note notice offer open order pay plan post propose publish put read reconcile record refresh refuse release remove render reopen replay request
  resolve restore retry ring run save schedule search seal see send settle share show sign skip split start stop store submit sweep take tell tie trace undo unlink update upload verify void wait wake watch withdraw work write yield`.split(
    /\s+/,
  ),
)

function read(folder: string): SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const inside = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : read(inside)
    return isCode(inside) ? [{ path: inside, text: readFileSync(path.join(ROOT, inside), 'utf8') }] : []
  })
}

const files = ['config', 'connectors', 'src', 'test'].flatMap(read)
const nouns = (given: readonly SourceFile[]) => nounsArePure(given, VERBS)

type Rule = (files: readonly SourceFile[]) => string[]
const at = (where: string, text: string): SourceFile => ({ path: where, text })
const long = Array.from({ length: 301 }, (_, line) => `export const line${line} = ${line}`).join('\n')

describe.each<{ name: string; rule: Rule; offences: readonly SourceFile[]; fine: readonly SourceFile[] }>([
  {
    name: 'imports go to the left',
    rule: importsGoLeft,
    offences: [
      at('src/schedules/plan.ts', "import { invoice } from '../invoices/invoice'"),
      at('src/deals/deal.ts', "import type { Portal } from '../http/app'"),
      at('src/inbox/store.ts', "const late = await import('../deals/read-deals')"),
      at('src/tenants/mail.ts', "export * from '../mail/mail'"),
      at('src/queue/loop.ts', "import { app } from '../http/app'"),
      at('connectors/quickbooks/ask.ts', "import { books } from './simulator/books'"),
      at('connectors/quickbooks/ask.ts', "import type { Sql } from '../../src/postgres/database'"),
      at('src/money/money.ts', "import { systemClock } from '../clock/clock'"),
      at('src/ui/console/page.tsx', "import { formatMoney } from '../../money/money'"),
      at('src/http/contract/deal.ts', "import { limits } from '../../../config/limits'"),
      at('src/http/app.ts', "import { page } from '../ui/parts/page'"),
    ],
    fine: [
      at('src/invoices/bill.ts', "import { deal } from '../deals/deal'\nimport { intent } from './intent'"),
      at(
        'connectors/hubspot/simulator/page/show.ts',
        "import type { Clock } from '../../../../src/clock/clock'",
      ),
      at(
        'src/ui/console/deal/page.tsx',
        "import type { Deal } from '../../../http/contract/deal'\nimport './page.css'",
      ),
      at('src/main.ts', "import { startWorkers } from './queue/start-workers'"),
      at('src/deals/deal.ts', "// Not like: import { invoice } from '../invoices/invoice'"),
    ],
  },
  {
    name: 'the two vendors never meet',
    rule: vendorsNeverMeet,
    offences: [
      at('connectors/quickbooks/ask.ts', "import { ask } from '../hubspot/ask'"),
      at(
        'connectors/hubspot/simulator/page/show.ts',
        "import { books } from '../../../quickbooks/simulator/books'",
      ),
    ],
    fine: [at('connectors/quickbooks/simulator/ring.ts', "import { key } from '../company'")],
  },
  {
    name: 'packages stay where they are known',
    rule: packagesStayHome,
    offences: [
      at('src/deals/read-deals.ts', "import { Client } from 'pg'"),
      at('src/invoices/bill.ts', "import QuickBooks from 'node-quickbooks'"),
      at('src/http/contract/deal.ts', "import express from 'express'"),
      at('src/tenants/call.ts', "import { Client } from '@hubspot/api-client/lib/client'"),
    ],
    fine: [
      at('src/http/contract/deal.ts', "import { z } from 'zod'"),
      at('src/postgres/pool.ts', "import { Pool } from 'pg'"),
    ],
  },
  {
    name: 'no folder or file has a name that could hold anything',
    rule: namesSaySomething,
    offences: [
      at('src/utils/money.ts', ''),
      at('test/fixtures/helpers.ts', ''),
      at('src/ui/common.module.css', ''),
    ],
    fine: [at('src/money/share.ts', ''), at('test/fixtures/tools.ts', '')],
  },
  {
    name: 'no file is longer than a reader will hold',
    rule: filesAreShort,
    offences: [at('src/deals/deal.ts', long), at('test/steps/long.test.ts', `${long}\n`)],
    fine: [at('src/deals/deal.ts', `${long.split('\n').slice(0, 300).join('\n')}\n`)],
  },
  {
    name: 'words have one home',
    rule: wordsHaveOneHome,
    offences: [
      at('src/deals/deal.ts', 'const port = process.env.PORT'),
      at('src/deals/deal.ts', 'console.log(deal)'),
      at('connectors/quickbooks/simulator/now.ts', 'const at = Date.now()'),
      at('src/deals/deal.ts', 'const at = new Date()'),
      at('src/deals/deal.ts', 'const at = DateTime.now()'),
      at('src/ui/console/deal/page.tsx', 'const today = dayjs()'),
      at('src/deals/deal.ts', 'const amount = Number.parseFloat(text)'),
      at('src/ui/parts/amount.tsx', 'return amount.toFixed(2)'),
      at('src/outbox/retry.ts', 'const jitter = Math.random()'),
      at('src/deals/deal.ts', 'const deal = answer as any'),
      at('src/deals/deal.ts', '// @ts-expect-error later\nconst deal = 1'),
    ],
    fine: [
      at('config/settings.ts', 'const port = process.env.PORT'),
      at('src/clock/clock.ts', 'const at = new Date()'),
      at('src/deals/deal.ts', '/** Never Date.now() here. */\nconst at = new Date(text) // not new Date()'),
      at('test/steps/deal.test.ts', 'const at = Date.now()'),
    ],
  },
  {
    name: 'only tables hold SQL',
    rule: onlyTablesHoldSql,
    offences: [
      at('src/deals/read-deals.ts', "await sql('select * from deal')"),
      at('src/deals/read-deals.ts', 'await sql(`\n  insert into deal values ($1)`)'),
      at('src/deals/read-deals.ts', "await sql('UPDATE deal SET name = $1')"),
      at('src/http/app.ts', 'await sql(`with gone as (delete from session) select 1`)'),
    ],
    fine: [
      at('src/deals/deal-table.ts', "await sql('select * from deal')"),
      at('src/postgres/migrate.ts', "await sql('select 1')"),
      at('src/ui/parts/choose.tsx', "const label = 'select one'"),
      at('src/deals/deal.ts', "const hint = 'Select a deal, or update amounts'"),
    ],
  },
  {
    name: 'a noun waits for nothing',
    rule: nouns,
    offences: [at('src/deals/deal.ts', 'export async function deal() {}')],
    fine: [
      at('src/deals/read-deals.ts', 'await deal()'),
      at('src/deals/deal-table.ts', 'await sql()'),
      at('src/deals/deal.ts', '// nothing to await\nexport type Deal = 1'),
    ],
  },
  {
    name: 'what is exported is used',
    rule: exportsAreUsed,
    offences: [
      at('src/deals/deal.ts', 'export type Nobody = 1'),
      at('src/money/a.ts', 'export const left = 1'),
    ],
    fine: [
      at('src/deals/deal.ts', 'export type Deal = 1\nexport const wanted: Deal = 1'),
      at('src/deals/read.ts', "import { wanted } from './deal'"),
    ],
  },
])('$name', ({ rule, offences, fine }) => {
  test('in every file', () => {
    expect(rule(files)).toEqual([])
  })
  test.each(offences)('it goes red for $path: $text', (offence) => {
    expect(rule([offence])).toHaveLength(1)
  })
  test('it stays green for what is allowed', () => {
    expect(rule(fine)).toEqual([])
  })
})

test('an exception that is not needed any more is taken off its list', () => {
  const holding = files.filter(
    (file) => SQL_BESIDES.includes(file.path) && /await (sql|tell)\b/.test(file.text),
  )
  expect(holding.map((file) => file.path).sort()).toEqual([...SQL_BESIDES].sort())
})

test('a folder that nobody has placed is an error', () => {
  expect(() => folderOf('src/reports/weekly.ts')).toThrow('src/reports/weekly.ts is in no tier')
  expect(() => folderOf('connectors/xero/ask.ts')).toThrow('is in no tier')
  expect(folderOf('src/main.ts')).toBe('src')
  expect(folderOf('src/http/handlers/deals.ts')).toBe('src/http')
})

test('the rules look at the whole house', () => {
  const seen = new Set(files.map((file) => file.path))
  for (const file of [
    'config/settings.ts',
    'connectors/answer.ts',
    'src/clock/clock.ts',
    'test/rules/layout.test.ts',
  ]) {
    expect(seen).toContain(file)
  }
})
