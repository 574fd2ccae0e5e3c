import { Skeleton, Stack } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { SettingsForm } from './settings-form'
import { SettingsSections } from './settings-sections'
import { useSettings } from './use-settings'

/** What is this workspace called, what is its time, and what happens when a deal is won? */
export function SettingsPage() {
  const { workspace, save } = useSettings()
  const me = useMe()
  return (
    <Stack gap="md">
      <PageTitle>Settings</PageTitle>
      <SettingsSections />
      {workspace.isPending && <Skeleton height={560} maw={640} aria-hidden="true" />}
      {workspace.isError && (
        <ProblemNotice problem={problemFrom(workspace.error)} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.data !== undefined && (
        <SettingsForm workspace={workspace.data} save={save} canChange={may(me.data, 'admin')} />
      )}
    </Stack>
  )
}
