import { Router } from 'express'
import type { Clock } from '../../../src/clock/clock'
import { serveVendor } from '../../simulation/serve-vendor'
import { accountRoutes } from './account-routes'
import { associationBatchRoutes } from './association-batch-routes'
import { associationRoutes } from './association-routes'
import { batchRoutes } from './batch-routes'
import type { Desk } from './call'
import { hubspotDoors } from './doors'
import { fileRoutes } from './file-routes'
import { signedLinks } from './files'
import { createLimiter } from './limiter'
import { oauthRoutes } from './oauth-routes'
import { objectRoutes } from './object-routes'
import { openWorld, type PortalOptions } from './open-world'
import { authorizeRoutes } from './page/authorize-routes'
import { pageRoutes } from './page/page-routes'
import { pipelineRoutes } from './pipeline-routes'
import { propertyRoutes } from './property-routes'
import { createRinging } from './ring-webhooks'
import { appScopes } from './scopes'
import { searchRoutes } from './search-routes'
import { decodeForV3 } from './sign'
import type { Subscription } from './subscriptions'
import { createHubSpotSwitches } from './switches'
import { timelineRoutes } from './timeline-routes'
import { unexpected, unknownPath } from './unknown-path'
import { vendorWords } from './vendor-words'
import { workflowRoutes } from './workflow-routes'

export interface HubSpotSimulatorOptions {
  /** 0 takes any free port of the loopback address. */
  readonly port: number
  readonly clock: Clock
  /** Where state is kept across restarts; null keeps it in memory only. */
  readonly journalPath: string | null
  readonly portals: readonly PortalOptions[]
  readonly appId: number
  readonly clientId: string
  /** Signs webhooks and workflow actions, as the app's client secret does. */
  readonly clientSecret: string
  /** The full public URL, signed as such; null sends nothing until a door names one. */
  readonly webhook: { readonly url: string | null; readonly subscriptions?: readonly Subscription[] }
  readonly limits?: { readonly per10s?: number; readonly searchPerSecond?: number }
}

export interface HubSpotSimulator {
  readonly url: string
  readonly port: number
  /** Tokens as if a person had installed the app in this portal. Throws for a portal that isn't here. */
  issueTokens(portalId: number): { accessToken: string; refreshToken: string; expiresInS: number }
  close(): Promise<void>
}

/** Starts a HubSpot of its own: the wire format, webhooks, OAuth, the doors for tests, a page for a person. */
export async function startHubSpotSimulator(options: HubSpotSimulatorOptions): Promise<HubSpotSimulator> {
  const { clock, appId, clientId, clientSecret, limits = {} } = options
  const switches = createHubSpotSwitches()
  const ringing = createRinging({
    clock,
    url: options.webhook.url,
    appId,
    secret: clientSecret,
    signedUrl: (url) => (switches.value('signed_uri') === 'decoded' ? decodeForV3(url) : url),
  })
  const { subscriptions } = options.webhook
  const world = openWorld({ ...options, switches, ringing, subscriptions })
  const desk: Desk = {
    world,
    appId,
    staticTokens: new Map(options.portals.map((portal) => [portal.accessToken, portal.portalId])),
    limits: {
      calls: createLimiter(clock, limits.per10s ?? 110, 10_000),
      searches: createLimiter(clock, limits.searchPerSecond ?? 5, 1000),
    },
  }
  let host = ''
  const vendor = Router()
  vendor.use(oauthRoutes(desk, { appId, clientId, clientSecret }))
  vendor.use(associationRoutes(desk), associationBatchRoutes(desk))
  vendor.use(batchRoutes(desk), searchRoutes(desk), objectRoutes(desk))
  vendor.use(propertyRoutes(desk), pipelineRoutes(desk), accountRoutes(desk))
  vendor.use(fileRoutes(desk, signedLinks(clientSecret, clock), () => host))
  vendor.use(timelineRoutes(desk), workflowRoutes(desk))
  vendor.use(unknownPath)
  vendor.use(unexpected)
  const page = Router()
  page.use(authorizeRoutes(world, clientId), pageRoutes(world))
  const server = await serveVendor({
    port: options.port,
    clock,
    words: vendorWords,
    webhooks: ringing,
    switches,
    doors: hubspotDoors(world, { appId, clientSecret }),
    reset: () => {
      desk.limits.calls.clear()
      desk.limits.searches.clear()
      world.reset()
    },
    page,
    vendor,
  })
  host = server.url
  return {
    url: server.url,
    port: server.port,
    issueTokens: (portalId) => {
      const user = world.portals.get(portalId)?.settings.owners[0]
      if (user === undefined) throw new Error(`no portal ${portalId} in this simulator`)
      const issued = world.tokens.issue({ portalId, userId: user.userIdIncludingInactive, scopes: appScopes })
      world.flush()
      return issued
    },
    close: async () => {
      ringing.close()
      await server.close()
      world.close()
    },
  }
}
