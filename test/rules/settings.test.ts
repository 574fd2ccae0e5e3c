/** Goal: a program that is set up wrongly says everything that is wrong, at once, and production takes no defaults. */
import { checkLimits, limits } from '../../config/limits'
import { readSettings, SettingsError, splitList } from '../../config/settings'
import { uploadLimitsOf, usualUploads } from '../../config/upload-limits'

const KEY = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://milepost.example',
  DATABASE_URL: 'postgres://milepost@db/milepost',
  SEAL_KEYS: KEY,
  HUBSPOT_CLIENT_ID: 'hubspot',
  HUBSPOT_CLIENT_SECRET: 'a long enough secret',
  QUICKBOOKS_CLIENT_ID: 'quickbooks',
  QUICKBOOKS_CLIENT_SECRET: 'another long secret',
  QUICKBOOKS_WEBHOOK_TOKENS: 'a webhook verifier token',
}
const problems = (environment: Record<string, string | undefined>, real = false): readonly string[] => {
  try {
    readSettings(environment, real)
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
}

test('nothing set is the embedded program', () => {
  expect(readSettings({})).toMatchObject({
    NODE_ENV: 'development',
    PORT: 3000,
    HOST: '127.0.0.1',
    DEMO: 'on',
  })
})

test('limits of files are settings, each within what can be carried', () => {
  expect(uploadLimitsOf(readSettings({}))).toEqual(usualUploads)
  const small = readSettings({ UPLOAD_FILE_MB: '2', UPLOAD_PIECE_KB: '64', FILES_PER_WORKSPACE_GB: '1' })
  expect(uploadLimitsOf(small)).toMatchObject({
    fileBytes: 2_097_152,
    pieceBytes: 65_536,
    bytesPerWorkspace: 1_073_741_824,
  })
  // QuickBooks takes no more than 100 MB; what is smaller than a piece's cost is no piece; and nothing is unlimited.
  expect(problems({ UPLOAD_FILE_MB: '100', UPLOAD_PIECE_KB: '1', FILES_PER_DEAL: '0' })).toHaveLength(3)
})

test('an empty value is one that was not given', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000 })
  expect(readSettings({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined()
})

test('all wrong settings are listed at once, each by its name', () => {
  const wrong = problems({
    PORT: '99999',
    DEMO: 'perhaps',
    PUBLIC_URL: 'not an address',
    LOG_LEVEL: 'loud',
    SWEEP_SECONDS: '1',
    HUBSPOT_APP_ID: 'x',
    SEAL_KEYS: 'short',
  })
  expect(wrong.map((problem) => problem.split(':')[0])).toEqual([
    'PORT',
    'DEMO',
    'PUBLIC_URL',
    'LOG_LEVEL',
    'HUBSPOT_APP_ID',
    'SWEEP_SECONDS',
    'SEAL_KEYS',
  ])
})

test('production takes a complete setting', () => {
  expect(problems(production)).toEqual([])
})

test.each(Object.keys(production).filter((name) => name !== 'NODE_ENV'))('production needs %s', (name) => {
  expect(problems({ ...production, [name]: undefined })).toEqual([`${name}: production needs it`])
  expect(problems({ ...production, [name]: '' })).toEqual([`${name}: production needs it`])
})

test('production says all that is missing, and that secrets are too short', () => {
  expect(problems({ NODE_ENV: 'production' })).toHaveLength(8)
  expect(problems({ ...production, HUBSPOT_CLIENT_SECRET: 'short' })).toEqual([
    'HUBSPOT_CLIENT_SECRET: at least 16 characters',
  ])
})

test.each([
  [{ QUICKBOOKS_WEBHOOK_TOKENS: ',' }, 'QUICKBOOKS_WEBHOOK_TOKENS: production needs it'],
  [{ QUICKBOOKS_WEBHOOK_TOKENS: 'a' }, 'QUICKBOOKS_WEBHOOK_TOKENS: at least 16 characters'],
  [
    { QUICKBOOKS_WEBHOOK_TOKENS: 'a webhook verifier token, b' },
    'QUICKBOOKS_WEBHOOK_TOKENS: at least 16 characters',
  ],
  [{ HUBSPOT_CLIENT_SECRET: ' , ' }, 'HUBSPOT_CLIENT_SECRET: production needs it'],
  [{ HUBSPOT_CLIENT_SECRET: 'a long enough secret,b' }, 'HUBSPOT_CLIENT_SECRET: at least 16 characters'],
  [{ SEAL_KEYS: ',' }, 'SEAL_KEYS: production needs it'],
  [{ PUBLIC_URL: 'http://milepost.example' }, 'PUBLIC_URL: production is reached over https'],
])('each item of a list is checked, and the address: %j', (given, problem) => {
  expect(problems({ ...production, ...given })).toEqual([problem])
})

test('web and worker processes are production, whatever NODE_ENV says', () => {
  expect(problems({}, true)).toHaveLength(8)
  expect(problems({ ...production, NODE_ENV: undefined }, true)).toEqual([])
})

test('no proxy is believed unless it is said how many there are', () => {
  expect(readSettings({}).TRUST_PROXY).toBe(0)
  expect(readSettings({ TRUST_PROXY: '2' }).TRUST_PROXY).toBe(2)
  expect(problems({ TRUST_PROXY: 'true' })).toHaveLength(1)
})

test.each([
  ['short', 'SEAL_KEYS: each key is 32 bytes in base64'],
  [`${KEY},${Buffer.alloc(31, 7).toString('base64')}`, 'SEAL_KEYS: each key is 32 bytes in base64'],
  [Buffer.alloc(32).toString('base64'), 'SEAL_KEYS: an example key is not a key'],
])('%s is no seal key', (SEAL_KEYS, problem) => {
  expect(problems({ SEAL_KEYS })).toContain(problem)
})

test('the words of a problem never hold the value: it may be a secret', () => {
  const secret = 'hunter2-hunter2'
  const said = problems({
    ...production,
    HUBSPOT_CLIENT_SECRET: secret,
    SEAL_KEYS: secret,
    PUBLIC_URL: secret,
  })
  expect(said).toHaveLength(3)
  expect(said.join()).not.toContain(secret)
})

test.each([
  [{}],
  [{ HUBSPOT_API_URL: 'http://127.0.0.1:3001' }],
  [{ HUBSPOT_API_URL: 'http://127.0.0.1:3001', QUICKBOOKS_API_URL: 'http://127.0.0.1.evil.example' }],
  [{ HUBSPOT_API_URL: 'not an address', QUICKBOOKS_API_URL: 'http://localhost:3002' }],
])('a clock that is moved is refused unless both vendors are stand-ins on this machine: %j', (vendors) => {
  const said = problems({ ...production, CLOCK_FILE: '/tmp/clock', ...vendors })
  expect(said).toContain(
    'CLOCK_FILE: only with HUBSPOT_API_URL and QUICKBOOKS_API_URL on this machine is time a rehearsal',
  )
})

test('a rehearsal may move its clock', () => {
  const standIns = { HUBSPOT_API_URL: 'http://localhost:3001', QUICKBOOKS_API_URL: 'http://127.0.0.1:3002' }
  expect(problems({ ...production, CLOCK_FILE: '/tmp/clock', ...standIns })).toEqual([])
})

test('lists are cut at commas, and empty parts are none', () => {
  expect(splitList(undefined)).toEqual([])
  expect(splitList(' a, ,b ,')).toEqual(['a', 'b'])
})

test('the limits fit together, and a contradiction is found', () => {
  expect(checkLimits).not.toThrow()
  const held = limits.leaseMs
  Object.assign(limits, { leaseMs: limits.vendorStillWorkingMs })
  expect(checkLimits).toThrow('a lease outlives the longest vendor call')
  Object.assign(limits, { leaseMs: held })
})

test('in production a language model’s key goes over https only', () => {
  const model = { LANGUAGE_MODEL_KEY: 'sk-something', LANGUAGE_MODEL_URL: 'http://gateway.example' }
  expect(problems({ ...production, ...model })).toEqual([
    'LANGUAGE_MODEL_URL: in production the key goes over https only',
  ])
  expect(problems({ ...production, ...model, LANGUAGE_MODEL_URL: 'https://gateway.example' })).toEqual([])
  expect(problems(model)).toEqual([])
})

test('a bucket for files is set whole, or not at all', () => {
  const bucket = {
    S3_URL: 'https://s3.example',
    S3_BUCKET: 'milepost-files',
    S3_ACCESS_KEY: 'key',
    S3_SECRET_KEY: 'secret',
  }
  expect(readSettings(bucket)).toMatchObject({ ...bucket, S3_REGION: 'us-east-1' })
  expect(problems({ ...production, ...bucket })).toEqual([])
  expect(problems({ S3_URL: 'https://s3.example', S3_BUCKET: 'milepost-files' })).toEqual([
    'S3_ACCESS_KEY: a bucket for files needs it',
    'S3_SECRET_KEY: a bucket for files needs it',
  ])
  expect(problems({ ...bucket, S3_BUCKET: '../other' })).toEqual(['S3_BUCKET: the name of a bucket'])
  expect(problems({ ...production, ...bucket, S3_URL: 'http://s3.example' })).toEqual([
    'S3_URL: in production files go over https only',
  ])
})
