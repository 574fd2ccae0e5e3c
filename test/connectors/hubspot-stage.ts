import nock from 'nock'
import type { CallRecord } from '../../connectors/answer'
import { openPortal } from '../../connectors/hubspot/open-portal'
import type { Portal } from '../../connectors/hubspot/portal'

const HOST = 'https://api.hubapi.com'

/**
 * A portal whose HubSpot is nock: nothing leaves the machine, nothing matches without the token `a-token`, and
 * an expected request that never came fails the test. Cleared between tests.
 */
export function stagePortal() {
  const records: CallRecord[] = []
  const paced: string[] = []

  beforeAll(() => nock.disableNetConnect())
  afterAll(() => {
    nock.enableNetConnect()
    nock.restore()
  })
  beforeEach(() => {
    records.length = 0
    paced.length = 0
  })
  afterEach(() => {
    const pending = nock.pendingMocks()
    nock.cleanAll()
    expect(pending).toEqual([])
  })

  const open = (): Portal =>
    openPortal('148000001', {
      baseUrl: HOST,
      accessToken: async () => 'a-token',
      pace: async (kind) => {
        paced.push(kind)
      },
      record: (call) => records.push(call),
      deadlineMs: 2_000,
    })
  const hubspot = () => nock(HOST, { reqheaders: { authorization: 'Bearer a-token' } })
  return { open, hubspot, records, paced }
}

export const dealOf = (id: string) => ({
  id,
  properties: { dealname: `Deal ${id}`, amount: null },
  archived: false,
})

export const notFound = (ids: string[]) => ({
  category: 'OBJECT_NOT_FOUND',
  message: 'gone',
  context: { ids },
})
