/** Goal: the embedded default, where people sign in by a click, is never offered to a network. */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readSettings } from '../../config/settings'
import { startEmbeddedDefault } from '../../src/start/embedded-default'

test.each([
  '0.0.0.0',
  '::',
  '192.168.1.20',
  'milepost.example',
  '127.0.0.1.example',
])('it refuses to listen on %s, before it makes anything', async (HOST) => {
  const DATA_DIR = path.join(tmpdir(), `milepost-never-${process.pid}`)
  await expect(startEmbeddedDefault(readSettings({ HOST, DATA_DIR }), null)).rejects.toThrow(
    'HOST: the embedded default is for this machine alone',
  )
  expect(existsSync(DATA_DIR)).toBe(false)
})
