import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { testDatabase } from '../fixtures/database'
import { type Endpoints, endpointsOf, type Home, newHome, startProgram } from '../outside/running-program'
import { type Watch, watch } from './watch'

const PATIENCE_MS = 40_000
const STORY_MS = 240_000
/** A story that failed is tidied away in this time: its pictures are taken, and the stage is set anew. */
const TIDYING_MS = 120_000

/** The running program, and the people who open it in a browser. */
export interface Stage {
  /** Of the program that runs now: another one once the stage has started over. */
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
  /** A new program on a new database, where nothing is left of what was played before. */
  startOver(): Promise<void>
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

/** The built program, without its demo, on a database of its own. */
async function startSetting() {
  const database = await testDatabase()
  const home = await newHome()
  const program = await startProgram(home, { DATABASE_URL: database.url, DEMO: 'off' })
  return {
    home,
    at: endpointsOf(home),
    async strike() {
      const code = await program.stop()
      home.leave()
      await database.drop()
      if (code !== 0) throw new Error(`the program ended with ${code}:\n${program.printed()}`)
    },
  }
}

/** Starts the program and a browser. */
export async function openStage(chromiumPath: string): Promise<Stage> {
  let setting = await startSetting()
  const browser = await chromium.launch({ executablePath: chromiumPath, args: flags })
  const people: Person[] = []

  async function open(who: string, look: BrowserContextOptions = {}): Promise<Person> {
    const page = await newPage(browser, setting.home, look)
    const person = { page, watch: await watch(page.context(), who) }
    people.push(person)
    await page.goto('/sign-in')
    return person
  }
  return {
    get home() {
      return setting.home
    },
    get at() {
      return setting.at
    },
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
    async startOver() {
      const left = setting
      setting = await startSetting()
      await left.strike()
    },
    async close() {
      await browser.close()
      await setting.strike()
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

/**
 * A real browser on a busy machine may miss a moment: a story is played once more, and both failures are printed. What
 * the first attempt left behind would fail the second, so that each failure has the stage start over.
 */
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
        await endingIn(withinMs, play(here))
        expect(await here.clear()).toEqual([])
      } catch (error) {
        const say = (words: string) => process.stdout.write(`${words}\n`)
        await here.pictures().then((files) => say(`Pictures of “${name}”:\n${files.join('\n')}`), told(say))
        await here.clear().then((troubles) => say(troubles.join('\n')), told(say))
        await here.startOver().catch(told(say))
        throw error
      }
    },
    withinMs + TIDYING_MS,
  )
}

/** What else goes wrong after a failure is said beside it, not instead of it. */
const told = (say: (words: string) => void) => (error: unknown) => say(String(error))

/** A story that takes too long is ended here: ended by jest it would go on beside the next one, on the same stage. */
async function endingIn(ms: number, played: Promise<void>): Promise<void> {
  const over = new AbortController()
  const late = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`The story was not over after ${ms / 1000} seconds`)
  })
  try {
    await Promise.race([played, late])
  } finally {
    over.abort()
  }
}
