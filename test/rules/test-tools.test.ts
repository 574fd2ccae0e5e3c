/** What happens on a machine without the tools: said, installed where that is possible, a failure only in CI. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const script = path.resolve(__dirname, '../../config/test-tools.mjs')
let bin: string

beforeEach(() => {
  bin = mkdtempSync(path.join(os.tmpdir(), 'milepost-tools-'))
})
afterEach(() => rmSync(bin, { recursive: true, force: true }))

function program(name: string, text: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`)
  chmodSync(path.join(bin, name), 0o755)
}

const look = (more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [script], { env: { PATH: bin, ...more }, encoding: 'utf8' })

test('with the tools there is nothing to say', () => {
  program('redis-server', '')
  program('google-chrome', '')
  expect(look({ CI: 'true' })).toMatchObject({ status: 0, stdout: '' })
})

test('without them, and without a way to get them, it says so; in continuous integration it fails', () => {
  program('redis-server', '')
  expect(look().status).toBe(0)
  expect(look().stdout).toContain('Not installed: chromium.')
  expect(look({ CI: 'true' }).status).toBe(1)
})

const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
const debianRoot = process.getuid?.() === 0 && /^ID="?debian"?$/m.test(osRelease)
const whenItMayInstall = debianRoot ? test : test.skip

whenItMayInstall(
  `root on Debian installs what is missing${debianRoot ? '' : ' (not run: not root on Debian)'}`,
  () => {
    // Stands in for apt-get: notes what it was asked, and "installs" by making a program of that name.
    program(
      'apt-get',
      `echo "$@" >> ${bin}/asked
     for last; do :; done
     [ "$last" = redis-server ] && /bin/ln -s /bin/true ${bin}/$last
     true`,
    )
    const { status, stdout } = look()
    expect(status).toBe(0)
    expect(stdout).toContain('Installing for the tests: redis-server, chromium')
    expect(stdout).toContain('Not installed: chromium.')
    const asked = readFileSync(path.join(bin, 'asked'), 'utf8').trim().split('\n')
    expect(asked.map((line) => line.split(' ').slice(3).join(' '))).toEqual([
      'update',
      'install --yes --no-install-recommends redis-server',
      'install --yes --no-install-recommends chromium',
    ])
  },
)
