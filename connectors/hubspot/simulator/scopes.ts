import { objectTypes } from './object-types'

/** What the Milepost app asks for at installation, and what tokens made without the page carry. */
export const appScopes: readonly string[] = [
  'oauth',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
  'crm.objects.companies.read',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.line_items.read',
  'crm.objects.quotes.read',
  'crm.objects.owners.read',
  'settings.currencies.read',
  'files',
  'automation',
  'timeline',
]

/** A test's own token may do everything the simulator knows. */
export const allScopes: readonly string[] = [
  ...new Set([
    ...appScopes,
    ...objectTypes.flatMap((type) => [...type.read, ...type.write]),
    ...objectTypes.flatMap((type) => [`crm.schemas.${type.name}.read`, `crm.schemas.${type.name}.write`]),
  ]),
]
