import type { StoredFile } from '../../documents/file'
import { readFiles } from '../../documents/file-table'
import type { Sql } from '../../postgres/database'
import type {
  Certificate,
  CertificateContent,
  CertificateSubject,
  OrderCertificate,
  WorkCertificate,
} from './certificate'
import type { OrderCertificateContent } from './order-certificate'

interface Row {
  certificate_id: string
  number: string
  deal_id: string
  milestone_id: string | null
  round_id: string | null
  change_order_id: string | null
  content: string
  content_hash: string
  file_id: string
  made_at: Date
  withdrawn_at: Date | null
  withdrawn_by: string | null
  withdrawn_because: string | null
}

const COLUMNS = `certificate_id, number, deal_id, milestone_id, round_id, change_order_id, content, content_hash, file_id,
  made_at, withdrawn_at, withdrawn_by, withdrawn_because`

function toCertificate(row: Row): Certificate {
  const kept = {
    certificateId: row.certificate_id,
    number: row.number,
    dealId: row.deal_id,
    contentHash: row.content_hash,
    fileId: row.file_id,
    madeAt: row.made_at,
    withdrawn:
      row.withdrawn_at === null
        ? null
        : { at: row.withdrawn_at, by: row.withdrawn_by ?? '', because: row.withdrawn_because ?? '' },
  }
  // Our own words, by certificateOf or orderCertificateOf; their hash stands beside them.
  if (row.change_order_id !== null) {
    const content: OrderCertificateContent = JSON.parse(row.content)
    return { ...kept, is: 'order', changeOrderId: row.change_order_id, content }
  }
  const content: CertificateContent = JSON.parse(row.content)
  return { ...kept, is: 'work', milestoneId: row.milestone_id ?? '', roundId: row.round_id ?? '', content }
}

/** Keeps a certificate for ever. A round or a change order has one: a second one violates a unique index. */
export async function addCertificate(
  sql: Sql,
  certificate: Pick<Certificate, 'number' | 'dealId' | 'contentHash' | 'fileId' | 'madeAt'> & {
    of: CertificateSubject
    /** Exactly the words that were hashed. */
    words: string
  },
): Promise<string> {
  const { of } = certificate
  const [row] = await sql<{ certificate_id: string }>(
    `insert into certificate (workspace_id, number, deal_id, milestone_id, round_id, change_order_id, content, content_hash,
       file_id, made_at)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9) returning certificate_id`,
    [
      certificate.number,
      certificate.dealId,
      of.is === 'work' ? of.milestoneId : null,
      of.is === 'work' ? of.roundId : null,
      of.is === 'order' ? of.changeOrderId : null,
      certificate.words,
      certificate.contentHash,
      certificate.fileId,
      certificate.madeAt,
    ],
  )
  if (!row) throw new Error('a certificate was not kept')
  return row.certificate_id
}

/** A certificate's number alone, which can be read whatever its content is; empty where there is no such certificate. */
export async function readCertificateNumber(sql: Sql, certificateId: string): Promise<string> {
  const [row] = await sql<{ number: string }>('select number from certificate where certificate_id = $1', [
    certificateId,
  ])
  return row?.number ?? ''
}

/** Every certificate of these milestones, the newest first; those that were taken back too. */
export async function listCertificates(
  sql: Sql,
  milestoneIds: readonly string[],
): Promise<WorkCertificate[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from certificate where milestone_id = any($1::uuid[])
     order by made_at desc, certificate_id`,
    [milestoneIds],
  )
  return rows.map(toCertificate).filter((each) => each.is === 'work')
}

/** The certificates of these change orders, the newest first. */
export async function listOrderCertificates(
  sql: Sql,
  changeOrderIds: readonly string[],
): Promise<OrderCertificate[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from certificate where change_order_id = any($1::uuid[]) order by made_at desc, certificate_id`,
    [changeOrderIds],
  )
  return rows.map(toCertificate).filter((each) => each.is === 'order')
}

/** The papers of those whose approval stands, the oldest first. */
export async function listStandingPapers(sql: Sql, milestoneIds: readonly string[]): Promise<StoredFile[]> {
  const rows = await sql<{ file_id: string }>(
    `select file_id from certificate where milestone_id = any($1::uuid[]) and withdrawn_at is null
     order by made_at, certificate_id`,
    [milestoneIds],
  )
  const ids = rows.map((row) => row.file_id)
  const files = await readFiles(sql, ids)
  return ids.flatMap((id) => files.get(id) ?? [])
}

/** The papers of the signed change orders that say something of these milestones, the oldest first. */
export async function listOrderPapers(sql: Sql, milestoneIds: readonly string[]): Promise<StoredFile[]> {
  const rows = await sql<{ file_id: string }>(
    `select file_id from certificate where change_order_id in
       (select change_order_id from change_order_line where milestone_id = any($1::uuid[]))
     order by made_at, certificate_id`,
    [milestoneIds],
  )
  const ids = rows.map((row) => row.file_id)
  const files = await readFiles(sql, ids)
  return ids.flatMap((id) => files.get(id) ?? [])
}

export async function readCertificate(sql: Sql, certificateId: string): Promise<Certificate | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from certificate where certificate_id = $1`, [
    certificateId,
  ])
  return row ? toCertificate(row) : null
}

export async function readCertificateOfRound(sql: Sql, roundId: string): Promise<Certificate | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from certificate where round_id = $1`, [roundId])
  return row ? toCertificate(row) : null
}

export async function readCertificateOfOrder(sql: Sql, changeOrderId: string): Promise<Certificate | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from certificate where change_order_id = $1`, [
    changeOrderId,
  ])
  return row ? toCertificate(row) : null
}

/** The certificate with this number that was certified with this hash: its own, or its paper's. Null for any other. */
export async function findProven(
  sql: Sql,
  proof: { number: string; hash: string },
): Promise<{ certificate: Certificate; by: 'content' | 'paper' } | null> {
  const [row] = await sql<Row & { is_paper: boolean }>(
    `select ${COLUMNS.split(', ')
      .map((column) => `c.${column.trim()}`)
      .join(', ')}, f.sha256 = $2 as is_paper
     from certificate c join file f on f.workspace_id = c.workspace_id and f.file_id = c.file_id
     where c.number = $1 and $2 in (c.content_hash, f.sha256)`,
    [proof.number, proof.hash],
  )
  return row ? { certificate: toCertificate(row), by: row.is_paper ? 'paper' : 'content' } : null
}

/** Says of a milestone's certificates that their approval was taken back. Answers which they are. */
export async function withdrawCertificates(
  sql: Sql,
  milestoneId: string,
  said: { by: string; because: string },
): Promise<{ certificateId: string; number: string }[]> {
  const rows = await sql<{ certificate_id: string; number: string }>(
    `update certificate set withdrawn_at = milepost.now(), withdrawn_by = $2, withdrawn_because = $3
     where milestone_id = $1 and withdrawn_at is null returning certificate_id, number`,
    [milestoneId, said.by, said.because],
  )
  return rows.map((row) => ({ certificateId: row.certificate_id, number: row.number }))
}
