import type { Answer, CallRecord } from '../../connectors/answer'
import type { Changes, Company } from '../../connectors/quickbooks/company'
import { decimalNumber } from '../../connectors/quickbooks/decimal-number'
import type { ChangedEntity, Entities } from '../../connectors/quickbooks/entities'
import { openCompany } from '../../connectors/quickbooks/open-company'
import type { Clock } from '../../src/clock/clock'

/** One QuickBooks to run the battery on. The company must be a test company: documents are made in it. */
export interface Place {
  readonly baseUrl: string
  readonly realmId: string
  readonly accessToken: string
  readonly clock: Clock
}

export function open(place: Place, records: CallRecord[] = [], deadlineMs = 30_000): Company {
  return openCompany(place.realmId, {
    baseUrl: place.baseUrl,
    accessToken: async () => place.accessToken,
    pace: async () => {},
    record: (call) => {
      records.push(call)
    },
    deadlineMs,
  })
}

export function done<T>(answer: Answer<T>): T {
  if (answer.outcome !== 'done') throw new Error(JSON.stringify(answer))
  return answer.value
}

/** What every QuickBooks must do for us, simulated or real. */
export function battery(placeOf: () => Place): void {
  let company: Company
  let customer: Entities['Customer']
  let itemId: string
  let since: Date
  let turn = 0
  /** No two runs may share a key: QuickBooks would answer with the documents of the first. */
  let run = ''
  const key = () => {
    turn += 1
    return `${run}:${turn}`
  }

  beforeAll(async () => {
    const place = placeOf()
    company = open(place)
    run = `battery-${place.clock.now().getTime().toString(36)}`
    since = new Date(place.clock.now().getTime() - 60_000)
    const displayName = `O'Hara & Sons 100% #${run} \\ Ltd`
    const body = { DisplayName: displayName, PrimaryEmailAddr: { Address: 'billing@example.com' } }
    customer = done(await company.create('Customer', body, key()))
    const [item] = done(
      await company.query('Item', [{ field: 'Type', operator: '=', value: 'Service' }], { maxRows: 1 }),
    )
    itemId = item?.Id ?? ''
  })

  const bodyOf = (amount: string, more: object = {}) => ({
    CustomerRef: { value: customer.Id },
    BillEmail: { Address: 'billing@example.com' },
    Line: [
      {
        Amount: decimalNumber(amount),
        DetailType: 'SalesItemLineDetail',
        Description: 'Milestone 1: Strategy',
        SalesItemLineDetail: { ItemRef: { value: itemId } },
      },
    ],
    ...more,
  })
  const invoice = async (amount: string, more: object = {}) =>
    done(await company.create('Invoice', bodyOf(amount, more), key()))
  const pay = async (id: string, amount: string) =>
    done(
      await company.create(
        'Payment',
        {
          CustomerRef: { value: customer.Id },
          TotalAmt: decimalNumber(amount),
          Line: [{ Amount: decimalNumber(amount), LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }] }],
        },
        key(),
      ),
    )
  const remark = ({ Id, SyncToken }: Entities['Invoice'], note: string) => {
    const body = { Id, SyncToken, PrivateNote: note }
    return company.update('Invoice', body, key())
  }
  const ofCustomer = async () =>
    done(await company.query('Invoice', [{ field: 'CustomerRef', operator: '=', value: customer.Id }]))
  const changed = async (...entities: ChangedEntity[]): Promise<Changes> =>
    done(await company.changes(entities, since))

  test('the company says who it is, and how it works', async () => {
    expect(done(await company.companyInfo()).CompanyName).not.toBe('')
    expect(done(await company.preferences()).CurrencyPrefs?.HomeCurrency?.value).toMatch(/^[A-Z]{3}$/)
  })

  test('a name with every awkward character is found again, and only that', async () => {
    const found = done(
      await company.query('Customer', [
        { field: 'DisplayName', operator: '=', value: customer.DisplayName },
        { field: 'Active', operator: 'IN', value: ['true', 'false'] },
      ]),
    )
    expect(found.map(({ Id }) => Id)).toEqual([customer.Id])
  })

  test('the same key makes one invoice, however often it is sent', async () => {
    const before = (await ofCustomer()).length
    const same = key()
    const first = done(await company.create('Invoice', bodyOf('2666.66'), same))
    const again = done(await company.create('Invoice', bodyOf('2666.66'), same))
    expect(again.Id).toBe(first.Id)
    const after = await ofCustomer()
    expect(after).toHaveLength(before + 1)
    expect(after.find(({ Id }) => Id === first.Id)?.Line[0]?.Amount).toMatch(/^2666\.660*$/)
  })

  test('an update changes what it names; an old SyncToken is stale, and changes nothing', async () => {
    const made = await invoice('100.10', { PrivateNote: 'Milepost M1-7KQ4' })
    const updated = done(await remark(made, 'changed'))
    expect([updated.PrivateNote, updated.DocNumber, updated.TotalAmt]).toEqual([
      'changed',
      made.DocNumber,
      made.TotalAmt,
    ])
    const stale = await remark(made, 'too late')
    expect(stale).toMatchObject({ outcome: 'refused', fault: { kind: 'stale', code: '5010', status: 400 } })
    expect(done(await company.read('Invoice', made.Id))?.PrivateNote).toBe('changed')
  })

  test('a void keeps the number and zeroes the rest', async () => {
    const made = await invoice('30')
    const voided = done(await company.void('Invoice', made.Id, made.SyncToken, key()))
    expect(Number(voided.TotalAmt)).toBe(0)
    const read = done(await company.read('Invoice', made.Id))
    expect([read?.DocNumber, Number(read?.TotalAmt), Number(read?.Balance)]).toEqual([made.DocNumber, 0, 0])
    expect(read?.PrivateNote).toMatch(/Voided/)
  })

  test('what is deleted reads as null, and shows as deleted among the changes', async () => {
    const { Id, SyncToken } = await invoice('40')
    expect(done(await company.delete('Invoice', Id, SyncToken, key()))).toEqual({ id: Id })
    expect(done(await company.read('Invoice', Id))).toBeNull()
    const { deleted, changed: rows } = await changed('Invoice')
    expect(deleted).toContainEqual({ entity: 'Invoice', id: Id, at: expect.any(String) })
    expect(rows.Invoice?.map((row) => row.Id)).not.toContain(Id)
  })

  test('a payment lowers the balance; both come with the changes; voided, the balance is back', async () => {
    const { Id } = await invoice('100')
    const payment = await pay(Id, '55')
    const { changed: rows, time, truncated } = await changed('Invoice', 'Payment')
    const billed = rows.Invoice?.find((row) => row.Id === Id)
    expect([Number(billed?.Balance), billed?.LinkedTxn?.map(({ TxnType }) => TxnType)]).toEqual([
      45,
      ['Payment'],
    ])
    expect(rows.Payment?.find((row) => row.Id === payment.Id)?.Line?.[0]).toMatchObject({
      LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }],
    })
    expect(time.getTime()).toBeGreaterThan(since.getTime())
    expect(truncated).toEqual([])
    const voided = done(await company.void('Payment', payment.Id, payment.SyncToken, key()))
    expect(Number(voided.TotalAmt)).toBe(0)
    expect(Number(done(await company.read('Invoice', Id))?.Balance)).toBe(100)
  })

  test.each<[string, () => object, string]>([
    [
      'a customer that does not exist',
      () => bodyOf('1', { CustomerRef: { value: '999999999' } }),
      'invalid|missing',
    ],
    ['a field that does not exist', () => bodyOf('1', { Milepost: true }), 'invalid'],
    ['no lines', () => ({ CustomerRef: { value: customer.Id } }), 'invalid'],
    ['a number that is too long', () => bodyOf('1', { DocNumber: 'x'.repeat(22) }), 'invalid'],
  ])('an invoice with %s is refused', async (_, make, kind) => {
    const answer = await company.create('Invoice', make(), key())
    expect(answer).toMatchObject({
      outcome: 'refused',
      fault: {
        kind: expect.stringMatching(`^(${kind})$`),
        status: 400,
        code: expect.stringMatching(/^\d+$/),
      },
    })
  })

  test('a name that is taken is a duplicate', async () => {
    const answer = await company.create('Customer', { DisplayName: customer.DisplayName }, key())
    expect(answer).toMatchObject({ outcome: 'refused', fault: { kind: 'duplicate', code: '6240' } })
  })

  test('what never existed reads as null', async () => {
    expect(done(await company.read('Invoice', '999999999'))).toBeNull()
  })

  test('a file is stored with its link, and found by what it hangs on', async () => {
    const { Id } = await invoice('10')
    const file = {
      fileName: 'Abnahme "M1" é.txt',
      contentType: 'text/plain',
      bytes: Buffer.from('accepted on 2026-11-21'),
      note: `sha256:${run}`,
      attachTo: { entity: 'Invoice', id: Id, includeOnSend: true },
    } as const
    const stored = done(await company.upload(file))
    const found = done(
      await company.query('Attachable', [
        { field: 'AttachableRef.EntityRef.Type', operator: '=', value: 'invoice' },
        { field: 'AttachableRef.EntityRef.value', operator: '=', value: Id },
      ]),
    )
    expect(found.map(({ Id: id, Note }) => [id, Note])).toEqual([[stored.Id, `sha256:${run}`]])
    const lost = { ...file, attachTo: { ...file.attachTo, id: '999999999' } }
    expect(await company.upload(lost)).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid' } })
  })

  test('an invoice is e-mailed, printed, and perhaps payable online', async () => {
    const { Id } = await invoice('10')
    const sent = done(await company.sendInvoice(Id, 'ana+billing@example.com'))
    expect([sent.EmailStatus, sent.BillEmail?.Address]).toEqual(['EmailSent', 'ana+billing@example.com'])
    expect(sent.DeliveryInfo?.DeliveryTime).toEqual(expect.any(String))
    expect(
      done(await company.invoicePdf(Id))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect(done(await company.payLink(Id)) ?? 'https://none').toMatch(/^https?:\/\//)
  })

  test('a batch answers each item by itself, and its repeat makes nothing new', async () => {
    const made = await invoice('10')
    const { Id, SyncToken } = made
    const items = [
      { id: 'good', operation: 'create', body: bodyOf('11') },
      { id: 'bad', operation: 'create', body: bodyOf('12', { CustomerRef: { value: '999999999' } }) },
      { id: 'change', operation: 'update', body: { Id, SyncToken, PrivateNote: 'by batch' } },
    ] as const
    const same = key()
    const answers = done(await company.batch('Invoice', items, same))
    expect(answers.get('good')).toMatchObject({ outcome: 'done' })
    expect(answers.get('bad')).toMatchObject({ outcome: 'refused' })
    expect(answers.get('change')).toMatchObject({ outcome: 'done', value: { Id, PrivateNote: 'by batch' } })
    const before = (await ofCustomer()).length
    const again = done(await company.batch('Invoice', items.slice(0, 1), same)).get('good')
    expect(await ofCustomer()).toHaveLength(before)
    expect(again).toMatchObject({ outcome: 'done' })
  })

  test('rows come ordered by Id, whole, and no more than wanted', async () => {
    const all = done(await company.query('Customer', []))
    const ids = all.map(({ Id }) => Number(Id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(done(await company.query('Customer', [], { maxRows: 2 })).map(({ Id }) => Id)).toEqual(
      all.slice(0, 2).map(({ Id }) => Id),
    )
    const listed = done(
      await company.query('Customer', [{ field: 'Id', operator: 'IN', value: [customer.Id] }]),
    )
    expect(listed).toHaveLength(1)
    const recent = await company.query(
      'Invoice',
      [{ field: 'MetaData.LastUpdatedTime', operator: '>=', value: since.toISOString() }],
      { orderBy: 'MetaData.LastUpdatedTime' },
    )
    expect(done(recent).length).toBeGreaterThan(0)
  })

  test('a token that is none is unauthorized', async () => {
    const stranger = open({ ...placeOf(), accessToken: 'not-a-token' })
    expect(await stranger.preferences()).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'unauthorized', status: 401 },
    })
  })

  test('every call is recorded, with what is metered and where QuickBooks finds it again', async () => {
    const records: CallRecord[] = []
    const recorded = open(placeOf(), records)
    const one = done(await recorded.create('Invoice', bodyOf('1'), key()))
    await recorded.read('Invoice', one.Id)
    await recorded.changes(['Invoice'], since)
    expect(records.map(({ operation, metered, outcome }) => [operation, metered, outcome])).toEqual([
      ['create Invoice', false, 'done'],
      ['read Invoice', true, 'done'],
      ['changes', true, 'done'],
    ])
    for (const { trace } of records) expect(trace).toEqual(expect.stringMatching(/\S/))
  })
}
