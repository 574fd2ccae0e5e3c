import { type CachedKind, masterKinds } from './master-table'

/** Lists that are read when someone opens them. */
const onOpening: readonly CachedKind[] = ['estimates', 'employees', 'vendors']

/** What an ordinary approval looks at. */
export const everyDayKinds: readonly CachedKind[] = [
  'preferences',
  'company',
  ...masterKinds.filter((kind) => !onOpening.includes(kind)),
]
