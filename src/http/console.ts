import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import express, { Router } from 'express'

/** The built console: its files for a year (their names change with their contents), its page never cached. */
export function consoleRouter(folder: string): Router {
  const router = Router()
  const index = readFileSync(path.join(folder, 'index.html'), 'utf8')
  router.use(express.static(folder, { index: false, immutable: true, maxAge: '365d' }))
  router.get(/^\/(?!api\/|webhooks\/|oauth\/|simulator\/|assets\/).*/, (_request, response) => {
    const page = index.replaceAll('%CSP_NONCE%', nonceOf(response.locals))
    response.set('cache-control', 'no-store').type('html').send(page)
  })
  return router
}

/** One random value for each answer: the page's own styles carry it, injected ones can't. */
export function nonceOf(locals: Record<string, unknown>): string {
  const held = locals['nonce']
  if (typeof held === 'string') return held
  const nonce = randomBytes(16).toString('base64')
  locals['nonce'] = nonce
  return nonce
}
