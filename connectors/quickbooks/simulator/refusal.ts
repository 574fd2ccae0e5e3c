import { compact, type Entity, number, printValue } from './value'

/** QuickBooks says no. Thrown inside the simulator; nothing of the call is kept. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly more: {
      readonly element?: string
      readonly status?: number
      readonly type?: 'ValidationFault' | 'SystemFault'
      readonly withoutTime?: boolean
    } = {},
  ) {
    super(`${code} ${title}: ${detail}`)
  }
}

/** The `Fault` object of a refusal, as it stands in an answer or in one item of a batch. */
export function faultOf(refusal: Refusal): Entity {
  const { element, type = 'ValidationFault' } = refusal.more
  return {
    Error: [compact({ Message: refusal.title, Detail: refusal.detail, code: refusal.code, element })],
    type,
  }
}

const business = (detail: string): Refusal =>
  new Refusal(
    '6000',
    'A business validation error has occurred while processing your request',
    `Business Validation Error: ${detail}`,
    { element: '' },
  )

/** Every refusal the simulator knows, by what went wrong. */
export const refuse = {
  business,
  unsupported: (operation: string): Refusal =>
    new Refusal('500', 'Unsupported Operation', `Operation ${operation} is not supported.`),
  duplicateRequest: (): Refusal =>
    new Refusal(
      '600',
      'Duplicate Request ID',
      'Duplicate Request ID : The request id was used for another request.',
    ),
  subscription: (): Refusal =>
    new Refusal(
      '6190',
      'Invalid Company Status',
      'Subscription period has ended or canceled or there was a billing problem.',
    ),
  longRequestId: (): Refusal =>
    business('You cannot enter more than 50 characters in the request_id field of a request.'),
  inactive: (): Refusal =>
    new Refusal(
      '610',
      'Object Not Found',
      "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
      { element: '' },
    ),
  deleted: (): Refusal =>
    new Refusal('610', 'Object Not Found', 'Object Not Found : Another user has deleted this transaction.', {
      element: '',
    }),
  cannotLink: (type: string): Refusal =>
    new Refusal('620', 'Transaction cannot be linked', `Transaction of type ${type} cannot be linked here.`),
  dependencies: (code: string): Refusal => {
    const detail = 'This transaction is linked to others. Unlink them before you delete it.'
    if (code === '620') return new Refusal('620', 'Transaction cannot be linked', detail)
    if (code === '800') return new Refusal('800', 'Cannot delete: dependencies', detail)
    return business(detail)
  },
  batchTooLong: (): Refusal =>
    new Refusal('1040', 'Batch size exceeds limit', 'A batch may hold 30 items at the most.'),
  unreadable: (): Refusal =>
    new Refusal(
      '2010',
      'Request has invalid or unsupported property',
      'Property Name:failed to parse json object; a property specified is unsupported or invalid',
    ),
  property: (detail: string): Refusal =>
    new Refusal(
      '2010',
      'Request has invalid or unsupported property',
      `Property Name:${detail} specified is unsupported or invalid`,
    ),
  missing: (name: string): Refusal =>
    new Refusal(
      '2020',
      'Required param missing, need to supply the required value for the API',
      `Required parameter ${name} is missing in the request`,
      { element: name },
    ),
  badId: (id: string): Refusal =>
    new Refusal('2030', 'Invalid ID', `Id should be a valid number. Supplied value:${id}`, {
      element: 'Id',
      withoutTime: true,
    }),
  badText: (name: string): Refusal =>
    new Refusal(
      '2040',
      'Invalid String',
      `${name} holds characters outside ISO-8859-1, or a forbidden one.`,
      {
        element: name,
      },
    ),
  tooLong: (name: string, limit: number, length: number): Refusal =>
    new Refusal(
      '2050',
      'String length is either shorter or longer than supported by specification',
      `Min:0 Max:${limit} supported. Supplied length:${length}`,
      { element: name },
    ),
  enumeration: (name: string, value: string): Refusal =>
    new Refusal('2170', 'Invalid Enumeration', `Invalid Enumeration : ${value}`, { element: name }),
  badEmail: (): Refusal =>
    new Refusal(
      '2210',
      'Invalid Email Address Format',
      'Email Address does not conform to the syntax rules.',
      {
        element: 'BillEmail',
      },
    ),
  negative: (name: string): Refusal =>
    new Refusal('2290', 'Negative amount', `${name} cannot be negative.`, { element: name }),
  reference: (list: string, id: string): Refusal =>
    new Refusal('2500', 'Invalid Reference Id', `Invalid Reference Id : ${list} element id ${id} not found`, {
      element: '',
    }),
  query: (detail: string): Refusal => new Refusal('4001', 'Invalid query', `QueryValidationError: ${detail}`),
  queryText: (detail: string): Refusal =>
    new Refusal('4000', 'Error parsing query', `QueryParserError: ${detail}`),
  stale: (user: string): Refusal =>
    new Refusal(
      '5010',
      'Stale Object Error',
      `Stale Object Error : You and ${user} were working on this at the same time. ${user} finished before you did, so your work was not saved.`,
      { element: '' },
    ),
  product: (amount: string): Refusal =>
    new Refusal(
      '6070',
      'Amount calculation incorrect in the request',
      `Amount is not equal to UnitPrice * Qty. Supplied value:${amount}`,
      { element: 'Line' },
    ),
  duplicateNumber: (number: string, type: string, id: string): Refusal =>
    new Refusal(
      '6140',
      'Duplicate Document Number Error',
      `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${number} is assigned to TxnType=${type} with TxnId=${id}`,
      { element: 'DocNumber' },
    ),
  closedBooks: (): Refusal =>
    new Refusal(
      '6210',
      'Account Period Closed, Cannot Update Through Services API',
      'The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
      { element: '' },
    ),
  duplicateName: (): Refusal =>
    new Refusal('6240', 'Duplicate Name Exists Error', 'The name supplied already exists. : null'),
  noCustomer: (): Refusal =>
    new Refusal('6310', 'Missing customer', 'Choose a customer for this transaction.', {
      element: 'CustomerRef',
    }),
  noEmail: (): Refusal =>
    new Refusal('6420', 'Email required', 'An e-mail address is needed to send this transaction.', {
      element: 'BillEmail',
    }),
  deposited: (): Refusal =>
    new Refusal(
      '6540',
      'Deposited Transaction cannot be changed',
      'This payment is part of a bank deposit. Delete the deposit before you change it.',
      { element: '' },
    ),
  failure: (detail: string): Refusal =>
    new Refusal('10000', 'System Failure Error', `System Failure Error: ${detail}`, {
      type: 'SystemFault',
      status: 200,
    }),
} as const

/** The whole body of a refused call. `time` is the vendor's own. */
export function refusalBody(refusal: Refusal, time: string): string {
  const fault = { Fault: faultOf(refusal) }
  return printValue(refusal.more.withoutTime === true ? fault : { ...fault, time })
}

/** What the gateway before the service says, in lower case. `at` is milliseconds since 1970. */
export function gatewayBody(
  fault: {
    readonly message: string
    readonly detail: string | null
    readonly code: string
    readonly type: string
  },
  at: number,
): string {
  return printValue({
    warnings: null,
    intuitObject: null,
    fault: {
      error: [{ message: fault.message, detail: fault.detail, code: fault.code, element: null }],
      type: fault.type,
    },
    report: null,
    queryResponse: null,
    batchItemResponse: [],
    attachableResponse: [],
    syncErrorResponse: null,
    requestId: null,
    time: number(at),
    status: null,
    cdcresponse: [],
  })
}
