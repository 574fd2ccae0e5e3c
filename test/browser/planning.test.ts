/**
 * Planning as people do it in the console: the built program in a real browser. Each story brings its own deal;
 * whatever goes wrong on any page, even unseen, fails the story.
 */
import { must } from '../fixtures/must'
import { describeWith } from '../fixtures/tools'
import { catchUpByHand } from './catch-up-by-hand'
import { changeByOrder } from './change-by-order'
import { depositByHand } from './deposit-by-hand'
import { editInTwoTabs } from './edit-in-two-tabs'
import { findTheCustomer } from './find-the-customer'
import { followTheDeal } from './follow-the-deal'
import { keepDocuments } from './keep-documents'
import { lookAtOutstanding } from './look-at-outstanding'
import { orderByHand } from './order-by-hand'
import { planByHand } from './plan-by-hand'
import { reconcileByHand } from './reconcile-by-hand'
import { refundByHand } from './refund-by-hand'
import { splitAndUndo } from './split-and-undo'
import { openStage, type Stage } from './stage'
import { startFromWords } from './start-from-words'
import { waitForAnswers } from './wait-for-answers'

describeWith('chromium', 'planning in a browser', (chromiumPath) => {
  let stage: Stage | undefined
  beforeAll(async () => {
    stage = await openStage(chromiumPath)
  }, 90_000)
  afterAll(() => stage?.close(), 30_000)

  const here = () => must(stage)
  planByHand(here)
  startFromWords(here)
  splitAndUndo(here)
  orderByHand(here)
  changeByOrder(here)
  followTheDeal(here)
  catchUpByHand(here)
  depositByHand(here)
  reconcileByHand(here)
  lookAtOutstanding(here)
  refundByHand(here)
  editInTwoTabs(here)
  keepDocuments(here)
  findTheCustomer(here)
  waitForAnswers(here)
})
