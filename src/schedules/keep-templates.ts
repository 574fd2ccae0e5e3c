import { record } from '../history/history-table'
import type { Sql } from '../postgres/database'
import { violates } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound, stale } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { readMilestones } from './milestone-table'
import { readScheduleOfDeal } from './schedule-table'
import { isShipped, shippedTemplates } from './shipped-templates'
import { type Template, templateOf } from './template'
import {
  addOwnTemplate,
  listOwnTemplates,
  readOwnTemplate,
  removeOwnTemplate,
  saveOwnTemplate,
  TEMPLATE_NAME,
} from './template-table'

/** The workspace's own templates, by name, and then those that come with Milepost. */
export async function listTemplates(sql: Sql): Promise<Template[]> {
  return [...(await listOwnTemplates(sql)), ...shippedTemplates]
}

/** A template by its id, shipped or own; null when there is none. */
export async function readTemplate(sql: Sql, templateId: string): Promise<Template | null> {
  return shippedTemplates.find((each) => each.id === templateId) ?? (await readOwnTemplate(sql, templateId))
}

/**
 * Keeps the plan of a deal as a template. Refuses: not_found, validation_failed (no milestones, a contract of nothing,
 * a milestone above the whole contract), name_taken.
 */
export async function saveAsTemplate(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; name: string },
): Promise<Template> {
  const schedule = await readScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  if (milestones.length === 0) {
    throw invalid([{ pointer: '', detail: 'This schedule has no milestones to keep.' }])
  }
  const tooLarge = milestones.find((milestone) => milestone.amountMinor > schedule.originalMinor)
  if (tooLarge) {
    throw invalid([
      {
        pointer: '',
        detail: `“${tooLarge.name}” is more than the whole contract, so it is no share of one.`,
      },
    ])
  }
  return addTemplate(sql, actor, {
    name: request.name,
    description: '',
    ...templateOf(schedule, milestones),
  })
}

/** Refuses: name_taken. */
export async function addTemplate(sql: Sql, actor: Actor, template: Omit<Template, 'id'>): Promise<Template> {
  const added = await named(template.name, () => addOwnTemplate(sql, template, actor.who))
  await record(sql, actor, [{ what: `Saved the template “${added.name}”`, after: storyOf(added) }])
  return added
}

/** Refuses: not_found, template_shipped, version_conflict, name_taken. Schedules made from it stay as they are. */
export async function changeTemplate(
  sql: Sql,
  actor: Actor,
  template: Template,
  ifVersion: number | null,
): Promise<Template> {
  const before = await ownTemplate(sql, template.id)
  const saved = await named(template.name, () => saveOwnTemplate(sql, template, ifVersion))
  if (!saved) throw stale('template')
  await record(sql, actor, [
    { what: `Changed the template “${saved.name}”`, before: storyOf(before), after: storyOf(saved) },
  ])
  return saved
}

/** Refuses: not_found, template_shipped, template_in_use. */
export async function removeTemplate(sql: Sql, actor: Actor, templateId: string): Promise<void> {
  const before = await ownTemplate(sql, templateId)
  const { settings } = await readWorkspace(sql)
  if (Object.values(settings.pipelineTemplates).includes(templateId)) {
    throw conflict(
      'template_in_use',
      `“${before.name}” is what won deals of a pipeline are planned with. Choose another one there first.`,
    )
  }
  await removeOwnTemplate(sql, templateId)
  await record(sql, actor, [{ what: `Deleted the template “${before.name}”`, before: storyOf(before) }])
}

async function ownTemplate(sql: Sql, templateId: string): Promise<Template> {
  if (isShipped(templateId)) {
    throw conflict(
      'template_shipped',
      'This template comes with Milepost and stays as it is. Copy it under a name of your own.',
    )
  }
  const found = await readOwnTemplate(sql, templateId)
  if (!found) throw notFound('template')
  return found
}

async function named<T>(name: string, write: () => Promise<T>): Promise<T> {
  const taken = () =>
    conflict('name_taken', `There is a template named “${name}” already. Choose another name.`)
  if (shippedTemplates.some((each) => each.name.toLowerCase() === name.toLowerCase())) throw taken()
  try {
    return await write()
  } catch (error) {
    if (violates(error, TEMPLATE_NAME)) throw taken()
    throw error
  }
}

const storyOf = ({ name, milestones, defaults }: Template) => ({ name, milestones, defaults })
