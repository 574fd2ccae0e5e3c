import { Router } from 'express'
import type { Clock } from '../../../src/clock/clock'
import { openJournal, put } from '../../simulation/journal'
import { serveVendor } from '../../simulation/serve-vendor'
import { createBehaviour } from './behaviour'
import { bookkeeperPages } from './bookkeeper/pages'
import type { CompanyProfile } from './company-books'
import { companyRoutes, fileRoutes } from './company-routes'
import { companyGate, newTid, vendorHeaders } from './gate'
import { quickBooksFaultWords } from './gateway'
import { createTurnstile, type Limits, REAL_LIMITS } from './limits'
import { mailDoors } from './mail-doors'
import { oauthRoutes } from './oauth-routes'
import { openOffice } from './office'
import { openOpenId } from './openid'
import { createRings } from './ring'
import { KUWAIT } from './samples/kuwait'
import { LANDSCAPING } from './samples/landscaping'
import type { Sample } from './samples/sample'
import { seedCompany } from './samples/seed'
import { SMALL } from './samples/small'
import { TOKYO } from './samples/tokyo'
import { tokenDoors } from './token-doors'
import { openTokenDesk } from './tokens'
import { valueCodec } from './value'

export interface SimulatedCompany {
  readonly realmId: string
  readonly name: string
  readonly sample: 'landscaping' | 'small' | 'tokyo' | 'kuwait'
  /** A token that never expires, for tests. */
  readonly accessToken: string
}

export interface QuickBooksSimulatorOptions {
  readonly port: number
  readonly clock: Clock
  /** The file that keeps the companies over a restart; null keeps them in memory. */
  readonly journalPath: string | null
  readonly companies: readonly SimulatedCompany[]
  readonly clientId: string
  readonly clientSecret: string
  readonly webhook: { readonly url: string | null; readonly verifierToken: string }
  /** Intuit's own limits where not said otherwise. */
  readonly limits?: Partial<Limits>
}

export interface QuickBooksSimulator {
  readonly url: string
  readonly port: number
  /** Connects a company without the page where a person would. */
  issueTokens(realmId: string): {
    accessToken: string
    refreshToken: string
    accessExpiresInS: number
    refreshExpiresInS: number
  }
  close(): Promise<void>
}

const SAMPLES: Readonly<Record<SimulatedCompany['sample'], Sample>> = {
  landscaping: LANDSCAPING,
  small: SMALL,
  tokyo: TOKYO,
  kuwait: KUWAIT,
}
const ACCOUNTING = 'com.intuit.quickbooks.accounting'

/** Starts QuickBooks Online on a port of this machine: API, OAuth, webhooks, the bookkeeper's page, the doors. */
export async function startQuickBooksSimulator(
  options: QuickBooksSimulatorOptions,
): Promise<QuickBooksSimulator> {
  const { clock, companies } = options
  const journal = openJournal(options.journalPath, valueCodec)
  const behaviour = createBehaviour()
  const profiles = companies.map(
    ({ realmId, name, sample }): CompanyProfile => ({ realmId, name, ...SAMPLES[sample].profile }),
  )
  const seed = (): void => {
    for (const [index, profile] of profiles.entries()) {
      const isEmpty = journal.list(`${profile.realmId}/CompanyInfo`).length === 0
      if (isEmpty)
        seedCompany(journal, profile, SAMPLES[companies[index]?.sample ?? 'small'], clock, behaviour)
    }
  }
  seed()
  const rings = createRings(clock, options.webhook, newTid)
  let address = ''
  const baseUrl = (): string => address
  const office = openOffice({ journal, clock, behaviour, companies: profiles, ring: rings.ring, baseUrl })
  const staticTokens = new Map(companies.map((one) => [one.accessToken, one.realmId]))
  const desk = openTokenDesk(journal, clock, behaviour, staticTokens)
  const openId = openOpenId(journal, clock, baseUrl)
  const turnstile = createTurnstile({ ...REAL_LIMITS, ...options.limits }, clock)

  const gate = Router()
  gate.use(vendorHeaders)
  gate.use(companyGate(office, desk, turnstile))
  const doors = Router()
  doors.use(tokenDoors(desk))
  doors.use(
    mailDoors(
      journal,
      companies.map((one) => one.realmId),
    ),
  )
  const vendor = Router()
  vendor.use(companyRoutes(office, baseUrl))
  vendor.use(fileRoutes(office))
  vendor.use(oauthRoutes(office, desk, openId, options))
  const server = await serveVendor({
    port: options.port,
    clock,
    words: quickBooksFaultWords(clock, newTid),
    doors,
    page: bookkeeperPages(office),
    gate,
    vendor,
    webhooks: rings.delivery,
    switches: behaviour,
    reset: () => {
      // Connections live on: the app that is connected need not be connected again.
      const kept = ['grant', 'access', 'refresh', 'openid'].flatMap((table) =>
        journal.list(table).map(([id, value]) => put(table, id, value)),
      )
      journal.reset(kept)
      seed()
    },
  })
  address = server.url
  return {
    url: server.url,
    port: server.port,
    issueTokens: (realmId) => {
      const issued = desk.issue({
        realmId,
        scope: ACCOUNTING,
        nonce: null,
        email: `owner@${realmId}.example.com`,
      })
      const { accessToken, refreshToken, accessExpiresInS, refreshExpiresInS } = issued
      return { accessToken, refreshToken, accessExpiresInS, refreshExpiresInS }
    },
    close: async () => {
      rings.delivery.close()
      await server.close()
      journal.close()
    },
  }
}
