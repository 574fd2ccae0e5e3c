import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { roles } from '../tenants/actor'

/**
 * What the embedded default makes up once and keeps in its data folder, readable by its owner only: keys,
 * tokens, and which two workspaces live on the simulators. Production has none of it.
 */
const tenant = z.object({
  workspaceId: z.uuid(),
  portalId: z.number().int(),
  realmId: z.string(),
  hubspotToken: z.string(),
  quickbooksToken: z.string(),
  apiTokens: z.record(z.enum(roles), z.string()),
})
const secrets = z.object({
  sealKey: z.string(),
  hubspotClientId: z.string(),
  hubspotClientSecret: z.string(),
  hubspotAppId: z.number().int(),
  quickbooksClientId: z.string(),
  quickbooksClientSecret: z.string(),
  quickbooksVerifierToken: z.string(),
  clockAheadMs: z.number(),
  main: tenant,
  other: tenant,
})
export type EmbeddedSecrets = z.infer<typeof secrets>
export type EmbeddedTenant = z.infer<typeof tenant>

const token = (prefix: string) => `${prefix}${randomBytes(24).toString('base64url')}`

function newTenant(portalId: number, realmId: string): EmbeddedTenant {
  return {
    workspaceId: randomUUID(),
    portalId,
    realmId,
    hubspotToken: token('pat-'),
    quickbooksToken: token('qbo-'),
    apiTokens: {
      owner: token('mp_'),
      admin: token('mp_'),
      bookkeeper: token('mp_'),
      member: token('mp_'),
      viewer: token('mp_'),
    },
  }
}

const fileOf = (dataDir: string) => path.join(dataDir, 'secrets.json')

export function readOrMakeSecrets(dataDir: string): EmbeddedSecrets {
  mkdirSync(dataDir, { recursive: true })
  if (existsSync(fileOf(dataDir))) return secrets.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')))
  const made: EmbeddedSecrets = {
    sealKey: randomBytes(32).toString('base64'),
    hubspotClientId: randomUUID(),
    hubspotClientSecret: randomUUID(),
    hubspotAppId: 4_100_042,
    quickbooksClientId: token('AB'),
    quickbooksClientSecret: token(''),
    quickbooksVerifierToken: randomUUID(),
    clockAheadMs: 0,
    main: newTenant(148_000_001, '4620816365291001'),
    other: newTenant(148_000_002, '4620816365291002'),
  }
  keepSecrets(dataDir, made)
  return made
}

/** Replaces the file in one step, so that a kill in between leaves the old one whole. */
export function keepSecrets(dataDir: string, made: EmbeddedSecrets): void {
  const draft = `${fileOf(dataDir)}.draft`
  writeFileSync(draft, JSON.stringify(made, null, 2), { mode: 0o600 })
  renameSync(draft, fileOf(dataDir))
}
