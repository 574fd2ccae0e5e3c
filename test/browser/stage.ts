import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { testDatabase } from '../fixtures/database'
import { type Endpoints, endpointsOf, type Home, newHome, startProgram } from '../outside/running-program'
import { type Watch, watch } from './watch'

const PATIENCE_MS = 20_000
const STORY_MS = 120_000

/** The running program, and the people who open it in a browser. */
export interface Stage {
  readonly home: Home
  readonly at: Endpoints
  /** Opens a browser of one's own on the sign-in page. */
  open(who: string, look?: BrowserContextOptions): Promise<Person>
  /** The same, signed in by a click; the page is Home. */
  enter(who: string, look?: BrowserContextOptions): Promise<Person>
  /** Closes every browser that was opened; answers what went wrong on their pages. */
  clear(): Promise<string[]>
  /** A picture of every open page, into a temporary folder; answers their paths. */
  pictures(): Promise<string[]>
  close(): Promise<void>
}

export interface Person {
  readonly page: Page
  readonly watch: Watch
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** Starts the built program, without its demo, and a browser. */
export async function openStage(chromiumPath: string): Promise<Stage> {
  const database = await testDatabase()
  const home = await newHome()
  const program = await startProgram(home, { DATABASE_URL: database.url, DEMO: 'off' })
  const browser = await chromium.launch({ executablePath: chromiumPath, args: flags })
  const people: Person[] = []

  async function open(who: string, look: BrowserContextOptions = {}): Promise<Person> {
    const page = await newPage(browser, home, look)
    const person = { page, watch: await watch(page.context(), who) }
    people.push(person)
    await page.goto('/sign-in')
    return person
  }
  return {
    home,
    at: endpointsOf(home),
    open,
    async enter(who, look) {
      const person = await open(who, look)
      const people = person.page.getByRole('region', { name: 'Harbour & Co' })
      await people.getByRole('button', { name: `Continue as ${who}` }).click()
      await person.page.getByRole('button', { name: `Account: ${who}` }).waitFor()
      return person
    },
    async clear() {
      const troubles = people.flatMap((person) => person.watch.troubles)
      const gone = people.splice(0)
      await Promise.all(gone.map(({ page }) => page.context().close()))
      return troubles
    },
    async pictures() {
      const folder = await mkdtemp(path.join(tmpdir(), 'milepost-pages-'))
      const pages = people.flatMap(({ page }) => page.context().pages())
      return Promise.all(
        pages.map(async (page, at) => {
          const file = path.join(folder, `${at + 1}.png`)
          await page.screenshot({ path: file, fullPage: true })
          return `${file} (${page.url()})`
        }),
      )
    },
    async close() {
      await browser.close()
      const code = await program.stop()
      home.leave()
      await database.drop()
      if (code !== 0) throw new Error(`the program ended with ${code}:\n${program.printed()}`)
    },
  }
}

async function newPage(browser: Browser, home: Home, look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    baseURL: home.url,
    locale: 'en-US',
    timezoneId: 'America/Los_Angeles',
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    ...look,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  return context.newPage()
}

/** A real browser on a busy machine may miss a moment: a story is played once more, and both failures are printed. */
jest.retryTimes(1, { logErrorsBeforeRetry: true })

/** A test on the stage. It ends with every browser closed, nothing wrong on any page, and pictures where it failed. */
export function story(
  name: string,
  stage: () => Stage,
  play: (stage: Stage) => Promise<void>,
  withinMs = STORY_MS,
): void {
  test(
    name,
    async () => {
      const here = stage()
      try {
        await play(here)
      } catch (error) {
        process.stdout.write(`Pictures of “${name}”:\n${(await here.pictures()).join('\n')}\n`)
        process.stdout.write(`${(await here.clear()).join('\n')}\n`)
        throw error
      }
      expect(await here.clear()).toEqual([])
    },
    withinMs,
  )
}
