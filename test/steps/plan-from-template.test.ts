/**
 * Goal: two clicks on a template make one schedule. Method: the second click comes between the first one's look and
 * its write.
 */
import type { Asked } from '../../src/http/contract-router'
import type { HandlerParts } from '../../src/http/handlers/handler-parts'
import { templateHandlers } from '../../src/http/handlers/template-handlers'
import type { Sql } from '../../src/postgres/database'
import { shippedTemplates } from '../../src/schedules/shipped-templates'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { addDeal, owner } from '../fixtures/plan'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const [first, second] = shippedTemplates
const click = (templateId: string) => (sql: Sql) =>
  templateHandlers({ clock: office.clock } as unknown as HandlerParts).planFromTemplate.run(sql, {
    caller: { actor: owner },
    params: { dealId: '77' },
    body: { templateId, contractValue: { amount: '1000.00', currency: 'USD' } },
    ifVersion: null,
  } as unknown as Asked<'planFromTemplate'>)

test('the click that was slower overwrites nothing', async () => {
  await office.within((sql) => addDeal(sql, '77'))
  let looked = false
  const slower = office.within((sql) => {
    const watched = async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const rows = await sql<Row>(text, values)
      if (!looked && /from schedule/.test(text)) {
        looked = true
        await office.within(click(must(second).id))
      }
      return rows
    }
    return click(must(first).id)(watched)
  })
  expect(await refusalOf(slower)).toMatchObject({ status: 412 })
  expect(looked).toBe(true)
  const names = await office.within((sql) => sql<{ name: string }>('select name from milestone'))
  expect(names.map((row) => row.name).sort()).toEqual(
    must(second)
      .milestones.map((milestone) => milestone.name)
      .sort(),
  )
})
