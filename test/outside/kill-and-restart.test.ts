/**
 * Goal: ending the program at the worst moment costs nothing. Method: the built program is killed within milliseconds
 * of an approval's answer, interrupted, started on a port that is taken, and started again on its own folder.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { must } from '../fixtures/must'
import { bystander } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(240_000)

const OFF = { DEMO: 'off', SWEEP_SECONDS: '5' }
let home: Home
let program: RunningProgram
beforeAll(async () => {
  home = await newHome()
  program = await startProgram(home, OFF)
})
afterAll(async () => {
  if (program.process.exitCode === null && program.process.signalCode === null) await program.stop()
  home.leave()
})

test('killed right after the approval’s answer, five times: each time one invoice after the next start', async () => {
  const notes: { dealId: string; note: string }[] = []
  for (const delay of [0, 3, 8, 15, 30]) {
    const see = bystander(home)
    const dealId = await see.winDeal(`Killed after ${delay} ms`, '50000')
    const [first] = await see.plan(dealId)
    const note = `said ${delay} ms before the end`
    await see.done('POST', `/milestones/${must(first).id}/complete`, { note })
    await pause(delay)
    await program.kill()
    program = await startProgram(home, OFF)
    notes.push({ dealId, note })
  }
  const see = bystander(home)
  for (const { dealId, note } of notes) {
    // An attempt whose answer died with the program is looked for; when it is not there, it waits for the vendor.
    const invoiced = () =>
      see.until(
        'invoiced',
        () => see.label(dealId, 0),
        (label) => label === 'Invoiced (not sent)',
      )
    await invoiced().catch(async () => {
      await see.pass('PT3M')
      await invoiced()
    })
    expect(await see.invoices(note)).toHaveLength(1)
  }
})

test('interrupted by Ctrl-C it ends well; started again it has everything, and the same tokens', async () => {
  const before = bystander(home)
  const dealId = await before.winDeal('Kept', '50000')
  await before.plan(dealId)
  const gone = once(program.process, 'exit')
  program.process.kill('SIGINT')
  expect(await gone).toEqual([0, null])
  program = await startProgram(home, OFF)
  const after = bystander(home)
  expect(after.at).toEqual(before.at)
  expect((await after.page(dealId)).milestones.map((each) => each.name)).toEqual([
    'Strategy',
    'Design',
    'Delivery',
  ])
})

test('on a port that is taken it says so, ends with 1, and leaves no database running', async () => {
  const other = await newHome()
  const taken = createServer().listen(other.port, '127.0.0.1')
  await once(taken, 'listening')
  try {
    const child = spawn(process.execPath, [path.resolve(__dirname, '../../dist/src/main.js')], {
      env: { PATH: '/usr/bin:/bin', DATA_DIR: other.dataDir, PORT: String(other.port), ...OFF },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const [code] = await once(child, 'close')
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(new RegExp(`port.*${other.port}|${other.port}.*in use`, 'i')),
    })
    expect(said).not.toMatch(/\n\s+at /)
    expect(existsSync(path.join(other.dataDir, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false)
  } finally {
    taken.close()
    other.leave()
  }
})
