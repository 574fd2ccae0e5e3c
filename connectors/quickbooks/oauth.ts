import OAuthClient from 'intuit-oauth'
import { z } from 'zod'
import type { Clock } from '../../src/clock/clock'
import type { Answer } from '../answer'
import { type Contents, judge } from './ask'
import { carefulCall } from './careful-call'
import { type Identity, idTokenVerifier } from './id-token'
import type { Secrets } from './read-fault'
import type { Arrived } from './reply'

export interface QuickBooksOAuthSettings {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly revokeUrl: string
  readonly userInfoUrl: string
  readonly issuer: string
  readonly jwksUrl: string
  readonly deadlineMs: number
  /** What an id token's expiry is measured against; the machine's clock when left out. */
  readonly clock?: Clock
}

/** Lives in seconds from now. Null where Intuit didn't say. */
export interface QuickBooksTokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly accessExpiresInS: number
  readonly refreshExpiresInS: number | null
  /** The end that no refresh moves: five years after the person connected. */
  readonly hardExpiresInS: number | null
  readonly idToken: string | null
}

export interface QuickBooksUser {
  readonly subject: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly givenName: string | null
  readonly familyName: string | null
}

/**
 * Intuit's OAuth and OpenID for one app. `refused` with `unauthorized` and code `invalid_grant` means that only
 * a new connection helps; an unclear refresh should be tried again with the same token before giving it up.
 * Nothing here locks: one refresh at a time per connection is the caller's duty.
 */
export interface QuickBooksOAuth {
  /** Where to send the browser. `state` comes back unchecked: compare it. */
  authorizeUrl(request: { state: string; nonce?: string; scopes: readonly string[] }): string
  exchange(code: string): Promise<Answer<QuickBooksTokens>>
  refresh(refreshToken: string): Promise<Answer<QuickBooksTokens>>
  /** Ends the grant, given either of its tokens. */
  revoke(token: string): Promise<Answer<null>>
  /** Who signed in, from a token whose signature, issuer, audience, expiry and nonce were checked. */
  identify(idToken: string, nonce?: string): Promise<Answer<Identity>>
  userInfo(accessToken: string): Promise<Answer<QuickBooksUser>>
}

export function quickBooksOAuth(settings: QuickBooksOAuthSettings): QuickBooksOAuth {
  const basic = Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString('base64')
  const call = async <T>(
    destination: string,
    secrets: Secrets,
    start: (client: OAuthClient) => Promise<unknown>,
    read: (reply: Arrived) => Contents<T>,
  ): Promise<Answer<T>> => {
    const careful = { packageName: 'intuit-oauth', destination, deadlineMs: settings.deadlineMs } as const
    const reply = await carefulCall(careful, (done) => start(clientFor(settings)).then(done, done))
    return judge(reply, read, [...secrets, settings.clientSecret, basic])
  }
  return {
    authorizeUrl: (request) => authorizeUrl(settings, request),
    exchange: (code) =>
      call(
        settings.tokenUrl,
        [code],
        (client) => client.createToken(`?code=${encodeURIComponent(code)}`),
        readTokens,
      ),
    // Given the token outright, the package doesn't judge its age by fields that we would have to make up.
    refresh: (refreshToken) =>
      call(settings.tokenUrl, [refreshToken], (client) => client.refreshUsingToken(refreshToken), readTokens),
    revoke: (token) =>
      call(
        settings.revokeUrl,
        [token],
        (client) => client.revoke({ refresh_token: token }),
        () => ({ is: null }),
      ),
    identify: idTokenVerifier(settings),
    userInfo: (accessToken) =>
      call(
        settings.userInfoUrl,
        [accessToken],
        (client) => {
          client.setToken({ access_token: accessToken })
          return client.getUserInfo()
        },
        readUser,
      ),
  }
}

/**
 * The package keeps its endpoints and retries on the class, for all clients at once. It reads them while the
 * call starts, so setting them just before, with nothing awaited in between, keeps two settings apart.
 */
function clientFor(settings: QuickBooksOAuthSettings): OAuthClient {
  OAuthClient.authorizeEndpoint = settings.authorizeUrl
  OAuthClient.tokenEndpoint = settings.tokenUrl
  OAuthClient.revokeEndpoint = settings.revokeUrl
  OAuthClient.userinfo_endpoint_production = settings.userInfoUrl
  OAuthClient.userinfo_endpoint_sandbox = settings.userInfoUrl
  // A code can be used once, and a refresh may have happened: neither is repeated behind our back.
  OAuthClient.retryConfig.maxRetries = 0
  return new OAuthClient({
    environment: 'production',
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    redirectUri: settings.redirectUri,
    // Its log would hold both tokens.
    logging: false,
    includeRefreshTokenHardExpiresIn: true,
  })
}

function authorizeUrl(
  settings: QuickBooksOAuthSettings,
  request: { state: string; nonce?: string; scopes: readonly string[] },
): string {
  const url = new URL(settings.authorizeUrl)
  url.searchParams.set('client_id', settings.clientId)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('scope', request.scopes.join(' '))
  url.searchParams.set('redirect_uri', settings.redirectUri)
  url.searchParams.set('state', request.state)
  if (request.nonce !== undefined) url.searchParams.set('nonce', request.nonce)
  return url.toString()
}

// Numbers arrive as the text they were written in.
const seconds = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number)
const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: seconds,
  x_refresh_token_expires_in: seconds.nullish(),
  x_refresh_token_hard_expires_in: seconds.nullish(),
  id_token: z.string().nullish(),
})

function readTokens(reply: Arrived): Contents<QuickBooksTokens> {
  const parsed = tokenAnswer.safeParse(reply.json)
  if (!parsed.success) return { lacks: "Intuit's answer holds no tokens." }
  const tokens = parsed.data
  return {
    is: {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      accessExpiresInS: tokens.expires_in,
      refreshExpiresInS: tokens.x_refresh_token_expires_in ?? null,
      hardExpiresInS: tokens.x_refresh_token_hard_expires_in ?? null,
      idToken: tokens.id_token || null,
    },
  }
}

const userAnswer = z.looseObject({
  sub: z.string().min(1),
  email: z.string().nullish(),
  emailVerified: z.boolean().nullish(),
  givenName: z.string().nullish(),
  familyName: z.string().nullish(),
})

function readUser(reply: Arrived): Contents<QuickBooksUser> {
  const parsed = userAnswer.safeParse(reply.json)
  if (!parsed.success) return { lacks: "Intuit's answer doesn't say who the user is." }
  const user = parsed.data
  return {
    is: {
      subject: user.sub,
      email: user.email ?? null,
      emailVerified: user.emailVerified ?? false,
      givenName: user.givenName ?? null,
      familyName: user.familyName ?? null,
    },
  }
}
