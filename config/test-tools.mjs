/**
 * Before the tests: looks for the programs that some of them need and npm doesn't bring. As root on Debian,
 * what is missing is installed. Otherwise the tests that need it are reported as not run; only in continuous
 * integration is that a failure.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import path from 'node:path'

const tools = [
  { package: 'redis-server', programs: ['redis-server'] },
  {
    package: 'chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  },
]
const APT_MS = 5 * 60_000

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

const missing = () => tools.filter((tool) => !tool.programs.some(onPath))

function isDebian() {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function apt(...values) {
  const { status } = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...values], {
    // A run level of its own keeps packages from starting their services: the tests start what they need.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: APT_MS,
  })
  return status === 0
}

const wanted = missing().map((tool) => tool.package)
if (wanted.length > 0 && process.getuid?.() === 0 && isDebian() && onPath('apt-get')) {
  process.stdout.write(`Installing for the tests: ${wanted.join(', ')}\n`)
  apt('update')
  // One by one: a package that can't be had must not take the others along.
  for (const name of wanted) apt('install', '--yes', '--no-install-recommends', name)
}

const left = missing().map((tool) => tool.package)
if (left.length > 0) {
  process.stdout.write(`Not installed: ${left.join(', ')}. The tests that need it are reported as not run.\n`)
  if (['true', '1'].includes(process.env.CI ?? '')) process.exitCode = 1
}
