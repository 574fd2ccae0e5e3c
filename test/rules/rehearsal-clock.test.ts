/** Goal: all processes of a rehearsal have one time, which a file moves; without the file nothing is moved. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SettingsError } from '../../config/settings'
import { openClock, setClockFile } from '../../src/clock/rehearsal-clock'

const DAY_MS = 86_400_000
const folder = mkdtempSync(path.join(tmpdir(), 'milepost-clock-'))
const file = path.join(folder, 'clock')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const aheadMs = (now: Date) => now.getTime() - Date.now()

test('two clocks of one file are moved together, by the file and by each other', () => {
  setClockFile(file, 0)
  const [one, two] = [openClock(file, 999), openClock(file)]
  expect(aheadMs(one.now())).toBeLessThanOrEqual(0)
  setClockFile(file, DAY_MS)
  expect([one.offsetMs(), two.offsetMs()]).toEqual([DAY_MS, DAY_MS])
  one.moveTo(2 * DAY_MS)
  expect(two.offsetMs()).toBe(2 * DAY_MS)
  expect(aheadMs(two.now())).toBeGreaterThan(2 * DAY_MS - 10_000)
})

test.each(['', 'tomorrow', '-5', '1e9'])('a file that says “%s” is no clock', (text) => {
  writeFileSync(file, text)
  expect(() => openClock(file)).toThrow(SettingsError)
  expect(() => openClock(file)).toThrow(/CLOCK_FILE: .* says no number of milliseconds/)
})

test('a file that is not there is no clock, and one that is lost moves nothing', () => {
  expect(() => openClock(path.join(folder, 'nowhere'))).toThrow(SettingsError)
  setClockFile(file, DAY_MS)
  const clock = openClock(file)
  rmSync(file)
  expect(clock.offsetMs()).toBe(DAY_MS)
})

test('without a file it is the machine’s time, as far ahead as it is told', () => {
  const clock = openClock(undefined, DAY_MS)
  expect(clock.offsetMs()).toBe(DAY_MS)
  clock.moveTo(0)
  expect(Math.abs(aheadMs(clock.now()))).toBeLessThan(10_000)
})
