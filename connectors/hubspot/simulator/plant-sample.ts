import { associate } from './associate'
import { objectType, objectTypes } from './object-types'
import type { Actor, Portal } from './portal'
import type { Sample } from './sample-portals'
import { standardProperties } from './standard-properties'
import { createObject } from './write-object'

const deal = objectType('deal')
const company = objectType('company')
const contact = objectType('contact')
const lineItem = objectType('line_item')

/** Fills an empty portal: the standard properties of every type, then the sample's deals and people. */
export function plantSample(portal: Portal, sample: Sample): void {
  const at = portal.now().toISOString()
  for (const type of objectTypes) {
    const group = { name: `${type.singular}information`, label: `${type.name} information`, displayOrder: 0 }
    portal.groups(type).put(group.name, { ...group, archived: false })
    for (const definition of standardProperties(type.name, type.singular, at)) {
      portal.properties(type).put(definition.name, definition)
    }
  }
  // Nobody listens to a sample: it was there before the app was installed.
  const silent: Portal = { ...portal, tell: () => undefined }
  for (const each of sample.deals) {
    const user = portal.settings.owners.find((owner) => owner.id === each.owner)
    const actor: Actor = { changeSource: 'CRM_UI', sourceId: `userId:${user?.userIdIncludingInactive ?? 0}` }
    const hand = { portal: silent, actor }
    const made = createObject(hand, deal, {
      dealname: each.name,
      amount: each.amount,
      deal_currency_code: each.currency,
      dealstage: each.stage,
      closedate: `${each.closesOn}T00:00:00.000Z`,
      hubspot_owner_id: each.owner,
    })
    const [firstname, lastname, email] = each.contact
    const firm = createObject(hand, company, { name: each.company, domain: email.split('@')[1] ?? '' })
    const person = createObject(hand, contact, { firstname, lastname, email, company: each.company })
    const from = { type: deal, id: made.id }
    associate(hand, from, { type: company, id: firm.id })
    associate(hand, from, { type: contact, id: person.id })
    associate(hand, { type: contact, id: person.id }, { type: company, id: firm.id })
    for (const [name, price] of each.lineItems ?? []) {
      const item = createObject(hand, lineItem, { name, price, quantity: '1' })
      associate(hand, from, { type: lineItem, id: item.id })
    }
  }
}
