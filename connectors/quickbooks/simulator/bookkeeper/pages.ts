import { Router } from 'express'
import type { Office } from '../office'
import { html, page } from '../page'

/** The web page of a person who keeps the books. */
export function bookkeeperPages(office: Office): Router {
  const pages = Router()
  pages.get('/', (_req, res) => {
    const companies = office.companies().map((one) => html`<li>${one.name}</li>`)
    res.type('html').end(page('Companies', html`<h1>Companies</h1><ul class="plain">${companies}</ul>`))
  })
  return pages
}
