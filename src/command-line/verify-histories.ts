import { verifyHistory } from '../history/verify-history'
import { findWorkspace, listWorkspaces } from './find-workspace'
import type { Office } from './open-office'

/** Holds the story of one workspace, or of all, against its hashes. True when no chain is broken. */
export async function verifyHistories(office: Office, workspace: string | undefined): Promise<boolean> {
  const workspaces =
    workspace === undefined ? await listWorkspaces(office) : [await findWorkspace(office, workspace)]
  let whole = true
  for (const { workspaceId, name } of workspaces) {
    const { entries, brokenAt } = await office.database.inWorkspace(workspaceId, verifyHistory)
    whole &&= brokenAt === null
    office.say(
      brokenAt === null
        ? `✓ ${name}: ${entries} entries, unbroken`
        : `✗ ${name}: entry ${brokenAt} was changed, or is missing\n    → Somebody changed the history outside of Milepost; compare with a backup`,
    )
  }
  return whole
}
