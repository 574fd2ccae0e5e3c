import { entryHash, type HistoryEntry, readHistory } from '../history/history-table'
import type { Sql } from '../postgres/database'
import { findWorkspace, listWorkspaces } from './find-workspace'
import type { Office } from './open-office'
import { readHistoryHead } from './upkeep-table'

const PAGE = 500

/** Walks every workspace's story and holds each link against the one before. True when no link is broken. */
export async function verifyHistory(office: Office, workspace: string | undefined): Promise<boolean> {
  const workspaces =
    workspace === undefined ? await listWorkspaces(office) : [await findWorkspace(office, workspace)]
  let whole = true
  for (const { workspaceId, name } of workspaces) {
    const broken = await office.database.inWorkspace(workspaceId, walk)
    whole &&= broken.problem === null
    office.say(
      broken.problem === null
        ? `✓ ${name}: ${broken.entries} entries, unbroken`
        : `✗ ${name}: ${broken.problem}\n    → Somebody changed the history outside of Milepost; compare with a backup`,
    )
  }
  return whole
}

/** From the newest entry back to the first; the first break ends the walk. */
async function walk(sql: Sql): Promise<{ entries: number; problem: string | null }> {
  const head = await readHistoryHead(sql)
  let expected = { number: head?.number ?? 0n, hash: head?.hash ?? '' }
  let entries = 0
  let before: bigint | null = null
  for (;;) {
    const page: HistoryEntry[] = await readHistory(sql, { limit: PAGE, ...(before !== null && { before }) })
    for (const entry of page) {
      const problem = breakAt(entry, expected)
      if (problem !== null) return { entries, problem }
      entries += 1
      expected = { number: entry.number - 1n, hash: entry.previousHash }
      before = entry.number
    }
    if (page.length < PAGE) break
  }
  const problem = expected.number === 0n ? null : `entry ${expected.number} is missing`
  return { entries, problem }
}

function breakAt(entry: HistoryEntry, expected: { number: bigint; hash: string }): string | null {
  if (entry.number !== expected.number) return `entry ${expected.number} is missing`
  if (entryHash(entry) !== entry.hash) return `entry ${entry.number} was changed`
  return entry.hash === expected.hash ? null : `entry ${entry.number} is not the one that the next entry knew`
}
