import { Skeleton, Stack } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { BrandForm } from './brand-form'
import { SettingsSections } from './settings-sections'
import { useSettings } from './use-settings'

/** What do clients see of this company: which name, which colour, which logo? */
export function BrandPage() {
  const { workspace } = useSettings()
  const me = useMe()
  return (
    <Stack gap="md">
      <PageTitle shown="Settings">Name and logo settings</PageTitle>
      <SettingsSections />
      {workspace.isPending && <Skeleton height={640} aria-hidden="true" />}
      {workspace.isError && (
        <ProblemNotice problem={problemFrom(workspace.error)} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.data !== undefined && me.data !== undefined && (
        <BrandForm workspace={workspace.data} canChange={may(me.data, 'admin')} />
      )}
    </Stack>
  )
}
