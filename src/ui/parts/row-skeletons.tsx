import { Skeleton } from '@mantine/core'

/** Rows that are still on their way, as high as they will be. */
export function RowSkeletons({
  rows = 8,
  height = 40,
}: {
  readonly rows?: number
  readonly height?: number
}) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // Nothing distinguishes these rows but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never move
        <div key={row} style={{ height, display: 'flex', alignItems: 'center' }}>
          <Skeleton height={12} width={`${92 - ((row * 17) % 40)}%`} />
        </div>
      ))}
    </div>
  )
}
