import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { intuitSignature } from '../../connectors/quickbooks/simulator/ring'
import { FLEET_VERIFIER, type Fleet, type FleetProcess } from '../fixtures/fleet'

const usd = (amount: string) => ({ amount, currency: 'USD' })

/** One milestone of a job, known by words that stand on its invoice and nowhere else. */
export interface Part {
  readonly dealId: string
  readonly milestoneId: string
  readonly words: string
}

/** A small generator of chance that can be played again from its seed. */
export function chanceOf(seed: number): { below(most: number): number; of<T>(list: readonly T[]): T } {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return {
    below,
    of: (list) => {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
  }
}

/** Asks until there is an answer that stands: what can't be reached or is not well now is asked again, as people do. */
export async function insist<T>(
  fleet: Fleet,
  web: FleetProcess,
  method: string,
  address: string,
  body?: object,
): Promise<T> {
  let last = ''
  for (const began = Date.now(); Date.now() - began < 60_000; await pause(150)) {
    try {
      const answer = await fleet.call(web, method, address, body)
      const text = await answer.text()
      if (answer.ok) return (text === '' ? null : JSON.parse(text)) as T
      if (answer.status < 500) throw new Error(`${method} ${address}: ${answer.status} ${text}`)
      last = `${answer.status} ${text}`
    } catch (error) {
      if (error instanceof Error && error.message.startsWith(method)) throw error
      last = String(error)
    }
  }
  throw new Error(`${method} ${address} never worked: ${last}\n${web.printed().slice(-800)}`)
}

/** Wins and plans jobs of so many milestones of 100.00 each. */
export async function planJobs(
  fleet: Fleet,
  web: FleetProcess,
  jobs: number,
  milestones: number,
): Promise<Part[]> {
  const parts: Part[] = []
  for (let job = 1; job <= jobs; job += 1) {
    const contract = `${milestones * 100}.00`
    const { id } = await fleet.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
      properties: { dealname: `Job ${job}`, amount: contract, pipeline: 'default', dealstage: 'closedwon' },
    })
    const names = Array.from({ length: milestones }, (_, place) => `Job ${job} piece ${place + 1};`)
    await insist(fleet, web, 'PUT', `/deals/${id}/schedule`, {
      billingType: 'fixed',
      contractValue: usd(contract),
      customer: { quickbooksId: '1' },
      taxCode: 'NON',
      delivery: 'post',
      milestones: names.map((name) => ({ name, amount: usd('100.00') })),
    })
    const page = await insist<{ milestones: { id: string; name: string }[] }>(
      fleet,
      web,
      'GET',
      `/deals/${id}`,
    )
    parts.push(...page.milestones.map((each) => ({ dealId: id, milestoneId: each.id, words: each.name })))
  }
  return parts
}

/** What happens all the while: work is completed, money comes in, and a sender rings until it is answered. */
export interface Load {
  /** Parts whose completing was answered. */
  readonly completed: Part[]
  /** Cents received, by deal. */
  readonly received: ReadonlyMap<string, bigint>
  /** Ids of events whose delivery was answered with 2xx. */
  readonly accepted: readonly string[]
  /** Completes the next piece now; answers it. */
  completeNext(): Promise<Part>
  stop(): Promise<void>
}

const LAST_RINGS_MS = 20_000

export function startLoad(fleet: Fleet, web: FleetProcess, parts: readonly Part[], everyMs: number): Load {
  const waiting = [...parts]
  const completed: Part[] = []
  const received = new Map<string, bigint>()
  const accepted: string[] = []
  const paid = new Set<string>()
  let stopped = false
  /** What was posted in the last moment is rung for all the same, as Intuit would for hours. */
  let ringUntil = Number.POSITIVE_INFINITY

  async function completeNext(): Promise<Part> {
    const part = waiting.shift()
    if (!part) throw new Error('all pieces are completed: plan more of them')
    await insist(fleet, web, 'POST', `/milestones/${part.milestoneId}/complete`, {})
    completed.push(part)
    return part
  }

  const complete = async () => {
    while (!stopped) {
      // Some are left for those who probe.
      if (waiting.length > parts.length / 4) await completeNext()
      await pause(everyMs)
    }
  }
  const receive = async () => {
    for (let turn = 0; !stopped; turn += 1) {
      const part = completed[(turn * 7) % Math.max(completed.length, 1)]
      await pause(400)
      if (!part) continue
      const page = await insist<{ milestones: { id: string; invoices?: { quickbooksId: string }[] }[] }>(
        fleet,
        web,
        'GET',
        `/deals/${part.dealId}`,
      )
      const id = page.milestones.find((each) => each.id === part.milestoneId)?.invoices?.[0]?.quickbooksId
      if (!id || paid.has(id)) continue
      paid.add(id)
      // In part, every other time.
      const cents = turn % 2 === 0 ? 10_000n : 3_333n
      const { Payment } = await fleet.quickbooks.api<{
        Payment: { Id: string; MetaData: { LastUpdatedTime: string } }
      }>('POST', `/v3/company/${fleet.realmId}/payment`, {
        CustomerRef: { value: '1' },
        TotalAmt: Number(cents) / 100,
        Line: [{ Amount: Number(cents) / 100, LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }] }],
      })
      received.set(part.dealId, (received.get(part.dealId) ?? 0n) + cents)
      await ring(Payment.Id, Payment.MetaData.LastUpdatedTime)
    }
  }
  /** Intuit's sender in short: the same delivery until it is answered, the answer possibly lost. */
  const ring = async (paymentId: string, changedAt: string) => {
    const id = randomUUID()
    const body = JSON.stringify([
      {
        specversion: '1.0',
        id,
        source: 'intuit.fleet',
        type: 'qbo.payment.created.v1',
        datacontenttype: 'application/json',
        time: new Date(changedAt).toISOString(),
        intuitentityid: paymentId,
        intuitaccountid: fleet.realmId,
        data: {},
      },
    ])
    while (performance.now() < ringUntil) {
      const status = await fetch(`http://127.0.0.1:${web.port}/webhooks/quickbooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'intuit-signature': intuitSignature(body, FLEET_VERIFIER),
        },
        body,
        signal: AbortSignal.timeout(3_000),
      }).then(
        (answer) => answer.status,
        () => null,
      )
      if (status !== null && status < 300) {
        accepted.push(id)
        return
      }
      await pause(300)
    }
  }
  const going = Promise.all([complete(), receive()])
  return {
    completed,
    received,
    accepted,
    completeNext,
    async stop() {
      stopped = true
      ringUntil = performance.now() + LAST_RINGS_MS
      await going
    },
  }
}
