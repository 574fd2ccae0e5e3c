import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** How far the demo came in this data folder: `none` before it was ever begun. */
export type DemoMark = 'none' | 'begun' | 'done'

const kept = z.object({ state: z.enum(['begun', 'done']) })
const fileOf = (dataDir: string) => path.join(dataDir, 'demo.json')

export function readDemoMark(dataDir: string): DemoMark {
  if (!existsSync(fileOf(dataDir))) return 'none'
  return kept.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8'))).state
}

/** Replaces the file in one step, so that a kill in between leaves a whole one. */
export function writeDemoMark(dataDir: string, state: 'begun' | 'done'): void {
  const draft = `${fileOf(dataDir)}.draft`
  writeFileSync(draft, JSON.stringify({ state }))
  renameSync(draft, fileOf(dataDir))
}
