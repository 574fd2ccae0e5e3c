import type { PropertyDefinition, PropertyType } from './property-definition'

interface Draft {
  readonly label: string
  readonly type: PropertyType
  readonly fieldType: string
  readonly options?: readonly string[]
  readonly external?: boolean
  readonly readOnly?: boolean
  readonly calculated?: boolean
  readonly unique?: boolean
}

const text = (label: string): Draft => ({ label, type: 'string', fieldType: 'text' })
const area = (label: string): Draft => ({ label, type: 'string', fieldType: 'textarea' })
const number = (label: string): Draft => ({ label, type: 'number', fieldType: 'number' })
const date = (label: string): Draft => ({ label, type: 'date', fieldType: 'date' })
const moment = (label: string): Draft => ({ label, type: 'datetime', fieldType: 'date' })
const choice = (label: string, options: readonly string[]): Draft => ({
  label,
  type: 'enumeration',
  fieldType: 'select',
  options,
})
const elsewhere = (label: string): Draft => ({
  label,
  type: 'enumeration',
  fieldType: 'select',
  external: true,
})
const fixed = (draft: Draft): Draft => ({ ...draft, readOnly: true })
const calculated = (draft: Draft): Draft => ({ ...draft, readOnly: true, calculated: true })
const yesNo = (label: string): Draft => ({
  label,
  type: 'bool',
  fieldType: 'booleancheckbox',
  options: ['true', 'false'],
})

const everywhere: Record<string, Draft> = {
  hs_object_id: fixed(number('Record ID')),
  hs_merged_object_ids: fixed({ label: 'Merged record IDs', type: 'enumeration', fieldType: 'checkbox' }),
  hs_object_source: fixed(text('Record source')),
  hs_object_source_id: fixed(text('Record source ID')),
  hs_object_source_label: fixed(text('Record source label')),
  hubspot_owner_id: elsewhere('Owner'),
}

const dated = {
  createdate: fixed(moment('Create Date')),
  hs_lastmodifieddate: fixed(moment('Last Modified')),
}
const stamped = {
  hs_createdate: fixed(moment('Create Date')),
  hs_lastmodifieddate: fixed(moment('Last Modified')),
}

const byType: Record<string, Record<string, Draft>> = {
  deals: {
    dealname: text('Deal Name'),
    amount: number('Amount'),
    dealstage: elsewhere('Deal Stage'),
    pipeline: elsewhere('Pipeline'),
    closedate: moment('Close Date'),
    deal_currency_code: elsewhere('Currency'),
    dealtype: choice('Deal Type', ['newbusiness', 'existingbusiness']),
    description: area('Deal Description'),
    hs_next_step: text('Next step'),
    hs_priority: choice('Priority', ['low', 'medium', 'high']),
    closed_won_reason: area('Closed Won Reason'),
    closed_lost_reason: area('Closed Lost Reason'),
    hs_pinned_engagement_id: number('Pinned Engagement ID'),
    hs_is_closed: calculated(yesNo('Is Deal Closed?')),
    hs_is_closed_won: calculated(yesNo('Is Closed Won')),
    hs_is_closed_lost: calculated(yesNo('Is closed lost')),
    hs_deal_stage_probability: calculated(number('Deal probability')),
    hs_closed_amount: calculated(number('Closed Deal Amount')),
    amount_in_home_currency: calculated(number('Amount in company currency')),
    ...dated,
  },
  companies: {
    name: text('Company name'),
    domain: text('Company Domain Name'),
    website: text('Website URL'),
    phone: { label: 'Phone Number', type: 'phone_number', fieldType: 'phonenumber' },
    address: text('Street Address'),
    city: text('City'),
    state: text('State/Region'),
    zip: text('Postal Code'),
    country: text('Country/Region'),
    description: area('Description'),
    ...dated,
  },
  contacts: {
    email: { ...text('Email'), unique: true },
    firstname: text('First Name'),
    lastname: text('Last Name'),
    phone: { label: 'Phone Number', type: 'phone_number', fieldType: 'phonenumber' },
    company: text('Company Name'),
    jobtitle: text('Job Title'),
    createdate: fixed(moment('Create Date')),
    lastmodifieddate: fixed(moment('Last Modified Date')),
  },
  line_items: {
    name: text('Name'),
    description: area('Description'),
    quantity: number('Quantity'),
    price: number('Unit price'),
    discount: number('Unit discount'),
    hs_discount_percentage: number('Discount Percentage'),
    amount: calculated(number('Net price')),
    hs_sku: text('SKU'),
    hs_product_id: number('Product ID'),
    hs_line_item_currency_code: elsewhere('Currency'),
    hs_recurring_billing_period: text('Term'),
    hs_recurring_billing_start_date: date('Billing start date'),
    recurringbillingfrequency: choice('Billing frequency', [
      'weekly',
      'biweekly',
      'monthly',
      'quarterly',
      'per_six_months',
      'annually',
      'per_two_years',
      'per_three_years',
      'per_four_years',
      'per_five_years',
    ]),
    hs_tax_rate_group_id: text('Tax rate ID'),
    hs_position_on_quote: number('Position on quote'),
    ...dated,
  },
  notes: {
    hs_timestamp: moment('Activity date'),
    hs_note_body: area('Note body'),
    hs_attachment_ids: { label: 'Attached file IDs', type: 'string', fieldType: 'text' },
    ...stamped,
  },
  quotes: {
    hs_title: text('Quote Title'),
    hs_expiration_date: date('Expiration Date'),
    hs_status: choice('Quote Status', [
      'DRAFT',
      'PENDING_APPROVAL',
      'APPROVAL_NOT_NEEDED',
      'APPROVED',
      'REJECTED',
      'ACCEPTED',
    ]),
    hs_terms: area('Purchase terms'),
    hs_template_type: text('Quote template type'),
    hs_quote_amount: calculated(number('Quote amount')),
    hs_currency: elsewhere('Currency'),
    hs_language: text('Quote Language'),
    ...stamped,
  },
  products: {
    name: text('Name'),
    description: area('Description'),
    price: number('Unit price'),
    hs_sku: text('SKU'),
    ...dated,
  },
}

/** The definitions every portal begins with, for one object type (plural name). */
export function standardProperties(typeName: string, singular: string, at: string): PropertyDefinition[] {
  const drafts = { ...byType[typeName], ...everywhere }
  return Object.entries(drafts).map(([name, draft], index) => ({
    name,
    label: draft.label,
    groupName: `${singular}information`,
    type: draft.type,
    fieldType: draft.fieldType,
    description: '',
    options: (draft.options ?? []).map((value, order) => ({
      label: value,
      value,
      displayOrder: order,
      hidden: false,
    })),
    displayOrder: index,
    hasUniqueValue: draft.unique ?? false,
    hidden: false,
    formField: false,
    hubspotDefined: true,
    calculated: draft.calculated ?? false,
    externalOptions: draft.external ?? false,
    readOnlyValue: draft.readOnly ?? false,
    archived: false,
    createdAt: at,
    updatedAt: at,
  }))
}
