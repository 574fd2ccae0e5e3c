import type { Server } from 'node:http'
import { checkLimits, limits } from '../../config/limits'
import type { Settings } from '../../config/settings'
import { openLanguageModel } from '../../connectors/language-model/fill-form'
import { certifyOrder } from '../approvals/certificates/certify-order'
import { certifyWork } from '../approvals/certificates/certify-work'
import type { MovableClock } from '../clock/clock'
import { learnDeal } from '../deals/learn-deal'
import { drawInThread } from '../documents/thumbnails/draw-in-thread'
import { makeThumbnails } from '../documents/thumbnails/make-thumbnail'
import { checkNow } from '../flow/check-now'
import type { FlowParts } from '../flow/flow'
import { wire } from '../flow/flow'
import { createApp } from '../http/app'
import { type ConnectParts, disconnectVendor } from '../http/connect-vendor'
import { liveUpdates } from '../http/events'
import { contractHandlers } from '../http/handlers/contract-handlers'
import type { HandlerParts } from '../http/handlers/handler-parts'
import { oauthRouter } from '../http/oauth'
import { openRedis } from '../http/open-redis'
import { closeServer, openServer } from '../http/open-server'
import { throttleBy } from '../http/throttle'
import type { VendorPages } from '../http/views/vendor-links'
import { readOrFail } from '../inbox/read-failed'
import { certifyParts } from '../insight/read-certified-contract'
import { learnBillingFacts } from '../invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../invoices/follow-billing-policy'
import { readOpenedList } from '../masters/read-masters'
import { queueNames } from '../outbox/claim'
import { type Announcement, CHANGED_CHANNEL, RING_CHANNEL } from '../outbox/ring'
import { type Database, openDatabase } from '../postgres/database'
import { listen } from '../postgres/listen'
import { bullDoorbell } from '../queue/bull-doorbell'
import { localDoorbell } from '../queue/doorbell'
import { openQueuesBoard } from '../queue/open-queues-board'
import { startWorkers, type Workers } from '../queue/start-workers'
import { openCallTally } from '../tenants/call-tally'
import { sealer as makeSealer } from '../tenants/seal'
import { tryVendor } from '../upkeep/watch-connections'
import { giveBackDeadLeases } from './give-back-leases'
import { openFiles } from './open-files'
import { failureLog, openLog } from './open-log'
import { openMail } from './open-mail'
import { appReadsOf, openOperators } from './open-operators'
import { openVendorAccess } from './open-vendor-access'

/** Everything that differs between the embedded default and production. */
export interface ProgramOptions {
  readonly settings: Settings
  readonly role: 'all' | 'web' | 'worker'
  readonly databaseUrl: string
  readonly clock: MovableClock
  readonly publicUrl: string
  readonly sealKeys: readonly string[]
  readonly hubspot: {
    clientId: string
    clientSecrets: readonly string[]
    appId: number | null
    apiUrl: string
    authorizeUrl: string
  }
  readonly quickbooks: {
    clientId: string
    clientSecret: string
    webhookTokens: readonly string[]
    apiUrl: string
    authorizeUrl: string
    tokenUrl: string
    revokeUrl: string
    userInfoUrl: string
    issuer: string
    jwksUrl: string
  }
  readonly pages: VendorPages
  readonly sweepMs: number
  readonly consoleFolder: string | null
  /** The embedded default: whose people sign in by a click, and a clock that may be moved. */
  readonly embedded: { workspaces: readonly string[]; onClockMoved: (aheadMs: number) => void } | null
}

export interface Program {
  readonly database: Database
  readonly connect: ConnectParts
  readonly flowParts: FlowParts
  readonly url: string
  stop(): Promise<void>
}

/** Builds the program from its parts, and starts it: the one place where everything meets. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  checkLimits()
  const { clock, settings } = options
  const log = openLog(settings.LOG_LEVEL)
  const database = openDatabase({ url: options.databaseUrl, clock })
  const sealer = makeSealer(options.sealKeys)
  const onRedisError = (error: unknown) => log.warn({ err: error }, 'Redis')
  const tally = openCallTally()
  const { quickbooks, hubspot, vendors, connect } = openVendorAccess(options, {
    database,
    clock,
    sealer,
    log: (error, what) => log.error({ err: error }, what),
    onCall: tally.count,
  })
  const certifying = certifyParts(clock, options.publicUrl)
  const flowParts: FlowParts = {
    database,
    clock,
    random: Math.random,
    files: openFiles(settings, database),
    draw: drawInThread(),
    vendors,
    sweepMs: options.sweepMs,
    afterApproval: certifyWork(certifying),
    mail: openMail({ ...options, embedded: options.embedded !== null, database, sealer }),
    log: failureLog(log),
  }

  await giveBackDeadLeases(database, options.role)
  const redis = settings.REDIS_URL ? openRedis({ url: settings.REDIS_URL, onError: onRedisError }) : null
  const throttle = throttleBy(redis)
  const overRedis = settings.REDIS_URL
    ? bullDoorbell({ url: settings.REDIS_URL, onError: onRedisError })
    : null
  const doorbell = overRedis ?? localDoorbell()
  const live = liveUpdates({ database, publicUrl: options.publicUrl })
  const listening = await listen({
    url: options.databaseUrl,
    channels: [RING_CHANNEL, CHANGED_CHANNEL],
    onMessage: (channel, payload) => {
      if (channel === RING_CHANNEL) doorbell.ring(payload)
      else live.announce(JSON.parse(payload) as Announcement)
    },
    onGap: () => {
      for (const queue of queueNames) doorbell.ring(queue)
    },
  })
  let workers: Workers | null = null
  if (options.role !== 'web') {
    workers = startWorkers({
      database,
      doorbell,
      handlers: wire(flowParts),
      sweepMs: options.sweepMs,
      onError: (queue, error) => log.error({ err: error, queue }, 'a worker failed'),
    })
  }

  // A vendor that can't be read now is no reason to show nothing: what is cached says how old it is.
  const cachedWillDo = async (reading: Promise<unknown>) => {
    await reading.catch((error: unknown) => log.info({ err: error }, 'a list was not read again'))
  }
  let server: Server | null = null
  let operators: Server | null = null
  const stop = async () => {
    live.close()
    operators?.closeAllConnections()
    operators?.close()
    if (server) await closeServer(server)
    await workers?.stop()
    await vendors.flush()
    await listening.close()
    await doorbell.close()
    redis?.destroy()
    await database.close()
  }
  if (options.role !== 'worker') {
    const handlerParts: HandlerParts = {
      appReads: appReadsOf(settings),
      database,
      clock,
      sealer,
      billing: billingByPolicy(clock),
      afterApproval: flowParts.afterApproval,
      afterSigning: certifyOrder(certifying),
      pages: options.pages,
      publicUrl: options.publicUrl,
      vendors,
      learnDeal: (workspaceId, dealId) => learnDeal(database, vendors, workspaceId, dealId),
      readPipelines: async (workspaceId) =>
        readOrFail('hubspot', await (await vendors.hubspot(workspaceId)).pipelines()),
      learnBillingFacts: (workspaceId, milestoneId) =>
        cachedWillDo(learnBillingFacts(flowParts, workspaceId, milestoneId)),
      refreshMasters: (workspaceId, kind) => cachedWillDo(readOpenedList(flowParts, workspaceId, kind)),
      files: flowParts.files,
      makeThumbnail: makeThumbnails(flowParts),
      languageModel: settings.LANGUAGE_MODEL_KEY
        ? openLanguageModel({
            key: settings.LANGUAGE_MODEL_KEY,
            model: settings.LANGUAGE_MODEL,
            url: settings.LANGUAGE_MODEL_URL,
            deadlineMs: limits.languageModelMs,
          })
        : null,
      checkNow: (workspaceId) => checkNow(flowParts, workspaceId),
      tryVendor: (workspaceId, vendor) => tryVendor({ database, clock, vendors }, workspaceId, vendor, true),
      disconnect: (workspaceId, vendor) =>
        disconnectVendor(
          { database, clock, sealer, revoke: { quickbooks: quickbooks.revoke, hubspot: hubspot.revoke } },
          workspaceId,
          vendor,
        ),
    }
    const app = createApp({
      database,
      clock,
      publicUrl: options.publicUrl,
      sealer,
      pages: options.pages,
      log,
      handlers: contractHandlers(handlerParts),
      portal: handlerParts,
      webhooks: {
        database,
        clock,
        sealer,
        publicUrl: options.publicUrl,
        quickbooksTokens: options.quickbooks.webhookTokens,
        hubspotSecrets: options.hubspot.clientSecrets,
        hubspotAppId: options.hubspot.appId,
        onStranger: (vendor, events) =>
          log.info({ vendor, events }, 'events for a company or portal that is nobody’s'),
      },
      live,
      throttle,
      oauth: oauthRouter({
        ...connect,
        throttle,
        publicUrl: options.publicUrl,
        quickbooks,
        hubspot,
        probe: async (workspaceId, vendor) => {
          if (vendor === 'quickbooks') await (await vendors.quickbooks(workspaceId, 'connect')).companyInfo()
          else await (await vendors.hubspot(workspaceId)).account()
        },
      }),
      locals: options.embedded?.workspaces ?? [],
      intuit: options.embedded === null,
      consoleFolder: options.consoleFolder,
      doors: options.embedded ? { clock, onMoved: options.embedded.onClockMoved } : null,
      checkAnswers: options.embedded !== null,
      proxies: settings.TRUST_PROXY,
      ready: () => database.answers(),
    })
    server = await openServer(app, settings.PORT, settings.HOST).catch(async (error: unknown) => {
      await stop()
      throw error
    })
  }

  operators = await openOperators({
    database,
    clock,
    app: appReadsOf(settings),
    programPort: settings.PORT,
    role: options.role,
    inHand: () => workers?.inHand() ?? {},
    calls: tally.read,
    board: overRedis === null ? null : openQueuesBoard(overRedis, '/queues'),
    log,
  })

  return {
    database,
    connect,
    flowParts,
    url: options.publicUrl,
    stop,
  }
}
