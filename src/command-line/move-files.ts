import { type Settings, SettingsError } from '../../config/settings'
import { openFiles } from '../start/open-files'
import { listWorkspaces } from './find-workspace'
import type { Office } from './open-office'

/**
 * Moves every file that the database keeps into the bucket, workspace by workspace, each seen there before it leaves
 * here. Broken off, it goes on where it stopped when it is run again. Throws SettingsError where no bucket is set.
 */
export async function moveFiles(office: Office, settings: Settings): Promise<boolean> {
  const files = openFiles(settings, office.database)
  if (!files.hasBucket) throw new SettingsError(['S3_URL: there is no bucket to move files to'])
  for (const { workspaceId, name } of await listWorkspaces(office)) {
    const moved = await files.move(workspaceId)
    office.say(`✓ ${name}: ${moved === 1 ? '1 file' : `${moved} files`} moved`)
  }
  return true
}
