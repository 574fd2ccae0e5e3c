import { Skeleton, Stack } from '@mantine/core'
import { useState } from 'react'
import type { WordingLanguage } from '../../../http/contract/wording'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { SettingsSections } from '../settings/settings-sections'
import { PageTitle } from '../shell/page-title'
import { useWording } from './use-wording'
import { WordingForm } from './wording-form'

/** In which language, and in which words, do this workspace's invoices speak? */
export function WordingPage() {
  const [language, setLanguage] = useState<WordingLanguage | null>(null)
  const wording = useWording(language)
  const me = useMe()
  return (
    <Stack gap="md">
      <PageTitle shown="Settings">Invoice wording</PageTitle>
      <SettingsSections />
      {wording.isPending && <Skeleton height={720} aria-hidden="true" />}
      {wording.isError && (
        <ProblemNotice problem={problemFrom(wording.error)} onRetry={() => void wording.refetch()} />
      )}
      {wording.data !== undefined && me.data !== undefined && (
        <WordingForm wording={wording.data} onLanguage={setLanguage} canChange={may(me.data, 'admin')} />
      )}
    </Stack>
  )
}
