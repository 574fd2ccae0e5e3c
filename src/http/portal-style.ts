import { readFileSync } from 'node:fs'
import path from 'node:path'

/** How every page looks that needs no script. In this order: what comes later says more of the same. */
export const portalStyle = ['tones', 'page', 'asked', 'forms', 'lists']
  .map((name) => readFileSync(path.join(__dirname, `../ui/portal/${name}.css`), 'utf8'))
  .join('')
