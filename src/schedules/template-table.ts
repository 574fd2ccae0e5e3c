import type { Sql } from '../postgres/database'
import type { Template } from './template'

/** A workspace's own template. */
export interface OwnTemplate extends Template {
  readonly version: number
}

interface Row {
  template_id: string
  name: string
  description: string
  milestones: Template['milestones']
  defaults: Template['defaults']
  version: number
}

const COLUMNS = 'template_id, name, description, milestones, defaults, version'

const toTemplate = (row: Row): OwnTemplate => ({
  id: row.template_id,
  name: row.name,
  description: row.description,
  milestones: row.milestones,
  defaults: row.defaults,
  version: row.version,
})

/** The name is taken, whatever its capitals: what the unique index is called. */
export const TEMPLATE_NAME = 'schedule_template_name'

export async function listOwnTemplates(sql: Sql): Promise<OwnTemplate[]> {
  return (await sql<Row>(`select ${COLUMNS} from schedule_template order by lower(name)`)).map(toTemplate)
}

export async function readOwnTemplate(sql: Sql, templateId: string): Promise<OwnTemplate | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from schedule_template where template_id::text = $1`, [
    templateId,
  ])
  return row ? toTemplate(row) : null
}

export async function addOwnTemplate(
  sql: Sql,
  template: Omit<Template, 'id'>,
  createdBy: string,
): Promise<OwnTemplate> {
  const [row] = await sql<Row>(
    `insert into schedule_template (workspace_id, name, description, milestones, defaults, created_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5) returning ${COLUMNS}`,
    [
      template.name,
      template.description,
      JSON.stringify(template.milestones),
      JSON.stringify(template.defaults),
      createdBy,
    ],
  )
  if (!row) throw new Error('a template was not added')
  return toTemplate(row)
}

/** Saves a template whole, if it is still of that version; null when somebody was faster. */
export async function saveOwnTemplate(
  sql: Sql,
  template: Template,
  ifVersion: number | null,
): Promise<OwnTemplate | null> {
  const [row] = await sql<Row>(
    `update schedule_template set name = $2, description = $3, milestones = $4, defaults = $5, version = version + 1
     where template_id = $1 and ($6::int is null or version = $6) returning ${COLUMNS}`,
    [
      template.id,
      template.name,
      template.description,
      JSON.stringify(template.milestones),
      JSON.stringify(template.defaults),
      ifVersion,
    ],
  )
  return row ? toTemplate(row) : null
}

export async function removeOwnTemplate(sql: Sql, templateId: string): Promise<void> {
  await sql('delete from schedule_template where template_id = $1', [templateId])
}
