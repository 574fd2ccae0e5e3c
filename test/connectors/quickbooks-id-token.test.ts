// Goal: only a token that Intuit signed for us, now, for this sign-in, says who somebody is. Method: real keys.
import { exportJWK, generateKeyPair, type KeyLike, SignJWT } from 'jose'
import { idTokenVerifier } from '../../connectors/quickbooks/id-token'
import { movableClock } from '../../src/clock/clock'
import { closedPort, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const ISSUER = 'https://issuer.test/op/v1'
let ours: { publicKey: KeyLike; privateKey: KeyLike }
let stranger: { publicKey: KeyLike; privateKey: KeyLike }
beforeAll(async () => {
  ours = await generateKeyPair('RS256', { extractable: true })
  stranger = await generateKeyPair('RS256', { extractable: true })
})

async function verifier(more: { clock?: ReturnType<typeof movableClock>; deadlineMs?: number } = {}) {
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' }
  const server = await serve((_, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ keys: [jwk] }))
  })
  closers.push(server.close)
  const settings = {
    clientId: 'app-id',
    issuer: ISSUER,
    jwksUrl: `${server.baseUrl}/jwks`,
    deadlineMs: 2_000,
  }
  return { identify: idTokenVerifier({ ...settings, ...more }), seen: server.seen }
}

interface Made {
  claims?: object
  audience?: string | string[]
  issuer?: string
  expires?: string
  key?: KeyLike
  kid?: string
}

function token({
  claims = {},
  audience = ['app-id'],
  issuer = ISSUER,
  expires = '1h',
  key,
  kid = 'k1',
}: Made = {}) {
  return new SignJWT({ sub: 'u-1', realmid: '310687', auth_time: 1, nonce: 'n-1', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key ?? ours.privateKey)
}

test('says who signed in, and from which company', async () => {
  const { identify, seen } = await verifier()
  const answer = { outcome: 'done', trace: null }
  const value = { subject: 'u-1', email: null, emailVerified: false, realmId: '310687' }
  expect(await identify(await token(), 'n-1')).toEqual({ ...answer, value })
  const told = { email: 'ana@example.com', emailVerified: true, realmid: undefined }
  expect(await identify(await token({ claims: told }))).toEqual({
    ...answer,
    value: { subject: 'u-1', email: 'ana@example.com', emailVerified: true, realmId: null },
  })
  expect(seen).toHaveLength(1)
})

test.each<[string, () => Promise<string>, string]>([
  [
    'signed by a stranger',
    () => token({ key: stranger.privateKey }),
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  ],
  ['with a key that the issuer does not have', () => token({ kid: 'k2' }), 'ERR_JWKS_NO_MATCHING_KEY'],
  ['of another issuer', () => token({ issuer: 'https://evil.test' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['for another app', () => token({ audience: ['other-app'] }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['that has expired', () => token({ expires: '-1s' }), 'ERR_JWT_EXPIRED'],
  ['without a subject', () => token({ claims: { sub: undefined } }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['with a subject that is no text', () => token({ claims: { sub: 7 } }), 'no_subject'],
  ['for another sign-in', () => token({ claims: { nonce: 'n-2' } }), 'nonce_mismatch'],
  ['without the nonce', () => token({ claims: { nonce: undefined } }), 'nonce_mismatch'],
  ['that is none', async () => 'nonsense', 'ERR_JWS_INVALID'],
  ['that is empty', async () => '', 'ERR_JWS_INVALID'],
  [
    'that says it needs no signature',
    async () => {
      const [, payload] = (await token()).split('.')
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    },
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  [
    'signed with the public key as if it were a secret',
    async () => {
      const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)))
      return new SignJWT({ sub: 'u-1', nonce: 'n-1' })
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience('app-id')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(secret)
    },
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
])('a token %s is refused', async (_, make, code) => {
  const { identify } = await verifier()
  const made = await make()
  const answer = await identify(made, 'n-1')
  expect(answer).toMatchObject({ outcome: 'refused', fault: { kind: 'unauthorized', code } })
  if (made !== '') expect(JSON.stringify(answer)).not.toContain(made)
})

test('expiry is measured by the clock that is passed in', async () => {
  const { identify } = await verifier({ clock: movableClock(2 * 3_600_000) })
  expect(await identify(await token())).toMatchObject({
    outcome: 'refused',
    fault: { code: 'ERR_JWT_EXPIRED' },
  })
})

test('keys that cannot be fetched leave it unknown', async () => {
  const settings = { clientId: 'app-id', issuer: ISSUER, deadlineMs: 150 }
  const nobody = idTokenVerifier({ ...settings, jwksUrl: `http://127.0.0.1:${await closedPort()}/jwks` })
  expect(await nobody(await token())).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable' } })
  const hanging = await serve(() => {})
  const failing = await serve((_, response) => {
    response.statusCode = 503
    response.end()
  })
  const nonsense = await serve((_, response) => response.end('<html>'))
  closers.push(hanging.close, failing.close, nonsense.close)
  const late = idTokenVerifier({ ...settings, jwksUrl: hanging.baseUrl })
  expect(await late(await token())).toMatchObject({ outcome: 'unknown', fault: { kind: 'timeout' } })
  for (const { baseUrl } of [failing, nonsense]) {
    const verify = idTokenVerifier({ ...settings, jwksUrl: baseUrl })
    expect(await verify(await token())).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable' } })
  }
})
