import { linked } from '../associate'
import type { CrmObject } from '../crm-object'
import { findLive } from '../identify'
import { objectType } from '../object-types'
import type { Portal } from '../portal'
import { type Html, html } from './html'

const deal = objectType('deal')
const company = objectType('company')

/** `50000` and `USD` as `50,000 USD`; the digits after the point stay as they are. */
export function money(object: CrmObject, portal: Portal): string {
  const amount = object.properties['amount']
  if (amount === undefined) return ''
  const [whole = '', part] = amount.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const currency = object.properties['deal_currency_code'] ?? portal.settings.homeCurrency
  return `${grouped}${part === undefined ? '' : `.${part}`} ${currency}`
}

export function nameOf(object: CrmObject): string {
  return object.properties['dealname'] ?? `Deal ${object.id}`
}

export function stageLabel(portal: Portal, object: CrmObject): string {
  const id = object.properties['dealstage'] ?? ''
  const stages = portal.settings.pipelines.flatMap((pipeline) => pipeline.stages)
  return stages.find((stage) => stage.id === id)?.label ?? id
}

/** The names of a deal's companies. */
export function companies(portal: Portal, dealId: string): string {
  return linked(portal, { type: deal, id: dealId }, company)
    .map((link) => findLive(portal, company, link.toId)?.properties['name'] ?? '')
    .join(', ')
}

/** All stages to choose from; a value is `pipeline/stage`. */
export function stageSelect(portal: Portal, object: CrmObject | null): Html {
  const { pipelines } = portal.settings
  const chosen = object === null ? '' : `${object.properties['pipeline']}/${object.properties['dealstage']}`
  return html`<label>Stage <select name="stage">${pipelines.map(
    (pipeline) =>
      html`<optgroup label="${pipeline.label}">${pipeline.stages.map((stage) => {
        const value = `${pipeline.id}/${stage.id}`
        return html`<option value="${value}"${chosen === value ? html` selected` : null}>${stage.label}</option>`
      })}</optgroup>`,
  )}</select></label>`
}

export function currencySelect(portal: Portal, chosen: string): Html {
  const { homeCurrency, additionalCurrencies } = portal.settings
  return html`<label>Currency <select name="currency">${[homeCurrency, ...additionalCurrencies].map(
    (code) => html`<option${code === chosen ? html` selected` : null}>${code}</option>`,
  )}</select></label>`
}
