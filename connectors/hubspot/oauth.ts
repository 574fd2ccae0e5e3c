import { z } from 'zod'
import type { Answer } from '../answer'
import { judge } from './ask'
import { exchange } from './careful-call'
import { paths } from './paths'

export interface HubSpotOAuthSettings {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** HubSpot's page of consent: `https://app.hubspot.com/oauth/authorize`. */
  readonly authorizeUrl: string
  /** The API's host, no trailing slash. */
  readonly apiBaseUrl: string
  readonly deadlineMs: number
}

export interface HubSpotTokens {
  readonly accessToken: string
  /** Store it even when it looks the same; it lives until the app is removed. */
  readonly refreshToken: string
  /** Seconds from the answer on; 1,800 at the time of writing. */
  readonly expiresInS: number
  readonly portalId: string
  readonly scopes: readonly string[]
  readonly userId: string | null
}

/** Whose a token is. An inactive one says nothing else. */
export type HubSpotIdentity =
  | { readonly active: false }
  | {
      readonly active: true
      readonly portalId: string
      readonly userId: string | null
      readonly email: string | null
      readonly appId: string | null
      readonly scopes: readonly string[]
    }

/**
 * HubSpot's OAuth, for one app. Every exchange answers; a dead grant is `refused`/unauthorized with HubSpot's
 * code (`BAD_REFRESH_TOKEN`, `BAD_HUB`, `BAD_AUTH_CODE`, `invalid_grant`), and a timed-out exchange is
 * `unknown`: HubSpot may have issued tokens that nobody holds.
 */
export interface HubSpotOAuth {
  authorizeUrl(ask: { state: string; scopes: readonly string[]; optionalScopes?: readonly string[] }): string
  exchange(code: string): Promise<Answer<HubSpotTokens>>
  refresh(refreshToken: string): Promise<Answer<HubSpotTokens>>
  /** Ends the refresh token; access tokens live on until they expire, and the app stays installed. */
  revoke(refreshToken: string): Promise<Answer<null>>
  introspect(accessToken: string): Promise<Answer<HubSpotIdentity>>
}

const id = z.union([z.string().min(1), z.number().int().transform(String)])

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
  hub_id: id,
  scopes: z.array(z.string()).optional(),
  user_id: id.nullish(),
})

const identityAnswer = z.discriminatedUnion('active', [
  z.looseObject({ active: z.literal(false) }),
  z.looseObject({
    active: z.literal(true),
    hub_id: id,
    user_id: id.nullish(),
    user: z.string().nullish(),
    app_id: id.nullish(),
    scopes: z.array(z.string()).optional(),
  }),
])

export function hubSpotOAuth(settings: HubSpotOAuthSettings): HubSpotOAuth {
  const { clientId, clientSecret, redirectUri } = settings
  const client = { client_id: clientId, client_secret: clientSecret }

  async function post<T>(
    path: string,
    fields: Readonly<Record<string, string>>,
    given: string,
    shape: z.ZodType<T>,
  ): Promise<Answer<T>> {
    const reply = await exchange({
      baseUrl: settings.apiBaseUrl,
      method: 'POST',
      path,
      accessToken: null,
      body: { form: { ...fields, ...client } },
      deadlineMs: settings.deadlineMs,
    })
    return judge(reply, shape, [given, clientSecret])
  }

  async function tokens(fields: Readonly<Record<string, string>>, given: string, held: string | undefined) {
    return asTokens(await post(paths.token, fields, given, tokenAnswer), held)
  }

  return {
    authorizeUrl: ({ state, scopes, optionalScopes = [] }) =>
      address(settings.authorizeUrl, {
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        ...(optionalScopes.length === 0 ? {} : { optional_scope: optionalScopes.join(' ') }),
        state,
      }),
    exchange: (code) =>
      tokens({ grant_type: 'authorization_code', redirect_uri: redirectUri, code }, code, undefined),
    refresh: (refreshToken) =>
      tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken, refreshToken),
    revoke: (refreshToken) =>
      post(
        `${paths.token}/revoke`,
        { token: refreshToken, token_type_hint: 'refresh_token' },
        refreshToken,
        z.unknown().transform(() => null),
      ),
    introspect: async (accessToken) => {
      const fields = { token: accessToken, token_type_hint: 'access_token' }
      const answer = await post(`${paths.token}/introspect`, fields, accessToken, identityAnswer)
      return answer.outcome === 'done' ? { ...answer, value: asIdentity(answer.value) } : answer
    },
  }
}

/** HubSpot may leave the refresh token out of a refresh; the one it was asked with goes on then. */
function asTokens(
  answer: Answer<z.infer<typeof tokenAnswer>>,
  held: string | undefined,
): Answer<HubSpotTokens> {
  if (answer.outcome !== 'done') return answer
  const { access_token, refresh_token, expires_in, hub_id, scopes, user_id } = answer.value
  const refreshToken = refresh_token ?? held
  if (refreshToken === undefined) {
    const message = "HubSpot's answer lacks a refresh token."
    const fault = { kind: 'unreadable', status: 200, code: null, retryAfterMs: null } as const
    return { outcome: 'unknown', fault: { ...fault, message, trace: answer.trace } }
  }
  return {
    ...answer,
    value: {
      accessToken: access_token,
      refreshToken,
      expiresInS: expires_in,
      portalId: hub_id,
      scopes: scopes ?? [],
      userId: user_id ?? null,
    },
  }
}

function asIdentity(answer: z.infer<typeof identityAnswer>): HubSpotIdentity {
  if (!answer.active) return { active: false }
  return {
    active: true,
    portalId: answer.hub_id,
    userId: answer.user_id ?? null,
    email: answer.user ?? null,
    appId: answer.app_id ?? null,
    scopes: answer.scopes ?? [],
  }
}

/** Spaces as %20, as HubSpot's own links have them. */
function address(base: string, query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${base}?${pairs.join('&')}`
}
