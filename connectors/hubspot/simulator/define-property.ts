import { z } from 'zod'
import type { ObjectType } from './object-types'
import type { Portal } from './portal'
import type { PropertyDefinition, PropertyGroup } from './property-definition'
import { invalid, Refusal } from './refusal'

const fieldTypes: Readonly<Record<PropertyDefinition['type'], readonly string[]>> = {
  bool: ['booleancheckbox', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  string: ['text', 'textarea', 'file', 'html', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  phone_number: ['phonenumber'],
}

const option = z.object({
  label: z.string(),
  value: z.string(),
  description: z.string().optional(),
  displayOrder: z.number().optional(),
  hidden: z.boolean().optional(),
})

/** What a create takes. Unknown keys are let through unread, as the vendor does. */
export const newProperty = z.object({
  name: z.string(),
  label: z.string(),
  groupName: z.string(),
  type: z.enum(['bool', 'enumeration', 'date', 'datetime', 'string', 'number', 'phone_number']),
  fieldType: z.string(),
  description: z.string().optional(),
  options: z.array(option).optional(),
  displayOrder: z.number().optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  calculationFormula: z.string().optional(),
  numberDisplayHint: z.string().optional(),
  showCurrencySymbol: z.boolean().optional(),
  currencyPropertyName: z.string().optional(),
})
export type NewProperty = z.infer<typeof newProperty>

export const newGroup = z.object({ name: z.string(), label: z.string(), displayOrder: z.number().optional() })

const mostUnique = 10

function refuseName(name: string): void {
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name)) {
    throw invalid(`Property name must be lowercase letters, digits and underscores, but given: ${name}`)
  }
  if (name.startsWith('hs_')) throw invalid(`Property name ${name} uses the reserved prefix hs_`)
}

function refuseShape(portal: Portal, type: ObjectType, given: NewProperty): void {
  refuseName(given.name)
  if (!fieldTypes[given.type].includes(given.fieldType)) {
    throw invalid(`fieldType ${given.fieldType} is not valid for type ${given.type}`, {
      subCategory: 'PropertyValidationError.INVALID_FIELD_TYPE',
    })
  }
  if (given.type === 'enumeration' && (given.options ?? []).length === 0) {
    throw invalid('Enumeration properties must have at least one option', {
      subCategory: 'PropertyValidationError.MISSING_OPTIONS',
    })
  }
  if (portal.groups(type).get(given.groupName) === undefined) {
    throw invalid(`Property group ${given.groupName} does not exist`, {
      subCategory: 'PropertyValidationError.GROUP_DOES_NOT_EXIST',
    })
  }
  const unique = portal
    .properties(type)
    .all()
    .filter((each) => each.hasUniqueValue && !each.hubspotDefined)
  if (given.hasUniqueValue === true && unique.length >= mostUnique) {
    throw invalid(`At most ${mostUnique} unique value properties are allowed per object type`)
  }
}

/** Defines a property. 409 when one has the name, live or, by the switch, archived; 400 when its shape is wrong. */
export function defineProperty(
  portal: Portal,
  type: ObjectType,
  given: NewProperty,
  archivedName: 'free' | 'taken' = 'free',
): PropertyDefinition {
  const present = portal.properties(type).get(given.name)
  if (present !== undefined && (!present.archived || archivedName === 'taken')) {
    throw new Refusal(409, {
      message: `A property named '${given.name}' already exists.`,
      category: 'CONFLICT',
      subCategory: 'Properties.PROPERTY_EXISTS',
    })
  }
  refuseShape(portal, type, given)
  const at = portal.now().toISOString()
  const definition: PropertyDefinition = {
    ...given,
    description: given.description ?? '',
    options: given.options ?? [],
    displayOrder: given.displayOrder ?? -1,
    hasUniqueValue: given.hasUniqueValue ?? false,
    hidden: given.hidden ?? false,
    formField: given.formField ?? false,
    hubspotDefined: false,
    calculated: given.fieldType === 'calculation_equation',
    externalOptions: false,
    readOnlyValue: given.fieldType === 'calculation_equation',
    archived: false,
    createdAt: at,
    updatedAt: at,
  }
  portal.properties(type).put(given.name, definition)
  return definition
}

/** Makes a group of properties. 409 when the name is taken. */
export function defineGroup(
  portal: Portal,
  type: ObjectType,
  { name, label, displayOrder }: z.infer<typeof newGroup>,
): PropertyGroup {
  if (portal.groups(type).get(name) !== undefined) {
    throw new Refusal(409, {
      message: `A property group named '${name}' already exists.`,
      category: 'CONFLICT',
      subCategory: 'PropertyGroups.GROUP_EXISTS',
    })
  }
  refuseName(name)
  const group: PropertyGroup = { name, label, displayOrder: displayOrder ?? -1, archived: false }
  portal.groups(type).put(name, group)
  return group
}
