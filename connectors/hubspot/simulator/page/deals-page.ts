import { type CrmObject, isLive } from '../crm-object'
import { objectType } from '../object-types'
import type { Portal } from '../portal'
import { html } from './html'
import { page, problem } from './layout'
import { companies, currencySelect, money, nameOf, stageLabel, stageSelect } from './words'

const deal = objectType('deal')
const newestFirst = (a: CrmObject, b: CrmObject): number => (a.updatedAt < b.updatedAt ? 1 : -1)

/** All portals. */
export function portalsPage(portals: readonly Portal[]): string {
  const rows = portals.map((portal) => {
    const { portalId, name, homeCurrency } = portal.settings
    const live = portal.objects(deal).all().filter(isLive).length
    return html`<tr><td><a href="/portals/${portalId}">${name}</a></td><td>${portalId}</td><td>${homeCurrency}</td><td class="number">${live}</td></tr>`
  })
  return page(
    'Portals',
    html`<section><table><thead><tr><th>Portal</th><th>Id</th><th>Currency</th><th class="number">Deals</th></tr></thead><tbody>${rows}</tbody></table></section>`,
  )
}

/** The deals of one portal, a form for a new one, and the recycle bin. */
export function dealsPage(portal: Portal, wrong: string | null): string {
  const { portalId, name, homeCurrency } = portal.settings
  const base = `/portals/${portalId}/deals`
  const all = portal.objects(deal).all()
  const rows = all
    .filter(isLive)
    .toSorted(newestFirst)
    .map(
      (object) =>
        html`<tr><td><a href="${base}/${object.id}">${nameOf(object)}</a></td><td>${companies(portal, object.id)}</td><td>${stageLabel(portal, object)}</td><td class="number">${money(object, portal)}</td><td>${object.properties['milepost_status'] ?? ''}</td></tr>`,
    )
  const bin = all
    .filter((each) => each.archivedAt !== null && each.mergedInto === null)
    .map(
      (object) =>
        html`<tr><td>${nameOf(object)}</td><td class="number">${money(object, portal)}</td><td><form method="post" action="${base}/${object.id}/restore"><button class="quiet">Restore</button></form></td></tr>`,
    )
  return page(
    name,
    wrong === null ? null : problem(wrong),
    html`<section><h2>Deals</h2><table><thead><tr><th>Deal</th><th>Company</th><th>Stage</th><th class="number">Amount</th><th>Milestone billing</th></tr></thead><tbody>${rows}</tbody></table></section>
<section><h2>New deal</h2><form class="fields" method="post" action="${base}"><label>Name <input name="dealname" required></label><label>Amount <input name="amount" inputmode="decimal"></label>${currencySelect(portal, homeCurrency)}${stageSelect(portal, null)}<label>Company <input name="company"></label><button>Create deal</button></form></section>`,
    bin.length === 0
      ? null
      : html`<section><h2>Recycle bin</h2><table><tbody>${bin}</tbody></table></section>`,
  )
}
