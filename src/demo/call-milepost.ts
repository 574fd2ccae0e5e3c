import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { type DealPageView, dealPage } from '../http/contract/deal'
import { type FileView, file } from '../http/contract/document'
import type { Role } from '../tenants/actor'

/** Milepost's own API, as the people of the workspace use it. */
export interface MilepostCaller {
  /** Throws with the problem's sentence when the answer is no success. */
  as<T extends z.ZodType>(
    role: Role,
    answer: T,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.output<T>>
  deal(dealId: string): Promise<DealPageView>
  /** Keeps a PDF with a deal as its agreement. Throws like `as`. */
  attachAgreement(role: Role, dealId: string, name: string, pdf: Uint8Array): Promise<FileView>
  /** Looks again and again until `look` finds what it waits for. Throws after a minute. */
  waitFor<T>(what: string, look: () => Promise<T | null>): Promise<T>
}

const LOOK_AGAIN_MS = 200
const LOOKS = 300

export function milepostCaller(parts: {
  address: string
  tokens: Readonly<Partial<Record<Role, string>>>
  signal: AbortSignal
}): MilepostCaller {
  async function call(role: Role, method: string, path: string, body: BodyInit | null, type?: string) {
    const response = await fetch(`${parts.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${parts.tokens[role] ?? ''}`,
        ...(type !== undefined && { 'content-type': type }),
      },
      body,
      signal: parts.signal,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`)
    const answer: unknown = JSON.parse(text)
    return answer
  }
  const as: MilepostCaller['as'] = async (role, answer, method, path, body) => {
    const sent = body === undefined ? null : JSON.stringify(body)
    return answer.parse(await call(role, method, path, sent, 'application/json'))
  }
  const deal = (dealId: string) => as('owner', dealPage, 'GET', `/deals/${dealId}`)
  return {
    as,
    deal,
    async attachAgreement(role, dealId, name, pdf) {
      const form = new FormData()
      form.set('kind', 'agreement')
      form.set('file', new Blob([Uint8Array.from(pdf)], { type: 'application/pdf' }), name)
      return file.parse(await call(role, 'POST', `/deals/${dealId}/files`, form))
    },
    async waitFor(what, look) {
      for (let looks = 0; looks < LOOKS; looks += 1) {
        const seen = await look()
        if (seen !== null) return seen
        await pause(LOOK_AGAIN_MS, undefined, { signal: parts.signal })
      }
      throw new Error(`${what} did not show`)
    },
  }
}
