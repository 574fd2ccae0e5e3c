import { isLive } from './crm-object'
import type { ObjectType } from './object-types'
import type { Portal } from './portal'
import { currenciesOf } from './portal-settings'
import type { PropertyDefinition } from './property-definition'
import { checkValue, doesNotExist, type Problem, valuesNotValid } from './property-values'
import { Refusal } from './refusal'

/** Property values as a request brings them: null means "leave it as it is", '' clears. */
export type Given = Readonly<Record<string, string | null>>

/** The options of a property that live outside its definition; null when its own definition holds them. */
function allowedOf(
  portal: Portal,
  type: ObjectType,
  definition: PropertyDefinition,
  pipelineId: string,
): readonly string[] | null {
  if (!definition.externalOptions) return null
  const { pipelines, owners } = portal.settings
  switch (definition.name) {
    case 'pipeline':
      return pipelines.map((each) => each.id)
    case 'dealstage':
      return pipelines
        .filter((each) => each.id === pipelineId)
        .flatMap((each) => each.stages.map(({ id }) => id))
    case 'hubspot_owner_id':
      return owners.filter((each) => !each.archived).map((each) => each.id)
    case 'deal_currency_code':
    case 'hs_line_item_currency_code':
    case 'hs_currency':
      return currenciesOf(portal.settings)
    default:
      throw new Error(`${type.name}.${definition.name} has options nobody knows`)
  }
}

function special(type: ObjectType, name: string, value: string): Problem | null {
  if (type.name === 'line_items' && name === 'price' && value.startsWith('-')) {
    return { name, value, code: 'INVALID_INTEGER', message: `${value} must not be negative.` }
  }
  if (
    type.name === 'contacts' &&
    name === 'email' &&
    value !== '' &&
    !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)
  ) {
    return { name, value, code: 'INVALID_EMAIL', message: `Email address ${value} is invalid` }
  }
  return null
}

/** Two records can't hold the same value of a unique property. */
function refuseTaken(portal: Portal, type: ObjectType, values: Given, selfId: string | null): void {
  for (const definition of portal.properties(type).all()) {
    const value = values[definition.name]
    if (!definition.hasUniqueValue || value === undefined || value === null || value === '') continue
    const holder = portal
      .objects(type)
      .all()
      .find(
        (each) =>
          isLive(each) &&
          each.id !== selfId &&
          each.properties[definition.name]?.toLowerCase() === value.toLowerCase(),
      )
    if (holder === undefined) continue
    const word = type.singular.charAt(0).toUpperCase() + type.singular.slice(1)
    throw new Refusal(409, {
      message: `${word} already exists. Existing ID: ${holder.id}`,
      category: 'CONFLICT',
    })
  }
}

/**
 * The values to store, or the one 400 that names every wrong one. `present` are the record's values so
 * far (empty for a new record); a deal's stage must belong to its pipeline.
 */
export function checkProperties(
  portal: Portal,
  type: ObjectType,
  given: Given,
  present: Readonly<Record<string, string>>,
  selfId: string | null,
): Record<string, string> {
  const pipelineId = given['pipeline'] ?? present['pipeline'] ?? 'default'
  const values: Record<string, string> = {}
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue
    const definition = portal.properties(type).get(name)
    if (definition === undefined || definition.archived) {
      problems.push(doesNotExist(name, value))
      continue
    }
    const checked = checkValue(definition, value, allowedOf(portal, type, definition, pipelineId))
    const wrong = 'problem' in checked ? checked.problem : special(type, name, value)
    if (wrong !== null) problems.push(wrong)
    else if ('value' in checked) values[name] = checked.value
  }
  if (problems.length > 0) throw valuesNotValid(problems, portal.settings.portalId)
  refuseTaken(portal, type, values, selfId)
  return values
}
