/**
 * Goal: a deal that is won gets its pipeline's template, once, and never in place of a plan that is there. Method:
 * HubSpot's stand-in; deals that enter and leave the won stage, events that come twice, deals without an amount.
 */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { readDeals } from '../../src/deals/read-deals'
import { addEvents } from '../../src/inbox/inbox-table'
import { addTemplate, removeTemplate } from '../../src/schedules/keep-templates'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planWonDeals } from '../../src/schedules/plan-won-deals'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import type { WorkspaceSettings } from '../../src/tenants/workspace-settings'
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner, plan, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await set({ pipelineTemplates: { default: 'three-phase' } })
  await readPortal(stage)
})
afterAll(() => stage.close())
afterEach(() => set({ pipelineTemplates: { default: 'three-phase' }, wonStages: [] }))

const set = (settings: Partial<WorkspaceSettings>) =>
  stage.within(async (sql) => {
    const workspace = await readWorkspace(sql)
    await changeWorkspace(sql, { ...workspace, settings: { ...workspace.settings, ...settings } })
  })
const deals = '/crm/v3/objects/deals'
const create = async (properties: Record<string, string>) =>
  (
    await stage.hubspot.api<{ id: string }>('POST', deals, {
      properties: { dealname: 'Won', pipeline: 'default', dealstage: 'contractsent', ...properties },
    })
  ).id
const move = (id: string, dealstage: string) =>
  stage.hubspot.api('PATCH', `${deals}/${id}`, { properties: { dealstage } })
/** HubSpot rings for the deal, and the worker reads and plans, as it does after every reading. */
const heard = async (...dealIds: string[]) => {
  stage.advance(2_000)
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'hubspot',
        key: randomUUID(),
        entity: 'deal',
        entityIds: dealIds,
        operation: 'changed',
        occurredAt: null,
        body: {},
      },
    ]),
  )
  await readDeals(stage, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId, false)
  return planWonDeals(stage.database, stage.workspaceId)
}
const planOf = (dealId: string) =>
  stage.within(async (sql) => {
    const schedule = await readScheduleOfDeal(sql, dealId)
    const milestones = schedule ? await readMilestones(sql, [schedule.scheduleId]) : []
    return milestones.map((each) => `${each.name} ${each.amountMinor}`)
  })
const open = (dealId: string) =>
  stage.within(async (sql) =>
    (
      await sql<{ kind: string }>('select kind from attention where deal_id = $1 and settled_at is null', [
        dealId,
      ])
    ).map((row) => row.kind),
  )
const THREE_PHASE = ['Kick-off 30000', 'Midpoint 40000', 'Final delivery 30000']

test('deals that were won before the first reading stay as they are', async () => {
  expect(await planWonDeals(stage.database, stage.workspaceId)).toBe(0)
  expect(await stage.within((sql) => sql('select 1 from schedule'))).toEqual([])
})

test('a deal that enters the won stage is planned, and an event that comes twice plans nothing more', async () => {
  const id = await create({ amount: '1000' })
  expect(await heard(id)).toBe(0)
  await move(id, 'closedwon')
  expect(await heard(id)).toBe(1)
  expect(await planOf(id)).toEqual(THREE_PHASE)
  expect(await heard(id, id)).toBe(0)
  const [entry] = await stage.within((sql) =>
    sql<{ who: string; via: string }>('select who, via from history where deal_id = $1', [id]),
  )
  expect(entry).toEqual({ who: 'Milepost', via: 'the pipeline’s template' })
})

test('a deal that is reopened and won again keeps its plan, as it is by then', async () => {
  const id = await create({ amount: '1000' })
  await heard(id)
  await move(id, 'closedwon')
  expect(await heard(id)).toBe(1)
  await plan(stage, id, draftOf('1000', [fixed('By hand since', '1000')]))
  await move(id, 'contractsent')
  expect(await heard(id)).toBe(0)
  await move(id, 'closedwon')
  expect(await heard(id)).toBe(0)
  expect(await planOf(id)).toEqual(['By hand since 100000'])
})

test('a deal that was won and lost again before anybody heard of it is not planned', async () => {
  const id = await create({ amount: '1000' })
  await heard(id)
  await move(id, 'closedwon')
  await move(id, 'closedlost')
  expect(await heard(id)).toBe(0)
  expect(await planOf(id)).toEqual([])
})

test('a deal that is new and won already has entered it', async () => {
  const id = await create({ amount: '1000', dealstage: 'closedwon' })
  expect(await heard(id)).toBe(1)
  expect(await planOf(id)).toEqual(THREE_PHASE)
})

test('two workers at once plan it once', async () => {
  const id = await create({ amount: '1000' })
  await heard(id)
  await move(id, 'closedwon')
  stage.advance(2_000)
  await readPortal(stage)
  const made = await Promise.all([1, 2, 3].map(() => planWonDeals(stage.database, stage.workspaceId)))
  expect(made.reduce((sum, each) => sum + each, 0)).toBe(1)
  expect(await planOf(id)).toEqual(THREE_PHASE)
})

test('a plan that is there stays, also when the deal is won', async () => {
  const id = await create({ amount: '1000' })
  await heard(id)
  await plan(stage, id, draftOf('1000', [fixed('By hand', '1000')]))
  await move(id, 'closedwon')
  expect(await heard(id)).toBe(0)
  expect(await planOf(id)).toEqual(['By hand 100000'])
})

test('a deal without an amount is a question, which planning settles', async () => {
  const id = await create({})
  await heard(id)
  await move(id, 'closedwon')
  expect(await heard(id)).toBe(0)
  expect(await open(id)).toEqual(['deal_not_planned'])
  await plan(stage, id, draftOf('1000', [fixed('One', '1000')]))
  expect(await open(id)).not.toContain('deal_not_planned')
})

test('a pipeline without a template plans nothing', async () => {
  await set({ pipelineTemplates: {} })
  const id = await create({ amount: '1000', dealstage: 'closedwon' })
  expect(await heard(id)).toBe(0)
  expect(await planOf(id)).toEqual([])
})

test('the workspace may name its won stages; a pipeline that it names none of decides by itself', async () => {
  await set({ wonStages: ['a stage of another pipeline'] })
  const asUsual = await create({ amount: '1000', dealstage: 'closedwon' })
  expect(await heard(asUsual)).toBe(1)
  await set({ wonStages: ['contractsent'] })
  const id = await create({ amount: '1000', dealstage: 'qualifiedtobuy' })
  expect(await heard(id)).toBe(0)
  await move(id, 'contractsent')
  expect(await heard(id)).toBe(1)
  expect(await planOf(id)).toEqual(THREE_PHASE)
})

test('deals that stood in a stage before it came to mean won stay as they are, whatever changes of them', async () => {
  const id = await create({ amount: '1000', dealstage: 'qualifiedtobuy' })
  expect(await heard(id)).toBe(0)
  await set({ wonStages: ['qualifiedtobuy'] })
  await stage.hubspot.api('PATCH', `${deals}/${id}`, { properties: { dealname: 'Called otherwise' } })
  expect(await heard(id)).toBe(0)
  expect(await planOf(id)).toEqual([])
  await move(id, 'contractsent')
  await heard(id)
  await move(id, 'qualifiedtobuy')
  expect(await heard(id)).toBe(1)
  expect(await planOf(id)).toEqual(THREE_PHASE)
})

test('a deal in a stage that was not listed yet has entered it once that is known to mean won', async () => {
  const id = await create({ amount: '1000' })
  await heard(id)
  // Stored while HubSpot’s list of stages was older than the deal.
  await stage.within((sql) =>
    sql("update deal set stage_id = 'closedwon', stage_label = null, won = false where deal_id = $1", [id]),
  )
  await move(id, 'closedwon')
  expect(await heard(id)).toBe(1)
})

test('a template that a pipeline uses is not deleted under it', async () => {
  const template = {
    name: 'Ours',
    description: '',
    defaults: {},
    milestones: [
      {
        name: 'All',
        share: { percent: '100' },
        description: null,
        deliverable: null,
        criteria: [],
        evidenceRequired: [],
        plannedAfterDays: null,
        approval: null,
      },
    ],
  }
  const { id: templateId } = await stage.within((sql) => addTemplate(sql, owner, template))
  await set({ pipelineTemplates: { default: templateId } })
  const refused = await refusalOf(stage.within((sql) => removeTemplate(sql, owner, templateId)))
  expect(refused).toMatchObject({ code: 'template_in_use', status: 409 })
  const id = await create({ amount: '1000', dealstage: 'closedwon' })
  expect(await heard(id)).toBe(1)
  expect(await planOf(id)).toEqual(['All 100000'])
  await set({ pipelineTemplates: {} })
  await stage.within((sql) => removeTemplate(sql, owner, templateId))
  expect(await refusalOf(stage.within((sql) => removeTemplate(sql, owner, must(templateId))))).toMatchObject({
    status: 404,
  })
})

test('a deal whose plan can’t be stored becomes a question, and the others are planned', async () => {
  const database = new Client({ connectionString: stage.databaseUrl })
  await database.connect()
  const ids = [
    await create({ amount: '1000' }),
    await create({ amount: '1000' }),
    await create({ amount: '1000' }),
  ] as const
  await heard(...ids)
  try {
    await database.query(
      `alter table milepost.schedule add constraint planted check (deal_id <> '${ids[1]}') not valid`,
    )
    for (const id of ids) await move(id, 'closedwon')
    expect(await heard(...ids)).toBe(2)
    expect([await planOf(ids[0]), await planOf(ids[1]), await planOf(ids[2])]).toEqual([
      THREE_PHASE,
      [],
      THREE_PHASE,
    ])
    expect(await open(ids[1])).toEqual(['deal_not_planned'])
    // It is asked once, and tried by nobody until a person does.
    expect(await heard(...ids)).toBe(0)
  } finally {
    await database.query('alter table milepost.schedule drop constraint planted')
    await database.end()
  }
})
