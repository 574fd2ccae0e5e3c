import { bookkeeperActs } from './bookkeeper-acts'
import { officeActs } from './office-acts'
import { planActs } from './plan-acts'
import { weatherActs } from './weather-acts'

const { complete, claim, billAgain, generate, release, billDeposit, runMonth, hours, ...seldom } = officeActs
const { ordinaryDay, outbox, quickbooks, ...weather } = weatherActs

/** Everything that can happen; what matters most is offered most often. */
export const allActs = [
  complete,
  complete,
  complete,
  claim,
  billAgain,
  generate,
  generate,
  release,
  billDeposit,
  runMonth,
  hours,
  ordinaryDay,
  ordinaryDay,
  ordinaryDay,
  outbox,
  outbox,
  quickbooks,
  ...Object.values(seldom),
  ...Object.values(planActs),
  ...Object.values(weather),
  ...Object.values(bookkeeperActs),
  bookkeeperActs.payAll,
  bookkeeperActs.voiding,
  bookkeeperActs.creditSome,
  bookkeeperActs.creditSome,
  bookkeeperActs.creditAll,
]
