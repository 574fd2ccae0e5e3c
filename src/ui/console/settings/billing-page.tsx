import { Skeleton, Stack } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { BillingForm } from './billing-form'
import { SettingsSections } from './settings-sections'
import { useSettings } from './use-settings'

/** How does this workspace bill, unless a schedule says otherwise? */
export function BillingPage() {
  const { workspace, save } = useSettings()
  const me = useMe()
  return (
    <Stack gap="md">
      <PageTitle shown="Settings">Billing settings</PageTitle>
      <SettingsSections />
      {workspace.isPending && <Skeleton height={960} maw={760} aria-hidden="true" />}
      {workspace.isError && (
        <ProblemNotice problem={problemFrom(workspace.error)} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.data !== undefined && me.data !== undefined && (
        <BillingForm
          workspace={workspace.data}
          save={save}
          canChange={may(me.data, 'admin')}
          isOwner={may(me.data, 'owner')}
        />
      )}
    </Stack>
  )
}
