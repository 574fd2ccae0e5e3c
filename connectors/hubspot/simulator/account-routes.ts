import { Router } from 'express'
import { DateTime } from 'luxon'
import { api, type Call, type Desk, versions } from './call'
import type { Owner } from './portal-settings'
import { invalid, notFound } from './refusal'

function details(call: Call): Record<string, unknown> {
  const { settings } = call.portal
  const now = DateTime.fromJSDate(call.portal.now(), { zone: settings.timeZone })
  return {
    portalId: settings.portalId,
    accountType: 'STANDARD',
    timeZone: settings.timeZone,
    companyCurrency: settings.homeCurrency,
    additionalCurrencies: settings.additionalCurrencies,
    utcOffset: now.toFormat('ZZ'),
    utcOffsetMilliseconds: now.offset * 60_000,
    uiDomain: settings.uiDomain,
    dataHostingLocation: settings.uiDomain.includes('eu1') ? 'eu1' : 'na1',
  }
}

function shownOwner(owner: Owner): Record<string, unknown> {
  return { ...owner, teams: [] }
}

function listOwners(call: Call): { status: number; body: unknown } {
  call.need(['crm.objects.owners.read'])
  const limit = Number(call.query('limit') ?? '100')
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw invalid('limit must be between 1 and 500')
  const email = call.query('email')
  const after = call.query('after')
  const archived = call.query('archived') === 'true'
  const found = call.portal.settings.owners
    .filter((owner) => owner.archived === archived && (email === null || owner.email === email))
    .filter((owner) => after === null || BigInt(owner.id) >= BigInt(after))
  const next = found[limit]
  return {
    status: 200,
    body: {
      results: found.slice(0, limit).map(shownOwner),
      ...(next === undefined ? {} : { paging: { next: { after: next.id, link: `?after=${next.id}` } } }),
    },
  }
}

/** What the account says of itself: details, owners, currencies. */
export function accountRoutes(desk: Desk): Router {
  const routes = Router()
  routes.get(
    versions('account-info', '/details'),
    api(desk, 'calls', (call) => ({ status: 200, body: details(call) })),
  )
  routes.get(versions('crm/owners', ''), api(desk, 'calls', listOwners))
  routes.get(
    versions('crm/owners', '/:ownerId'),
    api(desk, 'calls', (call) => {
      call.need(['crm.objects.owners.read'])
      const wanted = call.param('ownerId')
      const byUser = call.query('idProperty') === 'userId'
      const archived = call.query('archived') === 'true'
      const owner = call.portal.settings.owners.find(
        (each) => each.archived === archived && (byUser ? String(each.userId) : each.id) === wanted,
      )
      if (owner === undefined) throw notFound()
      return { status: 200, body: shownOwner(owner) }
    }),
  )
  const currencyScopes = ['settings.currencies.read', 'settings.currencies.write']
  routes.get(
    versions('settings/currencies', '/company-currency'),
    api(desk, 'calls', (call) => {
      call.need(currencyScopes)
      return { status: 200, body: { currencyCode: call.portal.settings.homeCurrency } }
    }),
  )
  routes.get(
    versions('settings/currencies', '/exchange-rates'),
    api(desk, 'calls', (call) => {
      call.need(currencyScopes)
      const { exchangeRates, homeCurrency } = call.portal.settings
      const results = Object.entries(exchangeRates).map(([fromCurrencyCode, rate], index) => ({
        id: String(index + 1),
        fromCurrencyCode,
        toCurrencyCode: homeCurrency,
        conversionRate: Number(rate),
        visibleInUI: true,
      }))
      return { status: 200, body: { results } }
    }),
  )
  return routes
}
