import { invalid } from './refusal'

/** One kind of CRM object, under all the names by which its paths and bodies call it. */
export interface ObjectType {
  readonly id: string
  readonly name: string
  readonly singular: string
  readonly created: string
  readonly modified: string
  /** What a read returns when it names no properties. */
  readonly defaults: readonly string[]
  readonly required: readonly string[]
  /** The properties that a search's `query` looks in. */
  readonly searchable: readonly string[]
  /** Scopes of which one suffices. */
  readonly read: readonly string[]
  readonly write: readonly string[]
}

const lineItemScopes = (verb: string): string[] => [`crm.objects.line_items.${verb}`, 'e-commerce']

export const objectTypes: readonly ObjectType[] = [
  {
    id: '0-3',
    name: 'deals',
    singular: 'deal',
    created: 'createdate',
    modified: 'hs_lastmodifieddate',
    defaults: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    required: ['dealname', 'dealstage'],
    searchable: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype', 'hs_object_id'],
    read: ['crm.objects.deals.read', 'crm.objects.deals.write'],
    write: ['crm.objects.deals.write'],
  },
  {
    id: '0-2',
    name: 'companies',
    singular: 'company',
    created: 'createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    required: [],
    searchable: ['name', 'domain', 'website', 'phone', 'hs_object_id'],
    read: ['crm.objects.companies.read', 'crm.objects.companies.write'],
    write: ['crm.objects.companies.write'],
  },
  {
    id: '0-1',
    name: 'contacts',
    singular: 'contact',
    created: 'createdate',
    modified: 'lastmodifieddate',
    defaults: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    required: [],
    searchable: ['firstname', 'lastname', 'email', 'phone', 'company', 'hs_object_id'],
    read: ['crm.objects.contacts.read', 'crm.objects.contacts.write'],
    write: ['crm.objects.contacts.write'],
  },
  {
    id: '0-8',
    name: 'line_items',
    singular: 'line_item',
    created: 'createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['amount', 'createdate', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price', 'quantity'],
    required: [],
    searchable: ['name', 'description', 'hs_sku'],
    read: [...lineItemScopes('read'), 'crm.objects.line_items.write'],
    write: lineItemScopes('write'),
  },
  {
    id: '0-46',
    name: 'notes',
    singular: 'note',
    created: 'hs_createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    required: ['hs_timestamp'],
    searchable: ['hs_note_body'],
    read: ['crm.objects.contacts.read', 'crm.objects.contacts.write'],
    write: ['crm.objects.contacts.write'],
  },
  {
    id: '0-14',
    name: 'quotes',
    singular: 'quote',
    created: 'hs_createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id', 'hs_status', 'hs_title'],
    required: ['hs_title', 'hs_expiration_date'],
    searchable: ['hs_title'],
    read: ['crm.objects.quotes.read', 'crm.objects.quotes.write'],
    write: ['crm.objects.quotes.write'],
  },
  {
    id: '0-7',
    name: 'products',
    singular: 'product',
    created: 'createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['createdate', 'description', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price'],
    required: ['name'],
    searchable: ['name', 'description', 'hs_sku'],
    read: ['crm.objects.products.read', 'e-commerce'],
    write: ['crm.objects.products.write', 'e-commerce'],
  },
]

const byName = new Map(
  objectTypes.flatMap((type) => [
    [type.id, type],
    [type.name, type],
    [type.singular, type],
  ]),
)

/** The type that `deals`, `deal`, `DEAL` or `0-3` means; an unknown one is HubSpot's 400. */
export function objectType(name: string): ObjectType {
  const type = byName.get(name.toLowerCase())
  if (type === undefined) throw invalid(`Unable to infer object type from: ${name}`)
  return type
}
