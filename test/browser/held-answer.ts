import type { Page, Route } from 'playwright-core'

export interface HeldAnswer {
  /** Kept once the program has answered, or would have been asked. */
  readonly isThere: Promise<void>
  letGo(): void
}

/** What comes of it in the end: the program's answer, a refusal instead of it, or none though it is done. */
export type Comes = 'answer' | 'refusal' | 'silence'

const refusal = {
  type: 'about:blank',
  title: 'That can’t be done now',
  status: 409,
  code: 'conflict',
  detail: 'Somebody else is at it.',
}

/**
 * Keeps the page waiting for the next answer of an address, or for every one until then: what was asked is done, and
 * nobody there knows it.
 */
export async function held(
  page: Page,
  address: string,
  {
    method,
    comes = 'answer',
    every = false,
  }: { readonly method?: string; readonly comes?: Comes; readonly every?: boolean } = {},
): Promise<HeldAnswer> {
  let letGo = (): void => undefined
  let come = (): void => undefined
  const isWanted = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const isThere = new Promise<void>((resolve) => {
    come = resolve
  })
  let isUsed = false
  const hold = async (route: Route): Promise<void> => {
    if ((isUsed && !every) || (method !== undefined && route.request().method() !== method))
      return route.fallback()
    isUsed = true
    const response = comes === 'refusal' ? null : await route.fetch()
    come()
    await isWanted
    if (comes === 'silence') return route.abort()
    if (response !== null) return route.fulfill({ response })
    await route.fulfill({
      status: refusal.status,
      contentType: 'application/problem+json',
      body: JSON.stringify(refusal),
    })
  }
  await page.route(address, hold)
  return { isThere, letGo }
}

/** What has the focus, by its name. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
  })
