import { Skeleton, Stack } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { MailForm } from './mail-form'
import { SettingsSections } from './settings-sections'
import { useSettings } from './use-settings'

/** On which days are approvers waited for, and how does Milepost write to them? */
export function MailPage() {
  const { workspace, save } = useSettings()
  const me = useMe()
  return (
    <Stack gap="md">
      <PageTitle shown="Settings">Approvals and e-mail settings</PageTitle>
      <SettingsSections />
      {workspace.isPending && <Skeleton height={960} maw={760} aria-hidden="true" />}
      {workspace.isError && (
        <ProblemNotice problem={problemFrom(workspace.error)} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.data !== undefined && me.data !== undefined && (
        <MailForm workspace={workspace.data} save={save} canChange={may(me.data, 'admin')} />
      )}
    </Stack>
  )
}
