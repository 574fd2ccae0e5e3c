import { type Sql, tell } from '../postgres/database'

/**
 * What was asked under these causes is over from now on, for everyone, whether it is open or a person left it: should it come
 * again, it is asked again. Unlike `endAttentions` it says when that was also of what was left before: work that waited for a
 * deal goes on by the moment of its restoration.
 */
export async function closeAttentions(
  sql: Sql,
  causes: readonly string[],
  who: string,
  how: string,
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = milepost.now(), settled_by = $2, settled_how = $3
     where cause = any($1) and (settled_at is null or settled_how = 'leave')`,
    [causes, who, how],
  )
}
