import { listWorkspaceIds } from '../http/operators-table'
import { readWorkspace, type Workspace } from '../tenants/workspace-table'
import type { Office } from './open-office'

/** A mistake in the command line, in words for the person who typed it. */
export class UsageError extends Error {}

export async function listWorkspaces(office: Office): Promise<Workspace[]> {
  const found: Workspace[] = []
  for (const workspaceId of await listWorkspaceIds(office.database)) {
    found.push(await office.database.inWorkspace(workspaceId, readWorkspace))
  }
  return found
}

/** The one workspace with this id or name. Throws UsageError, listing them all, when there is none. */
export async function findWorkspace(office: Office, wanted: string): Promise<Workspace> {
  const all = await listWorkspaces(office)
  const found = all.filter((each) => each.workspaceId === wanted || each.name === wanted)
  const [only] = found
  if (only && found.length === 1) return only
  const list = all.map((each) => `  ${each.workspaceId}  ${each.name}`).join('\n')
  throw new UsageError(
    `${found.length === 0 ? 'There is no workspace' : 'There are several workspaces'} “${wanted}”. Known are:\n${list}`,
  )
}
