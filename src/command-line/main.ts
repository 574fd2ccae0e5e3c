import { parseArgs } from 'node:util'
import { readSettings, type Settings, SettingsError } from '../../config/settings'
import { addSignInCommand, addTokenCommand, addWorkspaceCommand } from './add-workspace'
import { checkTieOuts } from './check-tie-outs'
import { doctor } from './doctor'
import { UsageError } from './find-workspace'
import { moveFiles } from './move-files'
import { type Office, openOffice } from './open-office'
import { replayEvent } from './replay-event'
import { sweep } from './sweep'
import { verifyHistories } from './verify-histories'

const USAGE = `npm run milepost -- <command>

  doctor                              Is everything well, and what to do where it is not
  workspace:add --name <name> --zone <Europe/Amsterdam> --currency <EUR> --owner <"Name <address>">
                                      A workspace with its owner: production's first step
  sign-in --workspace <name or id> --person <name>
                                      A link that signs somebody in, once
  token:add --workspace <name or id> --role <role> [--name <name>]
                                      An API token, shown once
  sweep [--workspace <name or id>]    Have the workers read both vendors now
  tie-out [--workspace <name or id>]  Hold the figures against QuickBooks' documents
  replay <event.json>                 Feed a kept webhook again
  history:verify [--workspace <name or id>]
                                      Hold the history against its hashes
  files:move                          Move files from the database into the bucket

They work on DATABASE_URL and SEAL_KEYS where those are set, else on the embedded default in DATA_DIR.
`
const SWEEP_PATIENCE_MS = 60_000
/** As often as production reads by itself where no setting says otherwise. */
const SWEEP_SECONDS = 3_600

type Command = (office: Office) => Promise<boolean>

/** Answers what the words ask for, checked before anything is opened. Throws UsageError. */
function commandOf(words: readonly string[], settings: Settings): Command {
  const sweepSeconds = settings.SWEEP_SECONDS ?? SWEEP_SECONDS
  const [name, ...rest] = words
  const text = { type: 'string' } as const
  const options = (known: readonly string[], positionals = false) =>
    parseArgs({
      args: rest,
      options: Object.fromEntries(known.map((each) => [each, text])),
      allowPositionals: positionals,
    })
  const need = (values: Readonly<Record<string, unknown>>, option: string): string => {
    const value = values[option]
    if (typeof value !== 'string') throw new UsageError(`${name} needs --${option}`)
    return value
  }
  const maybe = (values: Readonly<Record<string, unknown>>, option: string): string | undefined =>
    values[option] === undefined ? undefined : need(values, option)

  switch (name) {
    case 'doctor':
      options([])
      return (office) => doctor(office, sweepSeconds * 1000)
    case 'workspace:add': {
      const { values } = options(['name', 'zone', 'currency', 'owner'])
      const asked = {
        name: need(values, 'name'),
        zone: need(values, 'zone'),
        currency: need(values, 'currency'),
        owner: need(values, 'owner'),
      }
      return async (office) => {
        await addWorkspaceCommand(office, asked)
        return true
      }
    }
    case 'sign-in': {
      const { values } = options(['workspace', 'person'])
      const asked = { workspace: need(values, 'workspace'), person: need(values, 'person') }
      return async (office) => {
        await addSignInCommand(office, asked)
        return true
      }
    }
    case 'token:add': {
      const { values } = options(['workspace', 'role', 'name'])
      const asked = {
        workspace: need(values, 'workspace'),
        role: need(values, 'role'),
        name: maybe(values, 'name'),
      }
      return async (office) => {
        await addTokenCommand(office, asked)
        return true
      }
    }
    case 'sweep': {
      const workspace = maybe(options(['workspace']).values, 'workspace')
      return (office) => sweep(office, { workspace, patienceMs: SWEEP_PATIENCE_MS })
    }
    case 'tie-out': {
      const workspace = maybe(options(['workspace']).values, 'workspace')
      return (office) => checkTieOuts(office, workspace)
    }
    case 'replay': {
      const [file] = options([], true).positionals
      if (file === undefined) throw new UsageError('replay needs the file of an event')
      return async (office) => (await replayEvent(office, file)) > 0
    }
    case 'history:verify': {
      const workspace = maybe(options(['workspace']).values, 'workspace')
      return (office) => verifyHistories(office, workspace)
    }
    case 'files:move':
      options([])
      return (office) => moveFiles(office, settings)
    default:
      throw new UsageError(`There is no command “${name}”.`)
  }
}

/** Exit codes: 0 well, 1 something is not well, 2 the command or the settings are wrong. */
async function main(words: readonly string[]): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  if (words.length === 0 || words[0] === 'help' || words[0] === '--help') {
    say(USAGE)
    return words.length === 0 ? 2 : 0
  }
  try {
    const settings = readSettings()
    const command = commandOf(words, settings)
    const office = await openOffice(settings, say)
    try {
      return (await command(office)) ? 0 : 1
    } finally {
      await office.close()
    }
  } catch (error) {
    if (error instanceof SettingsError) {
      process.stderr.write(`✗ ${error.message}\n`)
      return 2
    }
    if (error instanceof UsageError || isArgumentError(error)) {
      process.stderr.write(`${error.message}\n\nnpm run milepost -- help  lists all commands\n`)
      return 2
    }
    throw error
  }
}

const isArgumentError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  },
)
