import { z } from 'zod'
import { uploadSettings } from './upload-limits'

/**
 * The only place that reads the environment. Every setting has a type, a default for the embedded program,
 * and a sentence; all wrong settings are listed at once.
 */
const port = z.coerce.number().int().min(0).max(65_535)
const secret = z.string().min(16, 'at least 16 characters')
const url = z.url()

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** How many proxies of ours stand in front: that many entries of X-Forwarded-For are believed, from the right. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** Where the embedded database and the simulators keep their data. */
  DATA_DIR: z.string().default('./data'),
  /** `on`: a small believable company; `off`: sample masters and deals, no schedules. */
  DEMO: z.enum(['on', 'off']).default('on'),
  /** Where people and vendors reach this program, without a trailing slash. Signatures depend on it. */
  PUBLIC_URL: url.optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  /** Where e-mails leave: `smtp://user:password@host:587`, or `smtps://`. The embedded default keeps them in a mailbox page. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'an address such as smtp://user:password@mail.example:587' })
    .optional(),
  /** The sender's address of every e-mail; each workspace has its own name, and its own address for answers. */
  MAIL_FROM: z.email().optional(),
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  /** 32 bytes in base64: seals tokens. Several, comma separated: the first seals, all open. */
  SEAL_KEYS: z.string().optional(),
  HUBSPOT_CLIENT_ID: z.string().optional(),
  HUBSPOT_CLIENT_SECRET: z.string().optional(),
  HUBSPOT_APP_ID: z.coerce.number().int().optional(),
  HUBSPOT_API_URL: url.default('https://api.hubapi.com'),
  HUBSPOT_AUTHORIZE_URL: url.default('https://app.hubspot.com/oauth/authorize'),
  QUICKBOOKS_CLIENT_ID: z.string().optional(),
  QUICKBOOKS_CLIENT_SECRET: z.string().optional(),
  /** Comma separated: two live ones during a rotation. */
  QUICKBOOKS_WEBHOOK_TOKENS: z.string().optional(),
  QUICKBOOKS_API_URL: url.default('https://quickbooks.api.intuit.com'),
  QUICKBOOKS_AUTHORIZE_URL: url.default('https://appcenter.intuit.com/connect/oauth2'),
  QUICKBOOKS_TOKEN_URL: url.default('https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer'),
  QUICKBOOKS_REVOKE_URL: url.default('https://developer.api.intuit.com/v2/oauth2/tokens/revoke'),
  QUICKBOOKS_USERINFO_URL: url.default('https://accounts.platform.intuit.com/v1/openid_connect/userinfo'),
  QUICKBOOKS_ISSUER: url.default('https://oauth.platform.intuit.com/op/v1'),
  QUICKBOOKS_JWKS_URL: url.default('https://oauth.platform.intuit.com/op/v1/jwks'),
  /** Metered reads a month that Intuit grants this app, over all companies together: its tier. Unset, nobody adds them up. */
  QUICKBOOKS_MONTHLY_READS: z.coerce.number().int().min(1).optional(),
  /** The operator is told at this share of them, in percent. */
  QUICKBOOKS_READS_ALARM_PERCENT: z.coerce.number().int().min(1).max(100).default(80),
  /** Where a bookkeeper opens an invoice. */
  QUICKBOOKS_APP_URL: url.default('https://app.qbo.intuit.com'),
  /** A key of Anthropic's API: a language model helps to read plans in plain words. Without one, nothing is sent anywhere. */
  LANGUAGE_MODEL_KEY: z.string().optional(),
  LANGUAGE_MODEL: z.string().default('claude-haiku-5-5'),
  LANGUAGE_MODEL_URL: url.default('https://api.anthropic.com'),
  /** A bucket for files, of S3 or what speaks like it; without it they are kept in the database. All of these, or none. */
  S3_URL: url.optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')
    .optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY: z.string().optional(),
  S3_SECRET_KEY: z.string().optional(),
  ...uploadSettings,
  /** How often both vendors are read without being rung for, in seconds. */
  SWEEP_SECONDS: z.coerce.number().int().min(5).max(86_400).optional(),
  /** For rehearsals: a file that says how many milliseconds the clocks of all processes are ahead of the machine's. */
  CLOCK_FILE: z.string().optional(),
})

export type Environment = Readonly<Record<string, string | undefined>>
export type Settings = Readonly<z.infer<typeof schema>>

/** Wrong settings, all of them, in words for the person who starts the program. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`These settings are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
  }
}

const inProduction = [
  'PUBLIC_URL',
  'DATABASE_URL',
  'SEAL_KEYS',
  'HUBSPOT_CLIENT_ID',
  'HUBSPOT_CLIENT_SECRET',
  'QUICKBOOKS_CLIENT_ID',
  'QUICKBOOKS_CLIENT_SECRET',
  'QUICKBOOKS_WEBHOOK_TOKENS',
] as const

/** Where files go instead of the database. */
const bucketSettings = ['S3_URL', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const

/** Of these, each item of the list counts: a lone comma is none. */
const lists = ['SEAL_KEYS', 'HUBSPOT_CLIENT_SECRET', 'QUICKBOOKS_WEBHOOK_TOKENS'] as const
const secrets = ['HUBSPOT_CLIENT_SECRET', 'QUICKBOOKS_CLIENT_SECRET', 'QUICKBOOKS_WEBHOOK_TOKENS'] as const

/**
 * Reads and checks every setting. Empty values count as not given. `real` holds them to what production needs; it
 * does so in any case when NODE_ENV says production. Throws SettingsError.
 */
export function readSettings(environment: Environment = process.env, real = false): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  const problems: string[] = []
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`)
  }
  if (real || given['NODE_ENV'] === 'production') problems.push(...productionProblems(given))
  const missing = bucketSettings.filter((name) => given[name] === undefined)
  if (missing.length < bucketSettings.length) {
    problems.push(...missing.map((name) => `${name}: a bucket for files needs it`))
  }
  for (const key of splitList(given['SEAL_KEYS'])) {
    if (Buffer.from(key, 'base64').length !== 32) problems.push('SEAL_KEYS: each key is 32 bytes in base64')
    else if (/^(.)\1*=*$/.test(key)) problems.push('SEAL_KEYS: an example key is not a key')
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError([...new Set(problems)])
  return parsed.data
}

function productionProblems(given: Environment): string[] {
  const problems: string[] = []
  for (const name of inProduction) {
    if (given[name] === undefined) problems.push(`${name}: production needs it`)
  }
  for (const name of lists) {
    const items = splitList(given[name])
    if (given[name] !== undefined && items.length === 0) problems.push(`${name}: production needs it`)
  }
  for (const name of secrets) {
    const short = splitList(given[name]).some((item) => !secret.safeParse(item).success)
    if (short) problems.push(`${name}: at least 16 characters`)
  }
  if (z.url().safeParse(given['PUBLIC_URL']).success && !given['PUBLIC_URL']?.startsWith('https://')) {
    problems.push('PUBLIC_URL: production is reached over https')
  }
  if (given['SMTP_URL'] !== undefined && given['MAIL_FROM'] === undefined)
    problems.push('MAIL_FROM: an e-mail needs a sender')
  const vendors = ['HUBSPOT_API_URL', 'QUICKBOOKS_API_URL'] as const
  if (given['CLOCK_FILE'] !== undefined && !vendors.every((name) => isOnThisMachine(given[name]))) {
    problems.push(`CLOCK_FILE: only with ${vendors.join(' and ')} on this machine is time a rehearsal`)
  }
  const bucket = given['S3_URL']
  if (z.url().safeParse(bucket).success && !bucket?.startsWith('https://')) {
    problems.push('S3_URL: in production files go over https only')
  }
  const model = given['LANGUAGE_MODEL_URL']
  if (z.url().safeParse(model).success && !model?.startsWith('https://')) {
    problems.push('LANGUAGE_MODEL_URL: in production the key goes over https only')
  }
  return problems
}

/** Stand-ins of the vendors listen on loopback; the vendors themselves never do. */
const isOnThisMachine = (address: string | undefined): boolean =>
  z.url({ hostname: /^(?:localhost|127\.0\.0\.1|\[::1\])$/ }).safeParse(address).success

/** "a, b" → ["a", "b"]. */
export function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
