import { linked } from '../associate'
import { type CrmObject, isLive } from '../crm-object'
import { findLive } from '../identify'
import { objectType } from '../object-types'
import type { Portal } from '../portal'
import { type Html, html } from './html'
import { page, problem } from './layout'
import { companies, currencySelect, money, nameOf, stageSelect } from './words'

const deal = objectType('deal')
const note = objectType('note')

/** What Milepost wrote on the deal, in words if the property has a label. */
function milepost(portal: Portal, object: CrmObject): Html {
  const rows = Object.entries(object.properties)
    .filter(([name]) => name.startsWith('milepost_'))
    .map(
      ([name, value]) =>
        html`<tr><th scope="row">${portal.properties(deal).get(name)?.label ?? name}</th><td><code>${name}</code></td><td class="number">${value}</td></tr>`,
    )
  return html`<section><h2>Milestone billing</h2>${
    rows.length === 0
      ? html`<p class="soft">Nothing has been written to this deal yet.</p>`
      : html`<table><tbody>${rows}</tbody></table>`
  }</section>`
}

function notes(portal: Portal, object: CrmObject): Html | null {
  const found = linked(portal, { type: deal, id: object.id }, note).flatMap(
    (link) => findLive(portal, note, link.toId) ?? [],
  )
  if (found.length === 0) return null
  return html`<section><h2>Notes</h2><table><tbody>${found.map((each) => {
    const files = (each.properties['hs_attachment_ids'] ?? '').split(';').filter((id) => id !== '')
    const names = files.map((id) => {
      const file = portal.files.get(id)
      return file === undefined ? id : `${file.name}.${file.extension}`
    })
    return html`<tr><td>${each.properties['hs_timestamp'] ?? ''}</td><td>${each.properties['hs_note_body'] ?? ''}</td><td>${names.join(', ')}</td></tr>`
  })}</tbody></table></section>`
}

/** One deal: its fields, what Milepost wrote, merging and archiving. */
export function dealPage(portal: Portal, object: CrmObject, wrong: string | null): string {
  const { portalId, homeCurrency, name } = portal.settings
  const base = `/portals/${portalId}/deals/${object.id}`
  const { dealname = '', amount = '', closedate = '' } = object.properties
  const currency = object.properties['deal_currency_code'] ?? homeCurrency
  const others = portal
    .objects(deal)
    .all()
    .filter((each) => isLive(each) && each.id !== object.id)
  return page(
    nameOf(object),
    wrong === null ? null : problem(wrong),
    html`<p class="soft"><a href="/portals/${portalId}">${name}</a> · deal ${object.id} · ${companies(portal, object.id)} · changed ${object.updatedAt}</p>
<section><h2>Deal</h2><form class="fields" method="post" action="${base}"><label>Name <input name="dealname" value="${dealname}" required></label><label>Amount <input name="amount" inputmode="decimal" value="${amount}"></label>${currencySelect(portal, currency)}${stageSelect(portal, object)}<label>Close date <input type="date" name="closedate" value="${closedate.slice(0, 10)}"></label><button>Save</button></form></section>`,
    milepost(portal, object),
    notes(portal, object),
    html`<section><h2>Merge or archive</h2><div class="row"><form method="post" action="${base}/merge"><label>Merge another deal into this one <select name="other">${others.map(
      (each) => html`<option value="${each.id}">${nameOf(each)} (${money(each, portal)})</option>`,
    )}</select></label><button class="quiet">Merge</button></form><form method="post" action="${base}/archive"><button class="warn">Archive deal</button></form></div></section>`,
  )
}
