import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../fixtures/free-ports'

const ROOT = path.resolve(__dirname, '../..')
const PATIENCE_MS = 60_000

/** A place for the embedded default: a data folder, and ports that were free a moment ago. */
export interface Home {
  readonly dataDir: string
  readonly port: number
  readonly url: string
  leave(): void
}

export async function newHome(): Promise<Home> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'milepost-outside-'))
  // As root, PostgreSQL runs as a user without rights, who must be able to pass.
  await chmod(dataDir, 0o711)
  const port = await freePorts()
  return {
    dataDir,
    port,
    url: `http://127.0.0.1:${port}`,
    leave: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** The built program in a process of its own, on the embedded default. */
export interface RunningProgram {
  readonly process: ChildProcess
  /** What it has printed so far. */
  printed(): string
  /** Waits until it prints this. Throws, with all it printed, when it ends or takes too long. */
  says(text: string): Promise<void>
  /** As a person stops it. */
  stop(): Promise<number | null>
  /** As a crash does. */
  kill(): Promise<void>
}

export async function startProgram(
  home: Home,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const child = run(['src/main.js'], { DATA_DIR: home.dataDir, PORT: String(home.port), ...settings })
  const gone = once(child.process, 'exit')
  const program: RunningProgram = {
    process: child.process,
    printed: child.printed,
    async says(text) {
      for (let waited = 0; !child.printed().includes(text); waited += 20) {
        if (child.process.exitCode !== null || waited > PATIENCE_MS) {
          throw new Error(`it never said “${text}”:\n${child.printed()}`)
        }
        await pause(20)
      }
    },
    async stop() {
      child.process.kill('SIGTERM')
      await gone
      return child.process.exitCode
    },
    async kill() {
      child.process.kill('SIGKILL')
      await gone
    },
  }
  await program.says('Milepost is ready')
  return program
}

/** Runs one command of the command line to its end. */
export async function milepost(
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<{ code: number | null; printed: string }> {
  const child = run(['src/command-line/main.js', ...words], settings)
  await once(child.process, 'close')
  return { code: child.process.exitCode, printed: child.printed() }
}

function run([file = '', ...words]: readonly string[], settings: Readonly<Record<string, string>>) {
  const built = path.join(ROOT, 'dist', file)
  if (!existsSync(built)) throw new Error(`${built} is missing: run "npm run build" first`)
  const child = spawn(process.execPath, [built, ...words], {
    cwd: ROOT,
    env: { PATH: '/usr/bin:/bin', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  }
  return { process: child, printed: () => text }
}

/** The addresses and tokens that a ready program wrote down. */
export interface Endpoints {
  readonly apiToken: string
  readonly tokens: Readonly<Record<'owner' | 'admin' | 'bookkeeper' | 'member' | 'viewer', string>>
  readonly app: string
  readonly hubspot: { readonly baseUrl: string; readonly portalId: string; readonly accessToken: string }
  readonly quickbooks: { readonly baseUrl: string; readonly realmId: string; readonly accessToken: string }
  readonly other: { readonly apiToken: string; readonly portalId: string; readonly realmId: string }
}

export const endpointsOf = (home: Home): Endpoints =>
  JSON.parse(readFileSync(path.join(home.dataDir, 'endpoints.json'), 'utf8')) as Endpoints

/** A call to the program's API as the owner; answers the body. */
export async function api<T>(home: Home, address: string, body?: object, method = 'POST'): Promise<T> {
  const response = await fetch(`${home.url}/api/v1${address}`, {
    method: body === undefined ? 'GET' : method,
    headers: { authorization: `Bearer ${endpointsOf(home).apiToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${text}`)
  return JSON.parse(text) as T
}
