import { z } from 'zod'

const option = z.object({
  label: z.string(),
  value: z.string(),
  description: z.string().optional(),
  displayOrder: z.number().optional(),
  hidden: z.boolean().optional(),
})

/** A property of an object type, as HubSpot's properties API shows it. */
export const propertyDefinition = z.object({
  name: z.string(),
  label: z.string(),
  groupName: z.string(),
  type: z.enum(['bool', 'enumeration', 'date', 'datetime', 'string', 'number', 'phone_number']),
  fieldType: z.string(),
  description: z.string(),
  options: z.array(option),
  displayOrder: z.number(),
  hasUniqueValue: z.boolean(),
  hidden: z.boolean(),
  formField: z.boolean(),
  hubspotDefined: z.boolean(),
  calculated: z.boolean(),
  /** The options live elsewhere: owners, pipelines, stages. */
  externalOptions: z.boolean(),
  readOnlyValue: z.boolean(),
  archived: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  calculationFormula: z.string().optional(),
  numberDisplayHint: z.string().optional(),
  showCurrencySymbol: z.boolean().optional(),
  currencyPropertyName: z.string().optional(),
})
export type PropertyDefinition = z.infer<typeof propertyDefinition>
export type PropertyType = PropertyDefinition['type']

export const propertyGroup = z.object({
  name: z.string(),
  label: z.string(),
  displayOrder: z.number(),
  archived: z.boolean(),
})
export type PropertyGroup = z.infer<typeof propertyGroup>

/** The definition as the API prints it: read-only-ness sits in `modificationMetadata` there. */
export function showProperty(definition: PropertyDefinition): Record<string, unknown> {
  const { readOnlyValue, hubspotDefined, ...shown } = definition
  return {
    ...shown,
    ...(hubspotDefined ? { hubspotDefined } : {}),
    modificationMetadata: {
      archivable: !hubspotDefined,
      readOnlyDefinition: hubspotDefined,
      readOnlyValue,
    },
  }
}
