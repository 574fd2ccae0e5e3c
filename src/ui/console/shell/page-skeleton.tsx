import { Skeleton, Stack } from '@mantine/core'
import { RowSkeletons } from '../../parts/row-skeletons'

/** A page on its way: a title, an answer, some rows. */
export function PageSkeleton() {
  return (
    <Stack gap="lg" aria-hidden="true">
      <Skeleton height={28} width={240} />
      <Skeleton height={20} />
      <RowSkeletons />
    </Stack>
  )
}
