import type { BrowserContext } from 'playwright-core'

/** What must never happen on a page, in words, as it happens: everything until `forgive` takes it out. */
export interface Watch {
  readonly troubles: string[]
  /** Takes out what a test brought about on purpose. Throws when it did not happen. */
  forgive(expected: RegExp): void
}

/**
 * Listens to every page of a browser: errors and warnings on its console, exceptions nobody caught, and what
 * the content security policy had to stop, which an escaped text never brings about.
 */
export async function watch(context: BrowserContext, who: string): Promise<Watch> {
  const troubles: string[] = []
  const add = (what: string) => void troubles.push(`${who}: ${what}`)
  context.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning')
      add(`${said.type()} ${said.text()} (${said.location().url})`)
  })
  context.on('weberror', (thrown) => add(`threw ${thrown.error().message}`))
  context.on('dialog', (dialog) => {
    // Asked when a page with unsaved words is closed; any other dialog was opened by a stranger's script.
    if (dialog.type() !== 'beforeunload') add(`opened a dialog: ${dialog.message()}`)
    void dialog.accept()
  })
  await context.exposeFunction('tellStopped', (what: string) => add(`policy stopped ${what}`))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const tell: unknown = Reflect.get(window, 'tellStopped')
      if (typeof tell === 'function') tell(`${event.effectiveDirective} ${event.blockedURI}`)
    })
  })
  return {
    troubles,
    forgive(expected) {
      const kept = troubles.filter((trouble) => !expected.test(trouble))
      if (kept.length === troubles.length) throw new Error(`${who} never met ${String(expected)}`)
      troubles.splice(0, troubles.length, ...kept)
    },
  }
}
