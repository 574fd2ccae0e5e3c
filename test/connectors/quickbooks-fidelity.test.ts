/**
 * Goal: what the simulator answers is what Intuit's sandbox answered. Method: every recording's request is sent to
 * the simulator, brought into the recorded state, and the answers are compared; each difference must stand, with
 * its reason, in the table below. Where the recordings are not at hand, that is said and nothing is claimed.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FOLDER, here, type Named, read, suite, unnamed } from './quickbooks-fidelity-recordings'
import { type Difference, differences } from './quickbooks-fidelity-shape'
import { type Bench, openBench, US } from './quickbooks-simulator-client'

/** Where the simulator knowingly differs: file, place, and why. Anything else is a failure. */
const NAMED: readonly Named[] = [
  { file: /^reports__/, path: /./, why: 'reports are not simulated: the product asks for none' },
  {
    file: /^(get__|all__|misc__|cdc__|error__400$)/,
    path: /(Addr|Phone|Mobile|Fax|Name|AcctNum)(\.\w+)*$/,
    why: 'other people: the sample has its own addresses, names and telephones, or none',
  },
  {
    file: /^(get__|all__|error__400$)/,
    path: /Customer(\.\*)?\.DefaultTaxCodeRef/,
    why: 'every customer of the sample has one, as new customers of the sandbox do; its oldest had none',
  },
  {
    file: /^all__vendors_by_5$/,
    path: /QueryResponse/,
    why: 'the sample has fewer vendors, so later pages are empty',
  },
  { file: /^attachment__/, path: /EntityRef\.value$/, why: 'the invoice the file hangs on has our own id' },
  { file: /^error__401$/, path: /detail$/, why: 'the recording had the token cut out' },
  {
    file: /^error__400_json$/,
    path: /Detail$/,
    why: 'the list of known properties is that of the 2026 schema',
  },
  { file: /^error__500$/, path: /Detail$/, why: 'names the host it ran on' },
  { file: /^batch__basic$/, path: /2\.Fault\.Error\.0\.Detail$/, why: 'names another colleague' },
]

type Ids = Readonly<Record<string, string>>
const salesReceipt = {
  Line: [
    {
      Description: 'Custom Design',
      Amount: 337.5,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: { ItemRef: { value: '4' }, UnitPrice: 75, Qty: 4.5 },
    },
  ],
}
const oldInvoice =
  (recordedId: string) =>
  async (bench: Bench): Promise<Ids> => ({ [recordedId]: (await bench.invoice(100)).Id })
const makeReceipts = async (bench: Bench): Promise<Ids> => ({
  '17': (await bench.post('/salesreceipt', salesReceipt)).SalesReceipt.Id,
  '11': (
    await bench.post('/salesreceipt', { ...salesReceipt, CustomerRef: { value: '6' }, PrivateNote: 'A' })
  ).SalesReceipt.Id,
})
const makeFile = async (bench: Bench): Promise<Ids> => {
  const { Id } = await bench.invoice(100)
  const body = read('vcr/attachment__create_for_invoice.json').interactions[0].request
  const answer = await bench.call('POST', '/upload', body.text.replace('"75"', `"${Id}"`), {
    'Content-Type': body.headers['content-type'],
  })
  return { '5000000000000503624': answer.body.AttachableResponse[0].Attachable.Id, '75': Id }
}
/** What must be there before a recording's requests make sense. */
const SETUPS: Readonly<Record<string, (bench: Bench) => Promise<Ids>>> = {
  void__invoice: oldInvoice('264'),
  delete__invoice: oldInvoice('266'),
  get_pdf__invoice: oldInvoice('130'),
  attachment__create_for_invoice: oldInvoice('75'),
  attachment__read_attachment: makeFile,
  attachment__delete_attachment: makeFile,
  update__sales_receipt: async (bench) => {
    const ids = await makeReceipts(bench)
    for (let SyncToken = 0; SyncToken < 4; SyncToken += 1)
      await bench.post('/salesreceipt', { Id: ids['17'], SyncToken: String(SyncToken), sparse: true })
    return ids
  },
  all__sales_receipts: makeReceipts,
  update__customer: async (bench) => ({
    '68': (await bench.post('/customer', { DisplayName: 'Doe2, Jane' })).Customer.Id,
  }),
  batch__basic: async (bench) => {
    const ids = await makeReceipts(bench)
    await bench.post('/salesreceipt', {
      Id: ids['11'],
      SyncToken: '0',
      sparse: true,
      PrivateNote: 'A private note.',
    })
    return ids
  },
  deactivate__account: async (bench) => {
    await bench.post('/account', { Id: '5', SyncToken: '0', sparse: true, Active: false })
    return {}
  },
  cdc__basic: async (bench) => {
    const { QueryResponse } = await bench.query('select * from Estimate')
    const [{ Id }] = QueryResponse.Estimate
    const estimate = {
      ...salesReceipt,
      CustomerMemo: { value: 'Thanks' },
      BillEmail: { Address: 'a@example.com' },
    }
    await bench.post('/estimate', { Id, SyncToken: '0', sparse: true, ...estimate })
    await bench.invoice(5, { LinkedTxn: [{ TxnId: Id, TxnType: 'Estimate' }] })
    return {}
  },
}

/** The recorded text with the recorded ids replaced by ours. */
const replaced = (text: string, ids: Ids): string =>
  Object.entries(ids).reduce(
    (all, [theirs, ours]) => all.replace(new RegExp(`(?<=["/])${theirs}(?=["/?]|$)`, 'g'), ours),
    text,
  )

async function replay(name: string, bench: Bench): Promise<{ found: Difference[]; asked: number }> {
  const ids = (await SETUPS[name]?.(bench)) ?? {}
  const found: Difference[] = []
  const { interactions } = read(`vcr/${name}.json`)
  for (const { request, response } of interactions) {
    const path = replaced(request.uri.replace(/^.*\/v3(\/company\/-COMPANY_ID-)?/, ''), ids)
    const body = request.text ?? (request.json === undefined ? undefined : JSON.stringify(request.json))
    const headers = name === 'error__401' ? { Authorization: 'Bearer expired-long-ago' } : {}
    const type = request.headers['content-type']
    const answer = await bench.call(
      request.method,
      path,
      body === undefined ? undefined : replaced(body, ids),
      {
        ...headers,
        ...(type === undefined || body === undefined ? {} : { 'Content-Type': type }),
      },
    )
    if (answer.status !== response.status)
      found.push({ path: 'status', what: `${response.status} recorded, ${answer.status} here` })
    found.push(...headerDifferences(response.headers, answer.headers))
    if (response.json !== undefined && answer.body !== null)
      found.push(...differences(response.json, JSON.parse(replaced(answer.text, { [US]: '-COMPANY_ID-' }))))
    else if (response.json !== undefined) found.push({ path: 'body', what: 'no JSON here' })
  }
  return {
    found: found.map((one) => ({ ...one, path: one.path.replace(/^\./, '') })),
    asked: interactions.length,
  }
}

/** Headers that say something of the service, not of the servers in between. */
const HEADERS = [
  'content-type',
  'qbo-version',
  'service-time',
  'cache-control',
  'expires',
  'www-authenticate',
]
function headerDifferences(recorded: Record<string, string>, ours: Headers): Difference[] {
  const plain = (value: string | null | undefined) =>
    (value ?? '')
      .replace(/[\d.]+/g, '9')
      .replace(/\s/g, '')
      .toLowerCase()
  const missing = HEADERS.filter(
    (name) => recorded[name] !== undefined && plain(recorded[name]) !== plain(ours.get(name)),
  )
  const tid = ours.get('intuit_tid') === null ? ['intuit_tid'] : []
  return [...missing, ...tid].map((name) => ({
    path: `header ${name}`,
    what: `${recorded[name]} recorded, ${ours.get(name)} here`,
  }))
}

suite('the recordings of the sandbox', () => {
  const names = here ? readdirSync(join(FOLDER, 'vcr')).map((name) => name.replace(/\.json$/, '')) : ['none']
  test.each(names)('%s', async (name) => {
    const bench = await openBench()
    try {
      const { found, asked } = await replay(name, bench)
      expect(asked).toBeGreaterThan(0)
      expect(unnamed(NAMED, name, found)).toEqual([])
    } finally {
      await bench.close()
    }
  })
})
