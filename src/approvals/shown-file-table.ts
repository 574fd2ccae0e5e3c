import type { StoredFile } from '../documents/file'
import { readFiles } from '../documents/file-table'
import type { Sql } from '../postgres/database'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * A file that the clients of a schedule were shown: submitted to them and not taken back, sent along with an answer, or a
 * certificate. Null for every other one, for no id, and while the deal is gone.
 */
export async function readShownFile(
  sql: Sql,
  scheduleId: string,
  fileId: string,
): Promise<StoredFile | null> {
  if (!UUID.test(fileId)) return null
  const [row] = await sql<{ shown: boolean }>(
    `with round as (
       select r.round_id, r.state, r.snapshot from approval_round r
       join milestone m on m.milestone_id = r.milestone_id where m.schedule_id = $1)
     select true as shown from schedule s join deal d on d.deal_id = s.deal_id and not d.archived
     where s.schedule_id = $1 and (
       exists (select from round r where r.state <> 'withdrawn'
         and (r.snapshot -> 'evidence' @> jsonb_build_array(jsonb_build_object('fileId', $2::text))
           or r.snapshot -> 'agreement' ->> 'fileId' = $2::text))
       or exists (select from decision d join round r on r.round_id = d.round_id where $2::uuid = any(d.file_ids))
       or exists (select from certificate c join milestone m on m.milestone_id = c.milestone_id
         where m.schedule_id = $1 and c.file_id = $2::uuid)
       or exists (select from certificate c join change_order o on o.change_order_id = c.change_order_id
         where o.schedule_id = $1 and o.state not in ('draft', 'withdrawn') and c.file_id = $2::uuid))`,
    [scheduleId, fileId.toLowerCase()],
  )
  return row ? ((await readFiles(sql, [fileId])).get(fileId.toLowerCase()) ?? null) : null
}
